"""What a full screen needs of the machine it is shown on."""

from __future__ import annotations

import os
import sys
import threading

_THREADS = 5
"""For keys, the terminal, the first load and the deadline of a fetch; and the guard of the terminal."""


def lacking() -> str:
    """Return why there can be no full screen here; empty if there can."""
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "this terminal (TERM=dumb) has no full screen"
    if not sys.stdin.isatty():
        try:
            os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        except OSError:
            return "there is no terminal to read keys from"
    if not _starts_threads():
        return "no more threads can be started here"
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
