"""Processes as /proc tells of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def _fields(stat: str) -> list[str]:
    """Return what is said in `stat` after the name, which may hold anything: first the state."""
    return stat.rpartition(")")[2].split()


def _of_process(pid: int) -> list[str]:
    return _fields(Path(f"/proc/{pid}/stat").read_text())


def _of_threads(pid: int, name: str, *, but: int = 0) -> Iterator[str]:
    """Return what a file says of each thread of a process, but for one; nothing where there is no /proc."""
    for path in Path(f"/proc/{pid}/task").glob(f"*/{name}"):
        with suppress(OSError):  # of one that has ended meanwhile
            if path.parent.name != str(but):
                yield path.read_text()


def state(pid: int) -> str:
    """The state of a process, T for one that is stopped."""
    return _of_process(pid)[0]


def works(pid: int, *, but: int = 0) -> bool:
    """Say whether any thread of a process, but for one, runs or could; no where there is no /proc."""
    return any(_fields(text)[0] == "R" for text in _of_threads(pid, "stat", but=but))


def held_up(pid: int, *, but: int = 0) -> float:
    """The seconds that the threads of a process, but for one, could have run and had no processor."""
    return sum(int(text.split()[1]) for text in _of_threads(pid, "schedstat", but=but)) / 10**9


def children(pid: int) -> list[int]:
    """The processes that any thread of one has started."""
    return [int(child) for text in _of_threads(pid, "children") for child in text.split()]


def woken(pid: int) -> int:
    """How often the threads of a process were woken."""
    lines = (line for text in _of_threads(pid, "status") for line in text.splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def blocked(pid: int, thread: int) -> set[int]:
    """The signals that a thread of a process does not hear."""
    lines = Path(f"/proc/{pid}/task/{thread}/status").read_text().splitlines()
    (mask,) = (int(line.split()[1], 16) for line in lines if line.startswith("SigBlk"))
    return {number + 1 for number in range(mask.bit_length()) if mask >> number & 1}


def is_over(pid: int) -> bool:
    """Say whether a process has ended; one that nobody has waited for yet has."""
    try:
        return state(pid) == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def cpu_seconds(pid: int) -> float:
    """The seconds of CPU that a process has taken."""
    fields = _of_process(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> int:
    """The bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
