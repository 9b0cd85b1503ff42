"""Waits for what a program in a terminal does, and for its end."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.e2e.terminal import PATIENCE, Terminal


def wait_until(holds: Callable[[], bool], found: Callable[[], object] = str) -> float:
    """Wait for something; return the seconds that it took. Where it never holds, say what was `found` instead."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() < began + PATIENCE, found()
        time.sleep(0.02)
    return time.monotonic() - began


def ended(terminal: Terminal) -> int:
    """Wait for the end; return the status as a shell gives it."""
    child = terminal.child
    wait_until(lambda: terminal.read(0.05) == 0 and not child.isalive())
    return int(128 + child.signalstatus if child.signalstatus else child.exitstatus)
