"""A storm of sizes: the last one is drawn, as if there had been no other, and then it is quiet (R21)."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyte
import pytest

from tests.e2e.terminal import DATA, PATIENCE, Terminal
from tests.processes import cpu_seconds

pytestmark = pytest.mark.rule("R21")
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
_QUIET_SECONDS = 2


def screen_of(raw: bytes) -> list[str]:
    """What a terminal of 80x24 shows that has got some bytes and no others."""
    screen = pyte.Screen(80, 24)
    pyte.ByteStream(screen).feed(raw)
    return [line.rstrip() for line in screen.display]


@pytest.mark.parametrize("times", [300, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_storm_of_sizes(home: Path, times: int, measured: Callable[..., None]) -> None:
    random = Random(3)
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        terminal.press("j")
        terminal.press("k")
        before, began = terminal.lines, time.monotonic()
        for number in range(times):
            terminal.child.setwinsize(random.randint(1, 120), random.randint(1, 300))
            terminal.read(max(0.0, began + 0.01 * number - time.monotonic()))
        measured(f"seconds for {times} sizes", time.monotonic() - began, at_most=0.01 * times * 1.5)
        terminal.read()
        drawn = len(terminal.raw)
        terminal.child.setwinsize(24, 80)
        # THEN all of it is drawn anew, as it was
        gives_up = time.monotonic() + PATIENCE
        while screen_of(terminal.raw[drawn:]) != before:
            assert time.monotonic() < gives_up, "\n".join(screen_of(terminal.raw[drawn:]))
            terminal.read(0.1)
        # AND nothing goes on
        cpu = cpu_seconds(terminal.child.pid)
        time.sleep(_QUIET_SECONDS)
        assert terminal.read(0.05) == 0
        used = cpu_seconds(terminal.child.pid) - cpu
        measured("% of a processor in the 2 s after", 100 * used / _QUIET_SECONDS, at_most=2)
        assert used < 0.5
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()
