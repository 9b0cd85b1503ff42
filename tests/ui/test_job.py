"""What stops the program and lets it go on comes one after the other, wherever the program is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

import pytest

from tests.e2e.terminal import PATIENCE
from tests.processes import state
from tests.robust.waiting import wait_until
from tui.ui.job import in_front

_PROGRAM = """
import asyncio, os, signal
from tui.ui.job import Job

class Terminal:
    fileno, _auto_restart, _must_signal_resume = 0, True, False

    def suspend_application_mode(self):
        print("gives it away", flush=True)

    def resume_application_mode(self):
        print("takes it", flush=True)
        if stops:
            os.kill(os.getpid(), stops.pop())
        self._must_signal_resume = False
        print("has it", flush=True)

async def main():
    Job(terminal, lambda: False).listen()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: print("hears", flush=True))
    print("has it", flush=True)
    await asyncio.sleep(60)

terminal, stops = Terminal(), [{stops}]
{lent}
asyncio.run(main())
"""


@contextmanager
def begun(stops: str = "", lent: str = "", *, job: bool = True) -> Iterator[subprocess.Popen[str]]:
    """Run the program: as a shell runs a job, in a group of its own, or as `ssh -t` does, in a session of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM.format(stops=stops, lent=lent)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0 if job else None,
        start_new_session=not job,
    ) as process:
        # Whoever waits for a line that never comes gets the end of the output.
        (impatience := Timer(PATIENCE, process.kill)).start()
        try:
            assert said(process) == "has it"
            yield process
        finally:
            impatience.cancel()
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def is_stopped(process: subprocess.Popen[str]) -> None:
    wait_until(lambda: state(process.pid) == "T")


@pytest.mark.rule("R18")
def test_it_gives_the_terminal_away_and_takes_it_again() -> None:
    with begun() as process:
        for _ in range(3):
            process.send_signal(signal.SIGTSTP)
            assert said(process) == "gives it away"
            is_stopped(process)
            process.send_signal(signal.SIGCONT)
            assert [said(process), said(process)] == ["takes it", "has it"]


@pytest.mark.rule("R18")
def test_a_stop_in_the_middle_of_taking_the_terminal_waits_until_it_is_taken() -> None:
    with begun(stops="signal.SIGTSTP") as process:
        process.send_signal(signal.SIGTSTP)
        assert said(process) == "gives it away"
        is_stopped(process)
        # WHEN it is told to stop while it takes the terminal
        process.send_signal(signal.SIGCONT)
        # THEN it takes it whole, and gives it away
        assert [said(process) for _ in range(3)] == ["takes it", "has it", "gives it away"]
        is_stopped(process)


@pytest.mark.rule("R18")
def test_stopped_without_being_asked_it_gives_the_terminal_away_first() -> None:
    with begun() as process:
        process.send_signal(signal.SIGSTOP)
        is_stopped(process)
        process.send_signal(signal.SIGCONT)
        assert [said(process) for _ in range(3)] == ["gives it away", "takes it", "has it"]


@pytest.mark.rule("R18")
def test_while_somebody_else_has_the_terminal_it_only_stops() -> None:
    with begun(lent="terminal._auto_restart = False") as process:
        process.send_signal(signal.SIGTSTP)
        is_stopped(process)


@pytest.mark.rule("R18")
@pytest.mark.parametrize("lent", ["", "terminal._auto_restart = False"])
def test_where_nobody_could_let_it_go_on_it_does_not_stop(lent: str) -> None:
    with begun(lent=lent, job=False) as process:
        process.send_signal(signal.SIGTSTP)
        process.send_signal(signal.SIGUSR1)
        assert said(process) == "hears"


def test_a_look_whether_it_is_in_front_leaves_signals_as_they_were() -> None:
    def signals() -> tuple[object, object]:
        return signal.getsignal(signal.SIGTSTP), signal.pthread_sigmask(signal.SIG_BLOCK, [])

    before = signals()
    # GIVEN no terminal that a shell gives and takes
    listening, telling = os.pipe()
    assert in_front(listening)
    assert signals() == before
    for end in (listening, telling):
        os.close(end)
