"""Patterns that take other engines ages, typed or brought along by a profile, take no time here (R25)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.terminal import environment
from tests.report.lines import top_lines
from tests.robust.bad_patterns import INVALID, KNOWN, LARGE
from tests.robust.measuring import program
from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.loading import as_loaded
from tui.analysis.search import search
from tui.analysis.stacks import expand
from tui.errors import BadOption
from tui.options import Options
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

pytestmark = pytest.mark.rule("R25")
TEXT = "a" * 5000 + "!"
NAMES = 20
MILLISECONDS = 200
Measured = Callable[..., None]
OPTIONS = (
    *("focus", "ignore", "hide", "show", "show_from", "prune_from"),
    *("tagfocus", "tagignore", "tagshow", "taghide"),
)


def test_there_are_enough() -> None:
    assert len(set(KNOWN)) >= 50


@contextmanager
def timed(pattern: str, measured: Measured) -> Iterator[None]:
    """Measure the work with a pattern, but not that of others; it may be refused, in a line."""
    start = time.thread_time()
    try:
        yield
        assert pattern not in INVALID
    except BadOption as refused:
        assert "\n" not in str(refused)
        # A comma parts two patterns for labels.
        assert pattern in (*INVALID, *LARGE) or "," in pattern
    measured("ms of CPU", (time.thread_time() - start) * 1000, at_most=MILLISECONDS)


def profile(drop: str = "") -> Profile:
    """Return a profile whose names and labels are what these patterns choke on."""
    names = [f"{TEXT}{number}".encode() for number in range(NAMES)]
    message = pb.Profile(
        string_table=[b"", b"cpu", *names, drop.encode()],
        sample_type=[pb.ValueType(type=1)],
        drop_frames=NAMES + 2 if drop else 0,
        keep_frames=NAMES + 2 if drop else 0,
    )
    for number in range(1, NAMES + 1):
        message.function.add(id=number, name=number + 1, filename=number + 1)
        message.location.add(id=number, line=[pb.Line(function_id=number)])
        label = pb.Label(key=number + 1, str=number + 1)
        message.sample.add(location_id=[number, 1], value=[5], label=[label])
    return decode(message.SerializeToString())


def test_searching_as_typed(measured: Measured) -> None:
    made = profile()
    table = frame_table(made, Granularity.FUNCTIONS)
    stacks = expand(made, table).stacks
    for pattern in KNOWN:
        with timed(pattern, measured):
            search(table, stacks, made.values[:, 0], np.ones(len(table), np.bool_), pattern)


@pytest.mark.parametrize("option", OPTIONS)
def test_options(option: str, measured: Measured) -> None:
    made = profile()
    for pattern in KNOWN:
        with timed(pattern, measured):
            assert top_lines(made, Options(**{option: pattern}))


def test_patterns_that_the_profile_brings_along(measured: Measured) -> None:
    for pattern in KNOWN:
        made = profile(pattern)
        start = time.thread_time()
        # pprof goes on without a pattern that is none, and so do we.
        assert top_lines(as_loaded(made), Options())
        measured("ms of CPU", (time.thread_time() - start) * 1000, at_most=MILLISECONDS)


@pytest.mark.parametrize("pattern", [KNOWN[0], LARGE[0]])
def test_the_command_answers_in_a_line_or_a_report(home: Path, pattern: str) -> None:
    file = home / "p.pb"
    file.write_bytes(
        pb.Profile(
            string_table=[b"", b"cpu", TEXT.encode(), pattern.encode()],
            sample_type=[pb.ValueType(type=1)],
            function=[pb.Function(id=1, name=2)],
            location=[pb.Location(id=1, line=[pb.Line(function_id=1)])],
            sample=[pb.Sample(location_id=[1], value=[5], label=[pb.Label(key=1, str=2)])],
            drop_frames=3,
            keep_frames=3,
        ).SerializeToString()
    )
    for flags in ([], [f"-focus={pattern}"]):
        done = program("-top", *flags, file, environment=environment(home))
        assert done.status == 0 or done.stderr.count("\n") == 1
        assert "Traceback" not in done.stderr
