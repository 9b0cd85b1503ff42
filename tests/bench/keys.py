"""Times the screen in a real pseudo-terminal: from exec to the first flame graph, and what a key costs; as JSON.

A key's time is from the press to the last byte that follows it within a fifth of a second; its CPU is what the process
used meanwhile, by the kernel's account (Linux only).
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pexpect

KEYS = "jjjjklhljkjkjjkk" * 2
PANES, DOWN = "12345678", "jjjjkjjjkjjjkjjk"
"""Each pane by itself, and a walk down its lines."""
ZOOMS = "\r0"
QUIET_SECONDS = 0.2
SETTLE_SECONDS = 2
"""What is done once after the first picture, such as remembering that a user is no new one, is over then."""
IDLE_SECONDS = 10
NARROW, WIDE = (24, 80), (50, 200)
"""Rows and columns: one pane at a time, and all of them in step."""


def main(file: Path) -> None:
    narrow, wide = _run(file, NARROW), _run(file, WIDE)
    seconds, written, _ = (statistics.median(column) for column in zip(*narrow.keys, strict=True))
    # The kernel counts in steps of 10 ms, so only many keys together say something.
    cpu, cpu_wide = (statistics.mean(used for _, _, used in run.keys) for run in (narrow, wide))
    print(
        json.dumps(
            {
                "exec to flame graph": narrow.first * 1000,
                "key to painted frame": seconds * 1000,
                "CPU a key": cpu * 1000,
                "CPU a key, dearest pane": max(narrow.panes) * 1000,
                "CPU a key, 200x50": cpu_wide * 1000,
                "CPU a second, idle": narrow.idle[1] * 1000,
                "bytes a second, idle": narrow.idle[0],
                "bytes a key": written,
                "bytes a zoom": max(written for _, written, _ in narrow.zooms),
                "bytes a key, 200x50": statistics.median(written for _, written, _ in wide.keys),
                "bytes a zoom, 200x50": max(written for _, written, _ in wide.zooms),
            }
        )
    )


_Cost = tuple[float, float, float]


class _Run(NamedTuple):
    """What one run of the program took."""

    first: float
    """Seconds to the first flame graph."""
    idle: tuple[float, float]
    """Bytes and CPU seconds of each second in which nothing happens."""
    keys: list[_Cost]
    zooms: list[_Cost]
    panes: list[float]
    """CPU seconds a key in each pane by itself; none where all are in step."""


def _run(file: Path, size: tuple[int, int]) -> _Run:
    """Run the program in a terminal of a size, for a user of whom nothing is remembered."""
    with TemporaryDirectory() as home:
        remembered = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), home)
        screen = {"TERM": "xterm-256color", "PPROF_TMPDIR": os.devnull, "TEXTUAL_ANIMATIONS": "none"}
        return _timed(file, size, os.environ | remembered | screen)


def _timed(file: Path, size: tuple[int, int], environment: dict[str, str]) -> _Run:
    start = time.perf_counter()
    child = pexpect.spawn(sys.executable, ["-m", "tui", str(file)], env=environment, dimensions=size, timeout=120)
    try:
        child.expect(b"levels")
        first = time.perf_counter() - start
        _until_quiet(child)
        time.sleep(SETTLE_SECONDS)
        idle = _idle(child)
        moves, zooms = ([_press(child, key) for key in keys] for keys in (KEYS, ZOOMS))
        panes = [_in_pane(child, pane) for pane in PANES] if size == NARROW else []
        child.send("q")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    return _Run(first, idle, moves, zooms, panes)


def _idle(child: pexpect.spawn) -> tuple[float, float]:
    """Do nothing for a while; return bytes written and CPU seconds used, each a second."""
    before, written, end = _cpu(child.pid), 0, time.perf_counter() + IDLE_SECONDS
    while (left := end - time.perf_counter()) > 0:
        with suppress(pexpect.TIMEOUT):
            written += len(child.read_nonblocking(65536, left))
    return written / IDLE_SECONDS, (_cpu(child.pid) - before) / IDLE_SECONDS


def _in_pane(child: pexpect.spawn, pane: str) -> float:
    """Return the CPU seconds of a key in a pane, once it shows what it has."""
    for key in (pane, "j"):
        _press(child, key)
    return statistics.mean(_press(child, key)[2] for key in DOWN)


def _press(child: pexpect.spawn, key: str) -> _Cost:
    """Press a key; return seconds until it was painted, bytes written, and seconds of CPU used."""
    before = _cpu(child.pid)
    start = time.perf_counter()
    child.send(key)
    written, last = _until_quiet(child)
    return max(last - start, 0.0), written, _cpu(child.pid) - before


def _until_quiet(child: pexpect.spawn) -> tuple[int, float]:
    """Read until nothing comes any more; return how many bytes came, and when the last did."""
    written, last = 0, time.perf_counter()
    while True:
        try:
            written += len(child.read_nonblocking(65536, QUIET_SECONDS))
            last = time.perf_counter()
        except pexpect.TIMEOUT:
            return written, last


def _cpu(pid: int | None) -> float:
    """Return the CPU seconds that a process has used; 0 where the kernel does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
