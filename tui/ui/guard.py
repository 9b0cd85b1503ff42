"""A second, tiny process that puts the terminal right should the program be killed outright.

Nobody can catch SIGKILL, and on a box that runs out of memory the kernel sends it. The terminal would be left on the
other screen, without a cursor, reporting every move of the mouse into the shell. The guard sleeps on a pipe, by which
it is told when the program takes the terminal and when it has given it back; when the pipe closes in between, the
guard writes the sequences that undo all of that.
"""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

CLEAR = b"\x1b[m\x1b[H\x1b[2J"
"""Nothing is left of the picture: some terminals have no other screen, and would show it below what comes next."""
RESTORE = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # the mouse
    b"\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?2026l\x1b[<u"  # pasting, focus, sizes, updates in one piece, keys
    + CLEAR
    + b"\x1b[?1049l\x1b[?25h"  # the screen before, its cursor
)
_LEFT_ALONE = ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM", "SIGTSTP", "SIGTTOU", "SIGTTIN", "SIGPIPE")
"""Signals that go to all processes of a terminal; the guard outlives them, and ends with the program."""
_TERMINAL = 1
"""stdout, which the screen is shown on."""
_TAKEN, _GIVEN = b"+", b"-"
_telling = -1
"""Where the guard is told; -1 without a guard."""
_taken = False


def tell_guard(taken: bool) -> None:
    """Say whether the program has taken the terminal, or has put it right and given it back."""
    global _taken
    _taken = taken
    if _telling >= 0:
        with suppress(OSError):
            os.write(_telling, _TAKEN if taken else _GIVEN)


@contextmanager
def guarded() -> Iterator[None]:
    """Have the terminal put right whatever becomes of this process; nothing without a terminal or without fork."""
    global _telling
    if not os.isatty(_TERMINAL) or not hasattr(os, "fork"):
        yield
        return
    before = termios.tcgetattr(_TERMINAL)
    listening, telling = os.pipe()
    try:
        guard = os.fork()
    except OSError:
        # There may be no more processes. What ends in order needs no guard.
        for end in (listening, telling):
            os.close(end)
        yield
        return
    if not guard:
        _watch(listening, telling, before)
    os.close(listening)
    _telling = telling
    try:
        yield
    finally:
        _telling = -1
        os.close(telling)
        # The guard waits for a terminal that takes nothing at present, as long as that takes; nobody else may.
        if not _taken:
            with suppress(ChildProcessError):
                os.waitpid(guard, 0)


def _watch(listening: int, telling: int, before: list[Any]) -> NoReturn:
    """Be the guard."""
    try:
        os.close(telling)
        for name in _LEFT_ALONE:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        last = _GIVEN
        while told := os.read(listening, 1):
            last = told
        if last == _TAKEN:
            os.write(_TERMINAL, RESTORE)
            termios.tcsetattr(_TERMINAL, termios.TCSANOW, before)
    finally:
        # Nothing of what the program would do at its end is the guard's to do.
        os._exit(0)
