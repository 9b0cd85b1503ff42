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
from pathlib import Path

import pexpect

KEYS = "jjjjklhljkjkjjkk" * 2
QUIET_SECONDS = 0.2
COLUMNS, ROWS = 80, 24


def main(file: Path) -> None:
    environment = os.environ | {"TERM": "xterm-256color", "PPROF_TMPDIR": os.devnull, "TEXTUAL_ANIMATIONS": "none"}
    start = time.perf_counter()
    command = [sys.executable, ["-m", "tui", str(file)]]
    child = pexpect.spawn(*command, env=environment, dimensions=(ROWS, COLUMNS), timeout=120)
    try:
        child.expect(b"levels")
        first = time.perf_counter() - start
        _until_quiet(child)
        costs = [_press(child, key) for key in KEYS]
        child.send("q")
        child.expect(pexpect.EOF)
    finally:
        child.close(force=True)
    names = ("key to painted frame", "bytes a key", "CPU a key")
    medians = (statistics.median(column) for column in zip(*costs, strict=True))
    print(json.dumps({"exec to flame graph": first, **dict(zip(names, medians, strict=True))}))


def _press(child: pexpect.spawn, key: str) -> tuple[float, float, float]:
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
