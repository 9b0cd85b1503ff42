"""The end of the program waits for no thread: it may be at work for long, or wait for a disk that is dead."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal
from tests.robust.waiting import ended
from tui.ui.threads import Unawaited, are_at_work, begin

CPU = str(DATA / "go127_cpu_5s_busy.pb.gz")
_SLOW = """
import time
from tui.ui.screens import writing
writing._written = lambda *_: time.sleep(600)
from tui.cli import main
main()
"""
"""The program, with a report that takes far longer than any test waits."""


def test_what_is_begun_has_its_result() -> None:
    assert begin(lambda: 7, "work").result(timeout=40) == 7
    with pytest.raises(ValueError, match="no"):
        begin(lambda: int("no"), "work").result(timeout=40)
    done: Future[int] = Unawaited().submit(int, "7", base=8)
    assert done.result(timeout=40) == 7


def test_signals_are_left_to_the_main_thread() -> None:
    heard = begin(lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ()), "work").result(timeout=40)
    assert {signal.SIGTERM, signal.SIGINT, signal.SIGTSTP, signal.SIGCONT} <= heard
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_an_end_waits_for_what_is_all_but_done_and_for_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.ui.threads._PATIENCE", 0.2)
    over = threading.Event()
    executor = Unawaited()
    lasting, short = executor.submit(over.wait, 40), executor.submit(int, "7")
    executor.shutdown()
    assert short.done()
    assert not lasting.done()
    assert are_at_work()
    over.set()
    assert lasting.result(timeout=40)


@pytest.mark.rule("R19")
@pytest.mark.parametrize("how", ["q", signal.SIGTERM, signal.SIGHUP])
def test_the_program_ends_in_the_middle_of_a_report(home: Path, how: str | signal.Signals) -> None:
    with Terminal(home, shell=f"exec {sys.executable} -c {shlex.quote(_SLOW)} {CPU}") as terminal:
        terminal.until_shown("levels", "q quit")
        terminal.press(":")
        terminal.press("top > report.txt\r")
        terminal.until_shown("writing report.txt")
        if isinstance(how, str):
            terminal.press(how)
            assert terminal.ended() == 0
        else:
            terminal.child.kill(how)
            assert ended(terminal) == 128 + how
        terminal.assert_restored()
