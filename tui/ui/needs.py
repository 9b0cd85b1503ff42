"""What a full screen needs of the machine it is shown on."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import ExitStack

_THREADS = 5
"""For keys, the terminal, the first load and the deadline of a fetch; and the guard of the terminal."""
_DESCRIPTORS = 12
"""For the loop and the guard, of modules that are loaded meanwhile, and for a connection and what is saved of it."""


def lacking() -> str:
    """Return why there can be no full screen here; empty if there can."""
    match os.environ.get("TERM", ""):
        case "":
            return "TERM is not set (in most terminals TERM=xterm shows the full screen)"
        case "dumb":
            return "this terminal (TERM=dumb) has no full screen"
    if not sys.stdin.isatty():
        try:
            os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        except OSError:
            return "there is no terminal to read keys from"
    if not _starts_threads():
        return "no more threads can be started here"
    if not _opens_files():
        return "no more files can be opened here (ulimit -n)"
    return ""


def _starts_threads() -> bool:
    over = threading.Event()
    started = []
    try:
        for _ in range(_THREADS):
            thread = threading.Thread(target=over.wait, daemon=True)
            thread.start()
            started.append(thread)
    except RuntimeError:
        return False
    finally:
        over.set()
        for thread in started:
            thread.join()
    return True


def _opens_files() -> bool:
    with ExitStack() as opened:
        try:
            for _ in range(_DESCRIPTORS):
                opened.callback(os.close, os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC))
        except OSError:
            return False
    return True
