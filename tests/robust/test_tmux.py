"""In a real tmux, under a shell that mends nothing: however the program ends, the pane is as it was (R17),
and it stops and goes on as a job of the shell (R18).

The shell is dash, for the line editor of bash would put the settings of the terminal right by itself.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, command, environment
from tests.processes import blocked, children, is_over, state, works
from tests.robust.test_ends import MANY, TIMES
from tests.robust.waiting import wait_until

pytestmark = pytest.mark.skipif(
    not (shutil.which("tmux") and shutil.which("dash")), reason="tmux or dash is not installed"
)
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
BIG = str(DATA / "go127_compiler_net_http_cpu.pb.gz")
SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGKILL", "SIGSEGV", "SIGABRT")
_UNTOUCHED = "0 0 1"


class Tmux:
    """A server of its own, with one pane of 80x24 that dash runs in."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home = home
        self._socket = str(folder / "tmux")
        self._environment = environment(home, PS1="$ ")
        dash = shutil.which("dash")
        self.ask("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", f"exec {dash}")
        self.shell = int(self.told("#{pane_pid}"))
        self._tty = self.told("#{pane_tty}")
        # Before its prompt the shell may not have been begun, for which tmux first sets up the terminal.
        wait_until(lambda: bool(self.text.strip()))

    def ask(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return done.stdout

    def told(self, what: str) -> str:
        return self.ask("display-message", "-p", what).strip()

    def line(self, text: str) -> None:
        self.ask("send-keys", "-l", text)
        self.ask("send-keys", "Enter")

    @property
    def text(self) -> str:
        return self.ask("capture-pane", "-p")

    @property
    def modes(self) -> str:
        """Whether there is another screen, whether the mouse is reported, whether the cursor is shown."""
        return self.told("#{alternate_on} #{mouse_any_flag} #{cursor_flag}")

    @property
    def settings(self) -> str:
        return subprocess.run(
            ["stty", "-a", "-F", self._tty], capture_output=True, text=True, check=True, timeout=20
        ).stdout


@pytest.fixture
def tmux(home: Path) -> Iterator[Tmux]:
    # A path that pytest makes may be too long for a socket.
    with tempfile.TemporaryDirectory() as folder:
        started = Tmux(home, Path(folder))
        yield started
        started.ask("kill-server")


def once(tmux: Tmux, number: int, sources: str, shown: str, way: str) -> None:
    before = tmux.settings
    assert tmux.modes == _UNTOUCHED
    # What the shell writes before the guard is done may be on the screen that goes, so it goes into a file.
    over = tmux.home / f"over-{number}"
    tmux.line(f"clear; {command()} {sources}; echo $? >{over}")
    wait_until(lambda: shown in tmux.text)
    assert tmux.modes == "1 1 0"
    assert tmux.settings != before
    (program,) = children(tmux.shell)
    if way == "q":
        tmux.ask("send-keys", "q")
    else:
        os.kill(program, getattr(signal, way))
    status = 0 if way == "q" else 128 + getattr(signal, way)
    wait_until(lambda: over.exists() and over.read_text() == f"{status}\n")
    # The shell has yet to write its prompt, which would come before the answer of what is typed until then.
    wait_until(lambda: not works(tmux.shell))
    # The guard, where it is needed, works beside the shell.
    wait_until(
        lambda: tmux.modes == _UNTOUCHED and tmux.settings == before,
        found=lambda: (tmux.modes, tmux.settings, before, children(tmux.shell), tmux.text),
    )
    # AND the next command is read and shown as ever
    tmux.line(f"echo 'read'-{number}")
    wait_until(lambda: f"\nread-{number}\n" in tmux.text, found=lambda: tmux.text)


def _cases() -> list[object]:
    slow = pytest.mark.slow
    cases: list[object] = [pytest.param("SIGKILL", "shown", 1)]
    return cases + [
        pytest.param(way, when, TIMES, marks=slow)
        for when in ("shown", "loading", "fetching")
        for way in (*SIGNALS, "q")
    ]


@pytest.mark.rule("R17")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("way", "when", "times"), _cases())
def test_the_pane_is_as_it_was(tmux: Tmux, silent_server: str, way: str, when: str, times: int) -> None:
    for number in range(times):
        if when == "shown":
            once(tmux, number, PROFILE, "levels", way)
        elif when == "loading":
            once(tmux, number, f"$(yes {BIG} | head -{MANY})", " done", way)
        else:
            once(tmux, number, f"{silent_server}/debug/pprof/heap", "fetching", way)


