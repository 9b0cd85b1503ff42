"""While nothing happens nothing is done (R22)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, PATIENCE, Terminal
from tests.processes import cpu_seconds, woken

PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")


@pytest.mark.rule("R22")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how often a thread was woken")
@pytest.mark.parametrize("seconds", [2, pytest.param(60, marks=pytest.mark.slow)])
def test_no_thread_wakes_and_no_byte_is_written(home: Path, seconds: int, measured: Callable[..., None]) -> None:
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        terminal.press("j")
        # GIVEN a screen on which all has come to rest, what is remembered of the user too
        gives_up = time.monotonic() + PATIENCE
        while woken_in(terminal, 1):
            assert time.monotonic() < gives_up
        written, used = len(terminal.raw), cpu_seconds(terminal.child.pid)
        # THEN nothing wakes it up
        assert woken_in(terminal, seconds) == 0
        used = cpu_seconds(terminal.child.pid) - used
        measured(f"seconds of CPU in {seconds} s", used, at_most=0.3 * seconds / 60)
        measured(f"bytes written in {seconds} s", len(terminal.raw) - written, at_most=0)
        assert len(terminal.raw) == written
        # AND it hears the next key at once
        terminal.press("2")
        terminal.until_shown("flat%")
        terminal.press("q")
        assert terminal.ended() == 0


def woken_in(terminal: Terminal, seconds: float) -> int:
    """Return how often the threads of the program were woken in a time, while its output is read."""
    before, end = woken(terminal.child.pid), time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        terminal.read(min(left, 0.5))
    return woken(terminal.child.pid) - before
