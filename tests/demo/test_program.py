"""The demo as a child process: it starts anywhere, says where it is, and never outlives its parent."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.processes import is_over
from tui.demo.program import DemoProgram
from tui.errors import ProfileError, Unreachable

_PARENT = """
import time
from tui.demo.program import DemoProgram
program = DemoProgram()
program.start()
print(program.pid, flush=True)
time.sleep(600)
"""


def test_it_prints_its_address_and_ends_with_its_input() -> None:
    command = [sys.executable, "-P", "-m", "tui.demo"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert re.fullmatch(rb"127\.0\.0\.1:\d+\n", child.stdout.readline())
        rest, complaints = child.communicate(timeout=20)
    assert (child.returncode, rest, complaints) == (0, b"", b"")


def test_it_starts_in_a_folder_with_modules_of_the_same_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a working directory that would shadow what the demo imports
    for name in ("tui", "json", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the working directory')")
    monkeypatch.chdir(tmp_path)
    # WHEN the demo starts, THEN it starts
    with DemoProgram() as address:
        assert address.startswith("127.0.0.1:")


def test_to_start_it_twice_starts_one_and_one_that_is_gone_is_started_anew() -> None:
    program = DemoProgram()
    try:
        address, pid = program.start(), program.pid
        assert (program.start(), program.pid) == (address, pid)
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        program.start()
        assert program.pid not in (None, pid)
    finally:
        program.stop()


def test_started_where_signals_are_left_to_another_thread_it_hears_them() -> None:
    program = DemoProgram()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        program.start()
        os.kill(program.pid, signal.SIGTERM)
        os.waitid(os.P_PID, program.pid, os.WEXITED | os.WNOWAIT)
    finally:
        program.stop()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_stop_ends_the_process() -> None:
    program = DemoProgram()
    program.start()
    pid = program.pid
    program.stop()
    assert program.pid is None
    assert is_over(pid)
    program.stop()  # a second time does no harm


def test_a_demo_that_hangs_is_killed() -> None:
    program = DemoProgram()
    program.start()
    pid = program.pid
    os.kill(pid, signal.SIGSTOP)
    program.stop()
    assert is_over(pid)


def test_it_dies_with_a_parent_that_is_killed() -> None:
    # GIVEN a parent with a demo
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE) as parent:
        demo = int(parent.stdout.readline())
        assert not is_over(demo)
        # WHEN the parent is killed without a chance to tidy up
        parent.kill()
    # THEN the demo ends by itself
    deadline = time.monotonic() + 20
    while not is_over(demo):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_no_interpreter_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(Unreachable) as failure:
        DemoProgram().start()
    assert str(failure.value) == (
        "pprof-tui demo: the demo cannot be started: No such file or directory. "
        "Run `python -m tui.demo` with the Python of pprof-tui to see more."
    )


def test_a_failing_child_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho Traceback >&2\necho 'ImportError: no module named tui' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(ProfileError) as failure:
        DemoProgram().start()
    assert str(failure.value) == (
        "pprof-tui demo: the demo did not start: ImportError: no module named tui. "
        "Run `python -m tui.demo` with the Python of pprof-tui to see more."
    )