def stops_and_goes_on(tmux: Tmux, program: int, stop: str, width: int, height: int) -> None:
    # WHEN it stops, the terminal gets another size, and it is told to go on where it may not
    if stop == "Ctrl-Z":
        tmux.ask("send-keys", "C-z")
    else:
        os.kill(program, getattr(signal, stop))
    wait_until(lambda: state(program) == "T")
    wait_until(lambda: tmux.modes == _UNTOUCHED)
    tmux.ask("resize-window", "-x", str(width), "-y", str(height))
    tmux.line("bg")
    wait_until(lambda: state(program) == "T")
    # THEN it is drawn anew once it is in front, in the size that the terminal has then
    tmux.line("fg")
    wait_until(lambda: state(program) != "T")
    wait_until(lambda: "levels" in tmux.text and fills(tmux.text, width, height))
    assert tmux.modes == "1 1 0"
    # AND keys are heard, which also take the hint of the first run away: it takes the last line of a narrow screen
    tmux.ask("send-keys", "2")
    wait_until(lambda: "2 Top" in tmux.text)
    tmux.ask("send-keys", "1")
    wait_until(lambda: "levels" in tmux.text)


def begun(tmux: Tmux) -> int:
    tmux.line(f"{command()} {PROFILE}")
    wait_until(lambda: "levels" in tmux.text)
    (program,) = children(tmux.shell)
    return program


def is_stopped(tmux: Tmux, program: int) -> None:
    wait_until(lambda: state(program) == "T")
    wait_until(lambda: tmux.modes == _UNTOUCHED, found=lambda: (state(program), tmux.text))


def answers(tmux: Tmux, number: int, first: str = "") -> None:
    """The shell has the terminal: it runs a command, and another one before if there is one."""
    tmux.line(f"{first}echo 'told-{number}'")
    wait_until(lambda: f"\ntold-{number}\n" in tmux.text, found=lambda: tmux.text)


def hears_keys(tmux: Tmux) -> None:
    wait_until(lambda: "levels" in tmux.text, found=lambda: tmux.text)
    wait_until(lambda: tmux.modes == "1 1 0")
    tmux.ask("send-keys", "q")
    wait_until(lambda: not children(tmux.shell), found=lambda: tmux.text)
    wait_until(lambda: tmux.modes == _UNTOUCHED)


@pytest.mark.rule("R18")
def test_told_to_go_on_where_it_may_not_it_stops_again_and_nothing_stays(tmux: Tmux) -> None:
    program = begun(tmux)
    threads = len(os.listdir(f"/proc/{program}/task"))
    os.kill(program, signal.SIGTSTP)
    for number in range(4):
        is_stopped(tmux, program)
        answers(tmux, number, "bg; ")
    is_stopped(tmux, program)
    tmux.line("fg")
    wait_until(lambda: "levels" in tmux.text)
    wait_until(lambda: len(os.listdir(f"/proc/{program}/task")) == threads)
    hears_keys(tmux)


@pytest.mark.rule("R18")
def test_told_to_stop_while_it_takes_the_terminal_it_gives_it_away(tmux: Tmux) -> None:
    program = begun(tmux)
    for number in range(20):
        os.kill(program, signal.SIGTSTP)
        is_stopped(tmux, program)
        tmux.line("bg; fg")
        wait_until(lambda: "levels" in tmux.text)
        time.sleep(number / 500)
    hears_keys(tmux)


@pytest.mark.rule("R18")
def test_begun_by_another_program_it_stops_with_that_one(tmux: Tmux) -> None:
    tmux.line(f"sh -c '{command()} {PROFILE}; true'")
    wait_until(lambda: "levels" in tmux.text)
    (other,) = children(tmux.shell)
    (program,) = children(other)
    for number, first in enumerate(("", "bg; ")):
        tmux.ask("send-keys", "C-z")
        wait_until(lambda: tmux.modes == _UNTOUCHED)
        answers(tmux, number, first)
        # A shell that believes it to go on behind does not tell it to go on when it comes in front.
        wait_until(lambda: (state(other), state(program)) == ("T", "T"))
        tmux.line("fg")
        wait_until(lambda: "levels" in tmux.text and tmux.modes == "1 1 0")
    hears_keys(tmux)


