"""Several sources at once: merged, told apart, and each heard of."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.e2e.terminal import environment
from tests.fetch.misbehaving import Start
from tests.robust.measuring import program
from tui.errors import Cancelled, FileTrouble, NoneFetched, Unreachable
from tui.fetch.cancel import CancelToken
from tui.fetch.targets import Asking
from tui.gathering import Step, Wish, open_profiles, planned
from tui.opening import Opened
from tui.options import Options
from tui.pprof.encode import encode
from tui.report.prepared import prepare
from tui.report.reports import REPORTS

CPU = Path(__file__).parent / "data" / "go127_cpu_5s_busy.pb.gz"


pytestmark = pytest.mark.usefixtures("saved")


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture
def servers(start_go_server: Callable[..., AbstractContextManager[str]]) -> Iterator[list[str]]:
    """Addresses of three programs."""
    with ExitStack() as running:
        yield [running.enter_context(start_go_server()) for _ in range(3)]


HEAP = Asking(profile="heap")


def hosts_of(wish: Wish, **options: str) -> dict[str, str]:
    """Return what `-tags` says of each host that is left, by host."""
    profile = open_profiles(wish).profile
    text = [str(line) for line in REPORTS["tags"](prepare(profile, Options(**options), "tags", ""))]
    lines = "\n".join(text).split("host: Total", 1)[1].split("\n\n")[0].splitlines()[1:]
    return {line.split("): ")[1]: line for line in lines}


def test_servers_are_merged_and_told_apart_by_their_host(servers: list[str]) -> None:
    wish = Wish(tuple(servers), asking=HEAP)
    assert set(hosts_of(wish)) == set(servers)
    # One of them can be looked into, by its label.
    assert set(hosts_of(wish, tagfocus=f"host={servers[1]}")) == {servers[1]}
    merged = open_profiles(Wish(tuple(servers), asking=Asking(profile="threadcreate")))
    assert merged.failures == ()
    assert merged.display == " ".join(f"{one}/debug/pprof/threadcreate" for one in servers)


def test_services_of_one_host_are_told_apart(start: Start) -> None:
    heap = (CPU.parent / "go127_heap.pb.gz").read_bytes()

    def answer(client: socket.socket, _head: bytes) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(heap) + heap)

    one, other = start(answer), start(answer)
    urls = tuple(f"http://{place}/debug/pprof/heap" for place in (f"{one}/shop", f"{one}/a%20b", other))
    assert set(hosts_of(Wish(urls))) == {f"{one}/shop", f"{one}/a b", other}


def test_of_servers_without_a_profile_named_the_cpu_is_profiled(servers: list[str]) -> None:
    plan = planned(Wish((servers[0], f"http://{servers[1]}/debug/pprof/heap"), base=servers[2]))
    assert [target.display for target in plan.every] == [
        f"{servers[0]}/debug/pprof/profile",
        f"{servers[1]}/debug/pprof/heap",
        f"{servers[2]}/debug/pprof/profile",
    ]


def test_hosts_become_roots(servers: list[str]) -> None:
    profile = open_profiles(Wish(tuple(servers), asking=HEAP)).profile
    prepared = prepare(profile, Options(tagroot="host", sort="cum", sample_index="alloc_space"), "top", "")
    text = "\n".join(str(line) for line in REPORTS["top"](prepared))
    for server in servers:
        assert server in text


def test_one_server_gets_no_label(go_server: str) -> None:
    file = str(CPU.with_name("go127_goroutine.pb.gz"))
    profile = open_profiles(Wish((go_server, file), asking=Asking(profile="goroutine"))).profile
    assert b"host" not in {profile.strings.raw[key] for key in profile.labels.key.tolist()}


def test_a_label_of_the_programs_own_is_not_overwritten(servers: list[str], tmp_path: Path) -> None:
    # GIVEN profiles that have hosts already: those of a merge
    first = open_profiles(Wish(tuple(servers[:2]), asking=HEAP))
    path = tmp_path / "merged.pb.gz"
    path.write_bytes(encode(first.profile))
    # WHEN they are merged with servers
    profile = open_profiles(Wish((*servers[1:], str(path)), asking=HEAP)).profile
    keys = {profile.strings.raw[key] for key in profile.labels.key.tolist()}
    # THEN the servers go by another label
    assert {b"host", b"server_host"} <= keys


def test_a_server_that_fails_is_named_and_the_rest_goes_on(servers: list[str], nobody: str) -> None:
    compared = open_profiles(Wish((servers[0], nobody, servers[1]), asking=HEAP))
    assert [failure.where for failure in compared.failures] == [f"{nobody}/debug/pprof/heap"]
    assert any(f"connection refused by {nobody}" in remark for remark in compared.remarks)
    assert "Fetched 2 source profiles out of 3" in compared.remarks
    profile = compared.profile
    assert {profile.strings[text] for text in set(profile.labels.string.tolist())} >= set(servers[:2])


def test_a_file_that_is_missing_is_named_and_the_rest_goes_on(tmp_path: Path, pprof_program: str) -> None:
    gone, sources = tmp_path / "gone.pb.gz", (str(CPU), str(tmp_path / "gone.pb.gz"))
    compared = open_profiles(Wish(sources, base=str(CPU)))
    assert [str(failure) for failure in compared.failures] == [f"{gone}: no such file"]
    assert compared.remarks == (f"{gone}: no such file", "Fetched 1 source profiles out of 2")
    # AND so does pprof, with the same numbers
    asked = [f"-base={CPU}", "-top", *sources]
    theirs = subprocess.run([pprof_program, *asked], capture_output=True, text=True, timeout=280, check=True)
    assert "Fetched 1 source profiles out of 2" in theirs.stderr
    ours = program(*asked, environment=environment(tmp_path))
    assert (ours.status, ours.stdout) == (0, theirs.stdout)
    # WHEN the other one is not there either THEN that is an error
    with pytest.raises(FileTrouble, match="no such file"):
        open_profiles(Wish((str(gone), f"{gone}.too")))


def test_if_all_fail_it_is_an_error_that_says_why_for_each(nobody: str) -> None:
    with pytest.raises(NoneFetched, match="failed to fetch any source profiles") as failed:
        open_profiles(Wish((nobody, nobody), asking=HEAP))
    assert ["refused" in str(failure) for failure in failed.value.failures] == [True, True]
    with pytest.raises(Unreachable, match="refused"):
        open_profiles(Wish((nobody,), asking=HEAP))


def test_every_source_tells_how_far_it_is(servers: list[str], nobody: str) -> None:
    steps: list[Step] = []
    open_profiles(Wish((servers[0], nobody, servers[1]), base=servers[2], asking=HEAP), on_step=steps.append)
    for number in range(4):
        mine = [step for step in steps if step.number == number]
        assert mine[0].received == 0
        assert [step.outcome is None for step in mine] == [True] * (len(mine) - 1) + [False]
        assert isinstance(mine[-1].outcome, Unreachable if number == 1 else Opened)
        assert (mine[-1].received > 0) == (number != 1)


def test_all_are_called_off_at_once(servers: list[str]) -> None:
    cancel = CancelToken()
    started: set[int] = set()

    def on_step(step: Step) -> None:
        started.add(step.number)
        if len(started) == len(servers):
            cancel.cancel()

    began = time.monotonic()
    with pytest.raises(Cancelled):
        open_profiles(Wish(tuple(servers), asking=Asking(seconds=60)), cancel=cancel, on_step=on_step)
    assert time.monotonic() - began < 30


def test_they_are_fetched_at_the_same_time(servers: list[str]) -> None:
    # GIVEN a wait of everybody for everybody, the base too, which only ends if all are on their way together
    together = threading.Barrier(3)
    seen: set[int] = set()

    def on_step(step: Step) -> None:
        if step.number not in seen:
            seen.add(step.number)
            together.wait(60)

    wish = Wish(tuple(servers[:2]), base=servers[2], asking=HEAP)
    assert open_profiles(wish, on_step=on_step).failures == ()
