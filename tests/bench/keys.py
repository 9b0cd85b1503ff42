"""Times the screen in a real pseudo-terminal: from exec to the first flame graph, and what a key costs; as JSON.

A key's time is from the press to the last byte that follows it within a fifth of a second; its CPU is what all threads
of the process used meanwhile, by the kernel's account (Linux only). Machines differ, and one and the same differs from
hour to hour, so an application of Textual's with one line in it is measured beside ours.
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
_AT_WORK = 0.05
"""CPU seconds a second; an application of Textual's that does nothing takes a tenth of it."""
NARROW, WIDE = (24, 80), (50, 200)
"""Rows and columns: one pane at a time, and all of them in step."""


def main(file: Path) -> None:
    one_line = ("tests.bench.one_line",)
    least, narrow, wide = _run(one_line, NARROW), _run(("tui", str(file)), NARROW), _run(("tui", str(file)), WIDE)
    seconds, written, _ = (statistics.median(column) for column in zip(*narrow.keys, strict=True))
    # Half of what Textual needs was measured before ours, half of it afterwards.
    least_keys = [*least.keys, *_run(one_line, NARROW).keys]
    cpu, cpu_wide, cpu_least = (
        statistics.mean(used for _, _, used in keys) for keys in (narrow.keys, wide.keys, least_keys)
    )
    print(
        json.dumps(
            {
                "exec to flame graph": narrow.first * 1000,
                "key to painted frame": seconds * 1000,
                "CPU a key": cpu * 1000,
                "CPU a key, dearest pane": max(narrow.panes) * 1000,
                "CPU a key, 200x50": cpu_wide * 1000,
                "CPU a key, an application of one line": cpu_least * 1000,
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
    """Bytes and CPU seconds of each second in which nothing happens; looked at where panes are."""
    keys: list[_Cost]
    zooms: list[_Cost]
    panes: list[float]
    """CPU seconds a key in each pane by itself; none where all are in step, or there is but a line."""


def _run(program: tuple[str, ...], size: tuple[int, int]) -> _Run:
    """Run a program in a terminal of a size, for a user of whom nothing is remembered."""
    with TemporaryDirectory() as home:
        remembered = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), home)
        screen = {"TERM": "xterm-256color", "PPROF_TMPDIR": os.devnull, "TEXTUAL_ANIMATIONS": "none"}
        return _timed(program, size, os.environ | remembered | screen)


def _timed(program: tuple[str, ...], size: tuple[int, int], environment: dict[str, str]) -> _Run:
    start = time.perf_counter()
    child = pexpect.spawn(sys.executable, ["-m", *program], env=environment, dimensions=size, timeout=120)
    # It is no password that is typed here.
    child.delaybeforesend = None
    try:
        child.expect(b"levels")
        first = time.perf_counter() - start
        _until_quiet(child)
        time.sleep(SETTLE_SECONDS)
        alone = size == NARROW and len(program) > 1
        idle = _idle(child, IDLE_SECONDS) if alone else (0.0, 0.0)
        _ready(child, "jk")
        moves, zooms = ([_press(child, key) for key in keys] for keys in (KEYS, ZOOMS))
        panes = [_in_pane(child, pane) for pane in PANES] if alone else []
        child.send("q")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    return _Run(first, idle, moves, zooms, panes)


def _ready(child: pexpect.spawn, keys: str) -> None:
    """Press keys, and wait for what is done at the first of them: counted in a thread, loaded, read from disk."""
    for key in keys:
        _press(child, key)
    while _idle(child, QUIET_SECONDS)[1] > _AT_WORK:
        pass


def _idle(child: pexpect.spawn, seconds: float) -> tuple[float, float]:
    """Do nothing for a while; return bytes written and CPU seconds used, each a second."""
    before, written, end = _cpu(child.pid), 0, time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        with suppress(pexpect.TIMEOUT):
            written += len(child.read_nonblocking(65536, left))
    return written / seconds, (_cpu(child.pid) - before) / seconds


def _in_pane(child: pexpect.spawn, pane: str) -> float:
    """Return the CPU seconds of a key in a pane, once it shows what it has."""
    _ready(child, pane + "j")
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


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process has used; 0 where the kernel does not tell."""
    # The clock of all that a process has used, in nanoseconds and with threads that are over: clock_getcpuclockid(3).
    return time.clock_gettime(~pid << 3 | 2) if sys.platform == "linux" else 0.0


if __name__ == "__main__":
    main(Path(sys.argv[1]))
