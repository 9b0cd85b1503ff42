"""However the program ends, the terminal is as it was: in a real pseudo-terminal, with real signals (R17, R18)."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, PATIENCE, Terminal, command
from tests.processes import children, is_over, state
from tests.robust.waiting import ended, wait_until

PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
BIG = str(DATA / "go127_compiler_net_http_cpu.pb.gz")
SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT", "SIGKILL", "SIGSEGV", "SIGABRT")
WAYS = (*SIGNALS, "q", "an error")
"""How the program can end."""
MOMENTS = ("shown", "loading", "fetching")
MANY = 200
"""Sources that take seconds to load."""
TIMES = int(os.environ.get("PPROF_TUI_TIMES", "20"))
_BY_DEFAULT = {(name, when) for name in SIGNALS[:4] for when in ("shown", "fetching")}
_BY_DEFAULT |= {(name, "shown") for name in SIGNALS[4:]}
_TRAP = """
import os, sys
from tui.ui.fetching import FetchingApp
from tui.ui.screens.browser import BrowserScreen
tell = FetchingApp._tell
def explode(self):
    raise RuntimeError("nobody foresaw it")
def explode_when_told(self):
    if os.path.exists(os.path.expanduser("~/now")):
        explode(self)
    tell(self)
FetchingApp._tell = explode_when_told
BrowserScreen.action_shape = explode
from tui.cli import main
main()
"""
"""The program with an error in it: at the key v, and while it loads once there is a file."""


def started(home: Path, way: str, *sources: str) -> Terminal:
    if way != "an error":
        return Terminal(home, *sources)
    (home / "now").unlink(missing_ok=True)
    (home / "trap.py").write_text(_TRAP)
    return Terminal(home, shell=f"exec {sys.executable} {home / 'trap.py'} {' '.join(sources)}")


def ends(home: Path, terminal: Terminal, way: str, when: str) -> int:
    """Have the program end in some way; return the status that a shell would give it."""
    if way == "q":
        terminal.child.send("q")
        return 0
    if way != "an error":
        terminal.child.kill(getattr(signal, way))
        return 128 + getattr(signal, way)
    if when == "shown":
        terminal.child.send("v")
    else:
        (home / "now").touch()
    return 1


def once(home: Path, server: str, way: str, when: str) -> None:
    sources = {"shown": [PROFILE], "loading": [BIG] * MANY, "fetching": [f"{server}/debug/pprof/heap"]}[when]
    with started(home, way, *sources) as terminal:
        if when == "loading":
            terminal.until_shown("done")
        else:
            terminal.until_shown("levels" if when == "shown" else "fetching")
        if when != "loading":
            terminal.read()
        guards = children(terminal.child.pid)
        status = ends(home, terminal, way, when)
        # Where it is killed outright, the guard puts the terminal right a moment later.
        wait_until(lambda: terminal.read(0.05) == 0 and termios.tcgetattr(terminal.child.child_fd) == terminal.before)
        assert ended(terminal) == status
        terminal.assert_restored()
        wait_until(lambda: not any(Path(f"/proc/{guard}").exists() and state(guard) != "Z" for guard in guards))


def _cases() -> list[object]:
    return [
        pytest.param(way, when, times, marks=() if times == 1 and (way, when) in _BY_DEFAULT else pytest.mark.slow)
        for when in MOMENTS
        for way in WAYS
        for times in (1, TIMES)
        if times == TIMES or (way, when) in _BY_DEFAULT
    ]


@pytest.mark.rule("R17")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("way", "when", "times"), _cases())
def test_the_terminal_is_as_it_was(home: Path, silent_server: str, way: str, when: str, times: int) -> None:
    for _ in range(times):
        once(home, silent_server, way, when)


@pytest.mark.rule("R17")
@pytest.mark.rule("R18")
def test_what_is_told_to_go_on_while_it_leaves_the_terminal_does_not_take_it_again(home: Path) -> None:
    for _ in range(3):
        with Terminal(home, PROFILE) as terminal:
            terminal.until_shown("levels")
            terminal.read()
            # WHEN it is told to end, and to go on again and again, as by a line that breaks
            terminal.child.kill(signal.SIGTERM)
            began = time.monotonic()
            while not is_over(terminal.child.pid):
                assert time.monotonic() < began + PATIENCE, terminal.raw[-200:]
                terminal.child.kill(signal.SIGCONT)
                terminal.read(0.001)
            # THEN it ends, and the terminal is as it was
            assert ended(terminal) == 128 + signal.SIGTERM
            terminal.assert_restored()


@pytest.mark.rule("R18")
def test_it_stops_and_goes_on_in_the_size_that_the_terminal_has_then(home: Path) -> None:
    with Terminal(home, shell="exec sh -i", PS1="$ ") as terminal:
        terminal.until_shown("$")
        terminal.child.send(f"{command()} {PROFILE}\n")
        terminal.until_shown("levels")
        (program,) = children(terminal.child.pid)
        for stop in (lambda: terminal.child.send("\x1a"), lambda: os.kill(program, signal.SIGSTOP)):
            stop()
            wait_until(lambda: terminal.read(0.05) == 0 and state(program) == "T")
            terminal.child.setwinsize(30, 100)
            terminal.child.send("fg\n")
            wait_until(lambda: state(program) != "T")
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
        wait_until(lambda: terminal.read(0.05) == 0 and state(program) == "T")
        terminal.assert_restored()
        terminal.child.send("kill %1; fg; echo 'status' $?\n")
        wait_until(lambda: is_over(program))
        terminal.until_shown("status 143")
        terminal.assert_restored()


@pytest.mark.rule("R18")
def test_it_does_not_stop_where_there_is_no_shell_to_go_back_to(home: Path) -> None:
    # GIVEN a program begun as by `ssh -t HOST pprof-tui`, or `docker exec -it`
    with Terminal(home, PROFILE) as terminal:
        terminal.until_shown("levels")
        for stop in (lambda: terminal.child.send("\x1a"), lambda: terminal.child.kill(signal.SIGTSTP)):
            stop()
            terminal.press("2")
            terminal.until_shown("2 Top")
            terminal.press("1")
            terminal.until_shown("levels")
        terminal.child.send("\x1a")
        terminal.until_shown("there is no shell to go back to")
        terminal.press("q")
        assert terminal.ended() == 0
        terminal.assert_restored()
