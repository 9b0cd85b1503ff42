"""Go's text of goroutines becomes a profile with states, whatever version wrote it and whatever stands around it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pprof.legacy.cases import DATA
from tests.robust.growth import grows_in_proportion
from tui.errors import BadProfile
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.pprof.legacy.goroutine import read_goroutine
from tui.pprof.legacy.verdict import NotThisForm
from tui.pprof.profile import Profile, ValueType

TEXT = b"""goroutine 1 [chan receive, 5 minutes, locked to thread]:
main.wait(0xc000, {0x1, 0x2}, ...)
\t/src/a b/wait.go:12 +0x1d
main.(*Pool[...]).run(0x0?)
\t/src/pool.go:3
created by main.main in goroutine 1
\t/src/main.go:7 +0x3

goroutine 22 [select (no cases)]:
main.forever()
\t/src/main.go:9 +0x11
created by main.main.func1
\t/src/main.go:8 +0x3
"""


def frames(profile: Profile, row: int) -> list[tuple[str, str, int]]:
    return [
        (line.function.name, line.function.filename, line.line)
        for location in profile.sample(row).locations
        for line in location.lines
    ]


def labels(profile: Profile, row: int) -> dict[str, str | int]:
    return {label.key: label.value for label in profile.sample(row).labels}


def test_a_goroutine_is_a_sample_with_its_calls_and_what_it_waits_for() -> None:
    profile = decode(TEXT)
    assert profile.sample_types == (ValueType("goroutine", "count"),)
    assert frames(profile, 0) == [("main.wait", "/src/a b/wait.go", 12), ("main.(*Pool[...]).run", "/src/pool.go", 3)]
    assert labels(profile, 0) == {
        "state": "chan receive",
        "minutes": 5,
        "id": 1,
        "creator": "main.main",
        "note": "locked to thread",
    }
    assert frames(profile, 1) == [("main.forever", "/src/main.go", 9)]
    assert labels(profile, 1) == {"state": "select (no cases)", "id": 22, "creator": "main.main.func1"}
    assert profile.values.tolist() == [[1], [1]]


def test_minutes_have_minutes_as_their_unit_and_survive_export() -> None:
    profile = decode(encode(decode(TEXT)))
    units = {label.key: label.unit for label in profile.sample(0).labels if isinstance(label.value, int)}
    assert units == {"minutes": "minutes", "id": ""}
    assert labels(profile, 0)["minutes"] == 5


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("goroutine 7 [running]:", {"state": "running", "id": 7}),
        ("goroutine 7 gp=0xc0001 m=0 mp=0x1 [running]:", {"state": "running", "id": 7}),
        ("goroutine 7 gp=0xc0001 m=nil [GC worker (idle)]:", {"state": "GC worker (idle)", "id": 7}),
        ("goroutine 7 [chan send (nil chan) (scan)]:", {"state": "chan send (nil chan) (scan)", "id": 7}),
        (
            "goroutine 7 [sleep (durable), synctest bubble 3]:",
            {"state": "sleep (durable)", "note": "synctest bubble 3", "id": 7},
        ),
        ('goroutine 7 [IO wait] {shop: north, "a b": "c\\"\\u00e4"}:', {"shop": "north", "a b": 'c"ä'}),
        # What is no character is not one by being written with an escape.
        (r'goroutine 7 [IO wait] {"\ud800": "a\udfff\U00110000"}:', {"\ufffd": "a\ufffd\ufffd"}),
        ('goroutine 7 [IO wait] {state: hidden, id: "x"}:', {"state": "IO wait", "id": 7}),
    ],
)
def test_a_header_is_understood_as_every_version_writes_it(line: str, expected: dict[str, str | int]) -> None:
    found = labels(decode(f"{line}\nmain.f()\n\t/f.go:1 +0x1\n".encode()), 0)
    assert found.items() >= expected.items()


@pytest.mark.parametrize("unit", ["a", '"', '\\"', '"\\', "a: ", '"": ', "a: b, ", '"a', "a "])
def test_labels_take_time_in_proportion_to_their_length(unit: str) -> None:
    def begin(size: int) -> Callable[[], object]:
        text = f"goroutine 1 [running] {{{unit * (size // len(unit))}}}:\nmain.f()\n\t/f.go:1 +0x1\n".encode()
        return lambda: read_goroutine(text)

    grows_in_proportion(begin, 4_000)


def test_labels_end_at_what_is_none() -> None:
    found = labels(decode(b'goroutine 1 [running] {a: b, "c": "d"; e: f}:\nmain.f()\n\t/f.go:1\n'), 0)
    assert found == {"state": "running", "id": 1, "a": "b"}


def test_calls_that_are_not_written_are_told() -> None:
    text = (
        b"goroutine 5 [running]:\n\tgoroutine running on other thread; stack unavailable\n"
        b"created by main.main in goroutine 1\n\t/src/main.go:8 +0x3\n\n"
        b"goroutine 6 [running]:\nmain.deep(...)\n\t/src/deep.go:1\n...23 frames elided...\n"
        b"main.top()\n\t/src/top.go:2 +0x1\n"
    )
    profile = decode(text)
    assert frames(profile, 0) == [("(stack not known)", "", 0)]
    assert labels(profile, 0)["creator"] == "main.main"
    assert [name for name, _, _ in frames(profile, 1)] == ["main.deep", "(23 frames elided)", "main.top"]


def test_what_a_crash_prints_around_it_is_passed_over() -> None:
    before = b"SIGQUIT: quit\nPC=0x46d1e1 m=0 sigcode=0\n\n"
    after = b"\nrax    0xca\nrbx    0x0\nrip    0x46d1e1\n"
    assert decode(before + TEXT + after) == decode(TEXT)


@pytest.mark.parametrize("ending", [b"\r\n", b"\n"])
def test_line_ends_do_not_matter(ending: bytes) -> None:
    assert decode(TEXT.replace(b"\n", ending)) == decode(TEXT)


def test_a_text_that_is_cut_off_keeps_what_it_has() -> None:
    cut = TEXT[: TEXT.index(b"\t/src/main.go:9")]
    assert frames(decode(cut), 1) == [("main.forever", "", 0)]


def test_it_may_be_gzipped() -> None:
    assert decode(gzip.compress(TEXT)) == decode(TEXT)


def test_gos_counted_text_is_left_to_its_own_reader() -> None:
    with pytest.raises(NotThisForm):
        read_goroutine((DATA / "count_goroutine.txt").read_bytes())


@pytest.mark.parametrize(
    "text", [b"", b"goroutine", b"goroutine x [running]:\n", b"a goroutine 1 [running]:\n", b"x\n" * 40_000 + TEXT]
)
def test_what_is_no_such_text_is_refused(text: bytes) -> None:
    with pytest.raises(NotThisForm):
        read_goroutine(text)


def test_a_line_that_no_go_program_writes_is_one_line_of_error() -> None:
    with pytest.raises(BadProfile, match="token too long"):
        decode(b"goroutine 1 [running]:\n" + b"x" * 70_000)


@given(st.lists(st.sampled_from(TEXT.splitlines(keepends=True)), max_size=12), st.binary(max_size=40))
def test_no_order_of_lines_is_too_odd(lines: list[bytes], noise: bytes) -> None:
    profile = read_goroutine(b"goroutine 3 [running]:\n" + b"".join(lines) + noise)
    # Every header is a sample, and every sample has a stack.
    assert profile.n_samples == 1 + sum(line.startswith(b"goroutine") for line in lines)
    assert (profile.stack_offsets[1:] > profile.stack_offsets[:-1]).all()
    decode(encode(profile))


def test_a_real_server_tells_states_that_tagroot_groups_by(
    go_server: str, go_pprof: Callable[..., str], tmp_path: Path
) -> None:
    # GIVEN what a Go program says of its goroutines, as a report of ours exports it
    exported = tmp_path / "goroutines.pb.gz"
    url = f"{go_server}/debug/pprof/goroutine?debug=2"
    environment = {"PPROF_TMPDIR": str(tmp_path), "HOME": str(tmp_path), "PATH": ""}
    subprocess.run(
        [sys.executable, "-m", "tui", "-proto", "-output", str(exported), url],
        env=environment,
        check=True,
        capture_output=True,
        timeout=60,
    )
    # THEN pprof itself reads states, and finds the program's workers asleep
    shown = go_pprof("-top", "-cum", "-tagroot=state", exported)
    assert "Type: goroutine" in shown
    states = {line.split(maxsplit=5)[5] for line in shown.splitlines() if "%" in line and "flat%" not in line}
    assert {"running", "sleep"} & states
    assert "main.serveOrders" in shown
