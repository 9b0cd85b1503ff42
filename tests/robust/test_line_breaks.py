"""The line breaks, or nobody reads: no process is left, and memory stays flat until somebody reads again (R19)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal, command
from tests.processes import children, is_over, resident
from tests.robust.waiting import ended, wait_until
from tui.ui.guard import RESTORE

pytestmark = pytest.mark.rule("R19")
Measured = Callable[..., None]
_THERE_AND_BACK = ("2", "j", "1", "v", "2", "k", "1", "v")
"""Two functions in two panes and all shapes."""
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
MEGABYTE = 1 << 20
RUN = {
    "told": f"exec {command()} {PROFILE}",
    "ignoring SIGHUP": f"trap '' HUP; exec {command()} {PROFILE}",
    # Of its own, nohup takes the screen away, and writes a file. What is held open keeps the line from ending.
    "under nohup": (
        f"exec 9<>/dev/tty; exec nohup /bin/sh -c 'exec {command()} {PROFILE} </dev/tty >/dev/tty 2>&1'"
        " </dev/null >/dev/null 2>&1"
    ),
}


def hang_up(terminal: Terminal) -> None:
    """Close the other side of the pseudo-terminal, as sshd does when the line breaks."""
    terminal.child.ptyproc.fileobj.close()
    terminal.child.ptyproc.closed = terminal.child.closed = True


@pytest.mark.parametrize("how", RUN)
def test_no_process_is_left_when_the_line_breaks(home: Path, how: str, measured: Measured) -> None:
    with Terminal(home, shell=RUN[how]) as terminal:
        terminal.until_shown("levels")
        pids = [terminal.child.pid, *children(terminal.child.pid)]
        assert len(pids) == 2, "the program and its guard"
        hang_up(terminal)
        seconds = wait_until(lambda: all(is_over(pid) for pid in pids))
        measured("seconds until it is gone", seconds, at_most=2)


def fill(terminal: Terminal) -> None:
    """Have far more drawn than a terminal takes that nobody reads."""
    for number in range(24):
        terminal.child.setwinsize(50, 180 + number % 2 * 20)
        terminal.child.send("v")
        time.sleep(0.1)


def test_no_process_is_left_when_a_line_breaks_that_stood_still(home: Path, measured: Measured) -> None:
    with Terminal(home, PROFILE, size=(200, 50)) as terminal:
        terminal.until_shown("levels")
        pids = [terminal.child.pid, *children(terminal.child.pid)]
        fill(terminal)
        hang_up(terminal)
        seconds = wait_until(lambda: all(is_over(pid) for pid in pids))
        measured("seconds until it is gone", seconds, at_most=2)


def test_it_can_be_ended_while_nobody_reads_and_the_terminal_is_put_right_once_somebody_does(
    home: Path, measured: Measured
) -> None:
    with Terminal(home, PROFILE, size=(200, 50)) as terminal:
        terminal.until_shown("levels")
        fill(terminal)
        # WHEN it is told to end
        terminal.child.kill(signal.SIGTERM)
        seconds = wait_until(lambda: is_over(terminal.child.pid))
        measured("seconds until it ends while nobody reads", seconds, at_most=2)
        # THEN whoever reads at last has a terminal as it was
        wait_until(lambda: terminal.read(0.05) == 0 and terminal.raw.endswith(RESTORE))
        assert ended(terminal) == 128 + signal.SIGTERM
        terminal.assert_restored()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_nobody_reads_and_then_somebody_does(home: Path, seconds: int, measured: Measured) -> None:
    with Terminal(home, PROFILE, size=(200, 50)) as terminal:
        terminal.until_shown("levels")
        # GIVEN that all has been counted that is looked at below, which is kept
        for keys in _THERE_AND_BACK * 4:
            terminal.child.send(keys)
            terminal.read(0.05)
        terminal.read()
        before = resident(terminal.child.pid)
        # WHEN nobody takes what is drawn, however often keys and sizes have it drawn anew
        end, most = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            for keys in _THERE_AND_BACK:
                terminal.child.send(keys)
                time.sleep(0.05)
            terminal.child.setwinsize(50, 190 if int(time.monotonic()) % 2 else 200)
            most = max(most, resident(terminal.child.pid) - before)
        # THEN little of it is kept
        measured("MB more while nobody reads", most / MEGABYTE, at_most=20)
        assert most <= 20 * MEGABYTE
        # AND whoever reads again has the screen, and keys that are heard
        terminal.child.setwinsize(50, 200)
        terminal.child.send("2")
        terminal.until_shown("flat%")
        terminal.press("q")
        assert terminal.ended() == 0, terminal.raw[-3000:]
        terminal.assert_restored()
