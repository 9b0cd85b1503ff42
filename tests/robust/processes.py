"""Processes as /proc tells of them, and how the one in a terminal ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import PATIENCE, Terminal

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


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


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def state(pid: int) -> str:
    """The state of a process, T for one that is stopped."""
    return _fields(pid)[0]


def children(pid: int) -> list[int]:
    return [int(found) for found in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_over(pid: int) -> bool:
    """Say whether a process has ended; one that nobody has waited for yet has."""
    try:
        return state(pid) == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def cpu_seconds(pid: int) -> float:
    """The seconds of CPU that a process has taken."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> int:
    """The bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
