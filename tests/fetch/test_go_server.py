"""A real Go program, as it answers to everything we ask."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.fetch.conftest import FaultServer
from tui.errors import Cancelled, NotAProfile, Refused, TimedOut, Unreachable
from tui.fetch.cancel import CancelToken
from tui.fetch.endpoints import ServerIndex, list_endpoints, profile_url
from tui.fetch.source import Fetched, load
from tui.fetch.target import ServerTarget, parse_target

GZIP = b"\x1f\x8b"
CUSTOM = "example.test/goload.connections"


def fetch(typed: str) -> Fetched:
    return load(parse_target(typed))


def cpu_profile_when_free(server: str) -> Fetched:
    """Take a CPU profile once the former, whose client has gone, has ended: Go needs a moment to stop it."""
    gives_up = time.monotonic() + 10
    while True:
        try:
            return fetch(f"{server}/debug/pprof/profile?seconds=1")
        except Refused as refused:
            if "already in use" not in refused.what or time.monotonic() > gives_up:
                raise
            time.sleep(0.05)


def look_around(typed: str) -> ServerIndex:
    target = parse_target(typed)
    assert isinstance(target, ServerTarget)
    return list_endpoints(target)


def test_the_index_lists_profiles_only_and_cpu_first(go_server: str) -> None:
    index = look_around(go_server)
    names = [endpoint.name for endpoint in index.endpoints]
    assert names[0] == "profile"
    assert {"heap", "allocs", "goroutine", "mutex", "block", "threadcreate", CUSTOM} <= set(names)
    assert not {"cmdline", "symbol", "trace"} & set(names)
    assert index.title.startswith("goload-")


def test_an_endpoint_says_what_it_is_for_and_how_much_it_has(go_server: str) -> None:
    endpoints = {endpoint.name: endpoint for endpoint in look_around(f"{go_server}/debug/pprof").endpoints}
    assert endpoints[CUSTOM].count == 3
    assert (endpoints["profile"].count, endpoints["profile"].is_cpu) == (None, True)
    assert endpoints["heap"].takes_seconds
    assert not endpoints[CUSTOM].takes_seconds
    assert all(endpoint.what for endpoint in endpoints.values())


def test_every_listed_profile_can_be_had(go_server: str) -> None:
    for endpoint in look_around(go_server).endpoints:
        fetched = load(profile_url(endpoint, seconds=1 if endpoint.is_cpu else None))
        expected = b"goroutine " if "debug=2" in endpoint.name else GZIP
        assert fetched.body.startswith(expected), endpoint.name
        assert fetched.remote


def test_seconds_are_not_sent_to_a_profile_that_would_refuse_them(go_server: str) -> None:
    custom = next(one for one in look_around(go_server).endpoints if one.name == CUSTOM)
    assert load(profile_url(custom, seconds=1)).body.startswith(GZIP)


def test_a_server_without_a_profile_named_gives_its_cpu_profile_as_pprof_does(
    go_server: str, go_pprof: Callable[..., str], tmp_path: Path
) -> None:
    # GIVEN the CPU profile of a bare host:port
    seen: list[int] = []
    fetched = load(parse_target(go_server, seconds=1), on_progress=seen.append)
    # THEN its bytes are one to pprof, and every byte was reported
    saved = tmp_path / "cpu.pb.gz"
    saved.write_bytes(fetched.body)
    assert "Type: cpu" in go_pprof("-top", saved)
    assert seen[-1] == len(fetched.body)


def test_a_cancelled_cpu_profile_is_stopped_on_the_server_too(go_server: str) -> None:
    # GIVEN a CPU profile of 30 s, cancelled half a second after it began
    token = CancelToken()
    timer = threading.Timer(0.5, token.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        load(parse_target(f"{go_server}/debug/pprof/profile?seconds=30"), cancel=token)
    assert time.monotonic() - began < 5
    timer.join()
    # THEN the next one is not refused as "already in use" for the 29 s that were left
    assert cpu_profile_when_free(go_server).body.startswith(GZIP)


def test_a_second_cpu_profile_is_refused_in_gos_words(go_server: str) -> None:
    token = CancelToken()

    def occupy() -> None:
        with pytest.raises(Cancelled):
            load(parse_target(f"{go_server}/debug/pprof/profile?seconds=20"), cancel=token)

    first = threading.Thread(target=occupy)
    first.start()
    time.sleep(1)
    try:
        with pytest.raises(
            Refused, match="server says: Could not enable CPU profiling: cpu profiling already in use"
        ) as no:
            fetch(f"{go_server}/debug/pprof/profile?seconds=1")
    finally:
        token.cancel()
        first.join()
    cpu_profile_when_free(go_server)
    assert no.value.status == 500
    assert no.value.way_out.later
    assert "try again" in no.value.remedy


def test_a_profile_above_the_write_timeout_offers_a_length_that_fits(
    start_go_server: Callable[..., AbstractContextManager[str]],
) -> None:
    with start_go_server("-write-timeout", "3s") as address:
        asked: int | None = None
        lengths = []
        # WHEN a screen takes up each offer
        while True:
            target = parse_target(f"{address}/debug/pprof/profile", seconds=asked)
            try:
                body = load(target).body
                break
            except Refused as refused:
                assert "server says: profile duration exceeds server's WriteTimeout" in refused.what
                asked = refused.way_out.seconds
                assert refused.remedy == f"Try -seconds {asked}."
                lengths.append(asked)
        # THEN it soon ends with a profile, each offer shorter than the one before
        assert lengths == [25, 12, 8, 4, 2]
        assert body.startswith(GZIP)


def test_a_length_that_cannot_be_shorter_offers_none(misbehave: Callable[..., FaultServer]) -> None:
    words = b"profile duration exceeds server's WriteTimeout"
    head = b"HTTP/1.1 400 Bad Request\r\nX-Go-Pprof: 1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    server = misbehave(lambda client, _request: client.sendall(head + words))
    with pytest.raises(Refused, match="Ask whoever runs it to raise it") as refused:
        fetch(f"{server.address}/debug/pprof/profile?seconds=1")
    assert refused.value.way_out.seconds is None


def test_a_slow_server_is_waited_for_and_another_prefix_is_found(
    start_go_server: Callable[..., AbstractContextManager[str]],
) -> None:
    with start_go_server("-slow", "500ms", "-prefix", "/v1/sys/pprof") as address:
        index = look_around(f"{address}/v1/sys/pprof")
        custom = next(one for one in index.endpoints if one.name == CUSTOM)
        assert load(profile_url(custom)).body.startswith(GZIP)
        # At the usual place is nothing, and that is said in other words than of a name that is wrong.
        with pytest.raises(Refused, match="Is pprof mounted there"):
            fetch(f"{address}/debug/pprof/heap")
        with pytest.raises(Refused, match=r"Unknown profile\. Is the name right"):
            fetch(f"{address}/v1/sys/pprof/heaps")


def test_garbage_is_collected_when_asked(go_server: str) -> None:
    endpoints = {endpoint.name: endpoint for endpoint in look_around(go_server).endpoints}
    assert [name for name, endpoint in endpoints.items() if endpoint.takes_gc] == ["heap"]
    heap = profile_url(endpoints["heap"], gc=True)
    assert heap.display.endswith("/debug/pprof/heap?gc=1")
    assert load(heap).body.startswith(GZIP)
    assert "gc" not in profile_url(endpoints["heap"]).display + profile_url(endpoints["mutex"], gc=True).display


def test_the_text_of_all_stacks_says_what_it_costs_before_it_is_fetched(go_server: str) -> None:
    endpoints = {endpoint.name: endpoint for endpoint in look_around(go_server).endpoints}
    stacks = endpoints["goroutine?debug=2"]
    assert "stops the whole program" in stacks.what
    assert not stacks.takes_seconds
    assert load(profile_url(stacks, seconds=5)).body.startswith(b"goroutine ")


def test_the_deadline_ends_a_profile_that_takes_longer(go_server: str) -> None:
    with pytest.raises(TimedOut, match=r"no answer within 0\.5 s"):
        load(parse_target(f"{go_server}/debug/pprof/heap?seconds=30"), timeout=0.5)


@pytest.mark.parametrize(
    ("path", "says", "advises"),
    [
        ("debug/pprof/nope", "server says: Unknown profile", "Is the name right"),
        ("other/pprof/heap", "server answered 404 Not Found", "Is pprof mounted there"),
        (f"debug/pprof/{CUSTOM}?seconds=1", '"seconds" parameter is not supported', "Leave -seconds out"),
        ("debug/pprof/heap?seconds=1&debug=1", "seconds and debug params are incompatible", "Leave debug out"),
    ],
)
def test_a_refusal_is_the_servers_words_and_what_to_do(go_server: str, path: str, says: str, advises: str) -> None:
    with pytest.raises(Refused) as refused:
        fetch(f"{go_server}/{path}")
    assert says in refused.value.what
    assert advises in refused.value.remedy
    assert refused.value.where.startswith(f"{go_server}/")


def test_what_go_serves_besides_profiles_is_named(go_server: str) -> None:
    with pytest.raises(NotAProfile, match=r"Go execution trace.*go tool trace"):
        fetch(f"{go_server}/debug/pprof/trace?seconds=1")
    assert {"trace", "cmdline", "symbol"} <= set(look_around(go_server).not_profiles)


def test_no_index_and_no_profiles_is_the_servers_404(go_server: str) -> None:
    with pytest.raises(Refused, match="404"):
        look_around(f"{go_server}/elsewhere/pprof/")


def test_basic_auth_comes_from_the_url_and_shows_nowhere(
    start_go_server: Callable[..., AbstractContextManager[str]],
) -> None:
    with start_go_server("-basic", "ops:s3cr3t@x") as address:
        index = look_around(f"http://ops:s3cr3t%40x@{address}")
        heap = next(one for one in index.endpoints if one.name == "heap")
        fetched = load(profile_url(heap))
        assert fetched.body.startswith(GZIP)
        assert "s3cr3t" not in f"{index.base} {index.endpoints} {fetched}"
        with pytest.raises(Refused, match="401 Unauthorized") as refused:
            fetch(f"http://ops:wr0ng@{address}/debug/pprof/heap")
    assert "not the one it wants" in refused.value.remedy
    assert refused.value.way_out.wants == "password"
    assert "wr0ng" not in str(refused.value)


def test_a_bearer_token_that_is_missing_is_a_403(start_go_server: Callable[..., AbstractContextManager[str]]) -> None:
    with start_go_server("-bearer", "t0ken") as address, pytest.raises(Refused, match="403 Forbidden"):
        fetch(f"{address}/debug/pprof/heap")


def test_tls_is_checked_unless_told_otherwise(
    start_go_server: Callable[..., AbstractContextManager[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    certificate = tmp_path / "ca.pem"
    with start_go_server("-tls", str(certificate)) as address:
        # An unknown authority is refused, with the ways out.
        with pytest.raises(
            Unreachable, match=r"certificate not accepted: self.signed.*-tls_ca FILE, or skip the check with -insecure"
        ):
            fetch(f"https://{address}/debug/pprof/heap")
        # https+insecure does not check, and warns nobody in the middle of the screen.
        index = look_around(f"https+insecure://{address}")
        assert load(profile_url(index.endpoints[1])).body.startswith(GZIP)
        # Cancelling reaches through TLS.
        with pytest.raises(TimedOut):
            load(parse_target(f"https+insecure://{address}/debug/pprof/profile?seconds=30"), timeout=1)
        # HTTP to the same port gets Go's advice.
        with pytest.raises(Refused, match=r"Client sent an HTTP request to an HTTPS server\. Use https://"):
            fetch(f"{address}/debug/pprof/heap")
        # A named authority is believed.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch(f"https://{address}/debug/pprof/heap").body.startswith(GZIP)


def test_tls_to_a_plain_port_says_so(go_server: str) -> None:
    with pytest.raises(Unreachable, match=r"does not speak TLS\. Use http://"):
        fetch(f"https://{go_server}/debug/pprof/heap")


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    go_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert fetch(f"{go_server}/debug/pprof/heap").body.startswith(GZIP)


def test_netrc_is_not_read(
    start_go_server: Callable[..., AbstractContextManager[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ops password pw\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with start_go_server("-basic", "ops:pw") as address, pytest.raises(Refused, match="401"):
        fetch(f"{address}/debug/pprof/heap")
