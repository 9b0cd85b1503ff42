"""However the program ends, the terminal is as it was: in a real pseudo-terminal, with real signals."""

from __future__ import annotations

import signal
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, PATIENCE, Terminal, command

pytestmark = pytest.mark.rule("R17", "R19", "R28")
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")


def ended(terminal: Terminal) -> int:
    """Wait for the end; return the status as a shell gives it."""
    child = terminal.child
    wait_until(lambda: terminal.read(0.05) == 0 and not child.isalive())
    return int(128 + child.signalstatus if child.signalstatus else child.exitstatus)


def hang_up(terminal: Terminal) -> None:
    """Close the other side of the pseudo-terminal, as sshd does when the line breaks."""
    terminal.child.ptyproc.fileobj.close()
    terminal.child.ptyproc.closed = terminal.child.closed = True


def wait_until(holds: Callable[[], bool]) -> None:
    gives_up = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < gives_up
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
@pytest.mark.parametrize("when", ["shown", "fetching"])
def test_a_signal_ends_it_in_order(home: Path, silent_server: str, name: str, when: str) -> None:
    with Terminal(home, PROFILE if when == "shown" else f"{silent_server}/debug/pprof/heap") as terminal:
        terminal.until_shown("levels" if when == "shown" else "fetching")
        terminal.child.kill(getattr(signal, name))
        assert ended(terminal) == 128 + getattr(signal, name)
        terminal.assert_restored()


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT"])
def test_even_when_it_is_killed_outright_the_terminal_is_put_right(home: Path, name: str) -> None:
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        terminal.read()
        terminal.child.kill(getattr(signal, name))
        wait_until(lambda: terminal.read(0.05) == 0 and termios.tcgetattr(terminal.child.child_fd) == terminal.before)
        assert ended(terminal) == 128 + getattr(signal, name)
        terminal.assert_restored()


def test_it_stops_and_goes_on_in_the_size_that_the_terminal_has_then(home: Path) -> None:
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        for stop in (lambda: terminal.child.send("\x1a"), lambda: terminal.child.kill(signal.SIGSTOP)):
            stop()
            wait_until(lambda: terminal.read(0.05) == 0 and state(terminal.child.pid) == "T")
            terminal.child.setwinsize(30, 100)
            terminal.child.kill(signal.SIGCONT)
            wait_until(lambda: state(terminal.child.pid) != "T")
            # THEN it is drawn anew and hears keys
            terminal.read()
            before = len(terminal.raw)
            terminal.press("2")
            terminal.press("1")
            assert len(terminal.raw) > before
            terminal.child.setwinsize(24, 80)
            terminal.until_shown("levels")
        # AND while it is stopped by its key, the shell has the terminal as it was
        terminal.child.send("\x1a")
        wait_until(lambda: terminal.read(0.05) == 0 and state(terminal.child.pid) == "T")
        terminal.assert_restored()
        terminal.child.kill(signal.SIGCONT)
        terminal.child.kill(signal.SIGTERM)
        assert ended(terminal) == 128 + signal.SIGTERM
        terminal.assert_restored()


def state(pid: int) -> str:
    """The state of a process, T for one that is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_no_process_is_left_when_the_line_breaks(home: Path) -> None:
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        pids = [terminal.child.pid, *children(terminal.child.pid)]
        hang_up(terminal)
        wait_until(lambda: is_over(terminal.child.pid))
        wait_until(lambda: all(is_over(pid) for pid in pids))


def test_nor_under_nohup_where_nobody_tells(home: Path) -> None:
    with Terminal(home, shell=f"trap '' HUP; exec {command()} {PROFILE}") as terminal:
        terminal.until_shown("levels")
        pid = terminal.child.pid
        hang_up(terminal)
        wait_until(lambda: is_over(pid))


def test_an_error_that_nobody_foresaw_is_told_in_few_lines_without_values(home: Path) -> None:
    trap = (
        "import sys; from tui.ui.screens.browser import BrowserScreen\n"
        "def explode(self):\n    secret = 'hunter2'\n    raise RuntimeError('bad \\x1b]52;c;x\\x07 end')\n"
        "BrowserScreen.action_shape = explode\n"
        "from tui.cli import main; main()"
    )
    with Terminal(home, shell=f'exec {sys.executable} -c "{trap}" {PROFILE}') as terminal:
        terminal.until_shown("levels")
        terminal.child.send("v")
        assert ended(terminal) == 1
        terminal.assert_restored()
        said = terminal.raw[terminal.raw.rfind(b"\x1b[?1049l") :]
        assert b"something went wrong that nobody foresaw: RuntimeError: bad \\x1b]52" in said
        assert b"crash.txt" in said
        assert said.count(b"\n") <= 20
        assert b"hunter2" not in terminal.raw
    (kept,) = home.rglob("crash.txt")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "RuntimeError" in kept.read_text()


def children(pid: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_over(pid: int) -> bool:
    """Say whether a process has ended; one that nobody has waited for yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
