"""The program as a job of a shell: it stops when it is told to, and takes the terminal again once it is in front."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

from textual.drivers.linux_driver import LinuxDriver


class Job:
    """Gives the terminal away and takes it again, one after the other and never in the middle of something else.

    Textual does both within the signal handler, wherever the program is then: a stop that comes while it takes the
    terminal leaves the shell with the other screen, and each time that the job is told to go on where it may not, a
    thread stays.
    """

    def __init__(self, driver: LinuxDriver, is_over: Callable[[], bool]) -> None:
        """Prepare to listen.

        Args:
            driver: what has the terminal.
            is_over: says whether the program is about to end, and wants no terminal any more.
        """
        self._driver, self._is_over = driver, is_over
        self._loop = asyncio.get_running_loop()
        self._goes_on = False
        """What is to be done to go on is still to be done."""

    def listen(self) -> None:
        """Act upon SIGTSTP and SIGCONT from now on."""
        signal.signal(signal.SIGTSTP, self._told_to_stop)
        # By the loop, which hears of it after a signal that ends the program and came before: a shell that ends a
        # stopped job sends both. It hears of none while an editor has the terminal.
        self._loop.add_signal_handler(signal.SIGCONT, self._told_to_go_on)

    def _told_to_stop(self, *_: object) -> None:
        if not can_stop():
            return
        if self._loop.is_closed() or not self._driver._auto_restart:
            # Somebody else has the terminal, such as an editor, and the loop waits for it.
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            self._loop.call_soon_threadsafe(self._stop)

    def _stop(self) -> None:
        if not self._is_over():
            self._driver.suspend_application_mode()
            self._driver._must_signal_resume = True
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            _stop_all()
            signal.signal(signal.SIGTSTP, self._told_to_stop)

    def _told_to_go_on(self) -> None:
        # `bg` and then `fg` may both have come by now.
        if not self._goes_on:
            self._goes_on = True
            self._loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        self._goes_on = False
        if self._is_over() or not in_front(self._driver.fileno):
            # If it is in the background, it has stopped again; what lets it go on then brings it here anew.
            return
        if not self._driver._must_signal_resume:
            # It was stopped without a chance to give the terminal away. What it still has, it would take twice.
            self._driver.suspend_application_mode()
        self._driver.resume_application_mode()


def can_stop() -> bool:
    """Say whether some shell could let this process go on again.

    None could if it is in the group of the leader of its session, as what `ssh -t` and `docker exec` run is, and what
    a shell without job control runs. The system keeps SIGTSTP from stopping such a group (POSIX calls it orphaned);
    SIGSTOP would stop it for good.
    """
    return os.getpgrp() != os.getsid(0)


def in_front(terminal: int) -> bool:
    """Say whether this process may take a terminal; if another job has it, stop until somebody lets this one go on.

    Args:
        terminal: its file descriptor.

    Returns:
        False if another job had the terminal when it was asked for.
    """
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
    handler = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    # The stop waits while it is blocked, and SIGCONT takes back a stop that waits. If it were sent after the look, a
    # shell that puts the job in front in between would let it go on first, and nobody would a second time.
    signal.pthread_kill(threading.get_ident(), signal.SIGTSTP)
    front = _is_front(terminal)
    if front:
        # No stop then.
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    elif signal.SIGTSTP in signal.sigpending() and os.getpgrp() != os.getpid():
        # Nothing has taken the stop back, and there are others to be stopped with this one.
        _stop_all()
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
    signal.signal(signal.SIGTSTP, handler or signal.SIG_DFL)
    return front


def _stop_all() -> None:
    """Stop all of the job: where the shell began a program that began this one, it waits until that one stops."""
    os.killpg(os.getpgrp(), signal.SIGTSTP)


def _is_front(terminal: int) -> bool:
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        # It is not the terminal that a shell gives and takes, or it is gone, of which the reader of keys hears.
        return True
