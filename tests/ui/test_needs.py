"""Without a terminal, or without the threads or files that it takes, there is no full screen, and it is said why."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal, command, environment
from tests.fetch.misbehaving import FaultServer
from tui.ui.needs import lacking

pytestmark = pytest.mark.rule("R20")
CPU = str(DATA / "go127_cpu_5s_busy.pb.gz")
_FEW_THREADS = """
import sys, threading
left, start = int(sys.argv.pop(1)), threading.Thread.start
def start_if_allowed(thread):
    global left
    if not left:
        raise RuntimeError("can't start new thread")
    left -= 1
    start(thread)
threading.Thread.start = start_if_allowed
from tui.cli import main
main()
"""
"""The program where the system starts so many threads, and no more."""
_NO_PROCESSES = """
import os
def fork():
    raise BlockingIOError(11, "Resource temporarily unavailable")
os.fork = fork
from tui.cli import main
main()
"""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours, theirs = os.openpty()
    with os.fdopen(ours), os.fdopen(theirs) as keys:
        monkeypatch.setattr(sys, "stdin", keys)
        monkeypatch.setenv("TERM", "xterm")
        yield


@pytest.mark.usefixtures("terminal")
def test_threads_are_tried_and_ended() -> None:
    before = threading.active_count()
    assert lacking() == ""
    assert threading.active_count() == before


@pytest.mark.parametrize("kind", ["", "dumb"])
@pytest.mark.usefixtures("terminal")
def test_a_terminal_of_no_kind_shows_no_screen(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("TERM", kind)
    assert lacking().startswith("this terminal (TERM=dumb)" if kind else "TERM is not set")
    assert "full screen" in lacking()


def assert_the_top_table_is_printed(home: Path, shell: str, why: str) -> None:
    with Terminal(home, shell=shell) as shown:
        assert shown.ended() == 0
        said = shown.raw.decode()
        assert f"pprof-tui: {why}; printing the top table instead" in said
        assert "flat%" in said
        assert "\x1b" not in said


def test_without_threads_there_is_the_top_table(home: Path) -> None:
    shell = f"exec {sys.executable} -c {shlex.quote(_FEW_THREADS)} 3 {CPU}"
    assert_the_top_table_is_printed(home, shell, "no more threads can be started here")


@pytest.mark.usefixtures("terminal")
def test_files_are_tried_and_closed() -> None:
    before = os.dup(0)
    os.close(before)
    assert lacking() == ""
    after = os.dup(0)
    os.close(after)
    assert after == before


@pytest.mark.parametrize("allowed", [5, 9, 14])
def test_without_descriptors_there_is_the_top_table(home: Path, allowed: int) -> None:
    shell = f"ulimit -n {allowed}; exec {shlex.quote(command())} {CPU}"
    assert_the_top_table_is_printed(home, shell, "no more files can be opened here (ulimit -n)")


def test_with_few_descriptors_there_is_the_screen(home: Path) -> None:
    with Terminal(home, shell=f"ulimit -n 15; exec {shlex.quote(command())} {CPU}") as shown:
        shown.until_shown("levels", "q quit")
        for key in "12345678":
            shown.press(key)
        shown.rest()
        shown.press("q")
        assert shown.ended() == 0
        shown.assert_restored()


def test_a_fetch_without_threads_is_one_line(home: Path) -> None:
    server = FaultServer(lambda *_: None)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _FEW_THREADS, "0", "-top", f"http://{server.address}/debug/pprof/heap"],
            env=environment(home),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        server.close()
    assert done.returncode == 2
    assert done.stderr == "pprof-tui: no more threads can be started here. End some, or allow more.\n"


def test_without_more_processes_nothing_guards_the_terminal_and_all_is_shown(home: Path) -> None:
    with Terminal(home, shell=f"exec {sys.executable} -c {shlex.quote(_NO_PROCESSES)} {CPU}") as shown:
        shown.until_shown("levels")
        shown.press("q")
        assert shown.ended() == 0
        shown.assert_restored()
