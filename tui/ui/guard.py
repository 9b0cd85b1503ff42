"""A second, tiny process that puts the terminal right should the program be killed outright.

Nobody can catch SIGKILL, and on a box that runs out of memory the kernel sends it. The terminal would be left on the
other screen, without a cursor, reporting every move of the mouse into the shell. The guard sleeps on a pipe; when that
closes before the program has said that it left in order, it writes the sequences that undo all of that.
"""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

RESTORE = (
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # the mouse
    b"\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[?2026l\x1b[<u"  # pasting, focus, sizes, updates in one piece, keys
    b"\x1b[?1049l\x1b[?25h\x1b[m"  # the screen before, its cursor, no colours
)
_LEFT_ALONE = ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM", "SIGTSTP", "SIGTTOU", "SIGTTIN", "SIGPIPE")
"""Signals that go to all processes of a terminal; the guard outlives them, and ends with the program."""
_IN_ORDER = b"."
_left = False
"""The program could not put the terminal right, since the terminal takes nothing at present."""


def left_to_guard(left: bool) -> None:
    """Say whether putting the terminal right is left to the guard, which may wait for it as long as that takes."""
    global _left
    _left = left


@contextmanager
def guarded() -> Iterator[None]:
    """Have the terminal put right whatever becomes of this process; nothing without a terminal or without fork."""
    terminal = next((stream for stream in (2, 1, 0) if os.isatty(stream)), -1)
    if terminal < 0 or not hasattr(os, "fork"):
        yield
        return
    before = termios.tcgetattr(terminal)
    listening, telling = os.pipe()
    guard = os.fork()
    if not guard:
        _watch(listening, telling, terminal, before)
    os.close(listening)
    try:
        yield
    finally:
        if not _left:
            with suppress(OSError):
                os.write(telling, _IN_ORDER)
        os.close(telling)
        if not _left:
            with suppress(ChildProcessError):
                os.waitpid(guard, 0)


def _watch(listening: int, telling: int, terminal: int, before: list[Any]) -> NoReturn:
    """Be the guard."""
    try:
        os.close(telling)
        for name in _LEFT_ALONE:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        if os.read(listening, 1) != _IN_ORDER:
            os.write(terminal, RESTORE)
            termios.tcsetattr(terminal, termios.TCSANOW, before)
    finally:
        # Nothing of what the program would do at its end is the guard's to do.
        os._exit(0)
