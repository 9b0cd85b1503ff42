"""What is free goes back to the system, and threads do not hoard it; as the C library itself tells of it."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from tui.ui import allocator

pytestmark = [
    pytest.mark.rule("R32"),
    pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_stats"), reason="the C library is not glibc"),
]
_THREADS = """
import ctypes, sys, threading
from tui.ui.allocator import share_one_arena
if sys.argv[1] == "shared":
    share_one_arena()
met = threading.Barrier(4)
def work():
    # Larger than what Python keeps for objects, smaller than what the system is asked for directly.
    kept = [bytearray(10_000) for _ in range(10)]
    met.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""
_HOLES = """
from pathlib import Path
from tui.ui.allocator import trim
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
trim()
taken = [bytearray(50_000) for _ in range(2000)]
full = resident()
del taken[1::2]
holes = resident()
trim()
print(full, holes, resident())
"""


def said(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)


def test_threads_share_one_arena() -> None:
    assert said(_THREADS, "own").stderr.count("Arena ") > 1
    assert said(_THREADS, "shared").stderr.count("Arena ") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_what_is_free_in_between_is_given_back() -> None:
    full, holes, trimmed = map(int, said(_HOLES).stdout.split())
    # GIVEN that the system gets nothing back by itself
    assert full - holes < 10_000_000
    # THEN half of the 100 MB is given back
    assert full - trimmed > 40_000_000


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocator, "_function", lambda _: None)
    allocator.share_one_arena()
    allocator.trim()