@pytest.mark.rule("R18")
def test_begun_behind_another_job_it_waits(tmux: Tmux) -> None:
    tmux.line(f"{command()} {PROFILE} &")
    wait_until(lambda: [state(child) for child in children(tmux.shell)] == ["T"])
    assert tmux.modes == _UNTOUCHED
    tmux.line("fg")
    hears_keys(tmux)


@pytest.mark.rule("R18")
def test_signals_that_come_together_come_to_one_thread(tmux: Tmux) -> None:
    program = begun(tmux)
    threads = [int(name) for name in os.listdir(f"/proc/{program}/task")]
    assert len(threads) >= 3
    both = {signal.SIGTERM, signal.SIGCONT}
    assert [both - blocked(program, thread) for thread in threads if thread != program] == [set()] * (len(threads) - 1)
    assert not both & blocked(program, program)


@pytest.mark.rule("R18")
def test_stopped_it_can_be_ended(tmux: Tmux) -> None:
    program = begun(tmux)
    os.kill(program, signal.SIGTSTP)
    is_stopped(tmux, program)
    tmux.line("clear; kill %1; kill -CONT %1")
    wait_until(lambda: is_over(program))
    tmux.line("wait %1; echo 'status' $?")
    wait_until(lambda: "\nstatus 143\n" in tmux.text, found=lambda: tmux.text)
    assert tmux.modes == _UNTOUCHED


@pytest.mark.rule("R17")
def test_killed_while_it_is_stopped_it_leaves_alone_what_the_shell_has(tmux: Tmux) -> None:
    program = begun(tmux)
    (guard,) = children(program)
    os.kill(program, signal.SIGTSTP)
    is_stopped(tmux, program)
    tmux.line("clear; stty quit ^X; echo 'kept'")
    wait_until(lambda: "kept\n" in tmux.text)
    settings = tmux.settings
    os.kill(program, signal.SIGKILL)
    wait_until(lambda: is_over(program) and is_over(guard))
    assert "kept\n" in tmux.text
    assert tmux.settings == settings


@pytest.mark.rule("R17")
@pytest.mark.rule("R18")
@pytest.mark.parametrize("way", ["q", "SIGTERM", "SIGKILL", "SIGTSTP"])
def test_where_there_is_no_other_screen_nothing_of_the_picture_stays(tmux: Tmux, way: str) -> None:
    # GIVEN a terminal like GNU screen, mosh or the console of Linux
    tmux.ask("set-option", "-w", "alternate-screen", "off")
    program = begun(tmux)
    assert tmux.modes == "0 1 0"
    guards = children(program)
    if way == "q":
        tmux.ask("send-keys", "q")
    else:
        os.kill(program, getattr(signal, way))
    wait_until(lambda: state(program) == "T" if way == "SIGTSTP" else all(map(is_over, (program, *guards))))
    wait_until(lambda: tmux.modes == _UNTOUCHED)
    tmux.line("echo 'next'")
    wait_until(lambda: "next\n" in tmux.text)
    assert "levels" not in tmux.text
    assert "zoom" not in tmux.text


@pytest.mark.rule("R18")
@pytest.mark.slow
@pytest.mark.parametrize("stop", ["Ctrl-Z", "SIGTSTP"])
def test_it_is_a_job_that_stops_and_goes_on(tmux: Tmux, stop: str) -> None:
    program = begun(tmux)
    for size in ((100, 30), (80, 24), (60, 15)):
        stops_and_goes_on(tmux, program, stop, *size)
    tmux.ask("send-keys", "q")
    wait_until(lambda: not children(tmux.shell))
    wait_until(lambda: tmux.modes == _UNTOUCHED)


def fills(text: str, width: int, height: int) -> bool:
    """Say whether a screen of a size is full: the bar of the root takes the width, the keys are in the last line."""
    lines = text.rstrip("\n").split("\n")
    return len(lines) == height and "zoom" in lines[-1] and any(len(line) > width - 3 for line in lines)
