"""stdin, stdout and stderr, any of which whoever starts a program may have closed."""

from __future__ import annotations

import os
import sys


def open_streams() -> bool:
    """Have three streams: a closed one is None to Python, and the next file opened would take its number.

    Returns:
        False if stdout was closed, so that what is printed there is lost.
    """
    had_stdout = sys.stdout is not None
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    return had_stdout


def take_keys_from_terminal() -> None:
    """Have stdin be the terminal, whatever was or is to be read from it otherwise.

    Raises:
        OSError: there is no terminal.
    """
    terminal = os.open("/dev/tty", os.O_RDWR)
    os.dup2(terminal, 0)
    os.close(terminal)
    if sys.__stdin__ is None:
        setattr(sys, "__stdin__", sys.stdin)  # noqa: B010 - type checkers take it for constant, and here it was None
