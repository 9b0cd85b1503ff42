"""Kilobytes that would become gigabytes: refused soon, in little memory, with the flag that lifts the limit.

Each runs in a process of its own, whose address space is limited, so that going over it is a failure and no swapping.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pprof.wire_bytes import bytes_field
from tests.robust.choosing import some

pytestmark = pytest.mark.rule("R4")
HEAD = bytes_field(6, b"") + bytes_field(1, b"")
MEMORY = 1 << 30
"""Bytes of address space: the program with all its libraries takes half of it."""

BOMBS: dict[str, Callable[[], bytes]] = {
    "samples": lambda: HEAD + b"\x12\x00" * 6_000_000,
    "samples of one value": lambda: HEAD + b"\x12\x02\x10\x01" * 6_000_000,
    "strings": lambda: b"\x32\x00" * 6_000_000,
    "strings of a byte": lambda: HEAD + b"\x32\x01x" * 6_000_000,
    "locations": lambda: HEAD + b"\x22\x00" * 6_000_000,
    "functions": lambda: HEAD + b"\x2a\x02\x08\x01" * 6_000_000,
    "mappings": lambda: HEAD + b"\x1a\x00" * 6_000_000,
    "comments": lambda: HEAD + b"\x68\x00" * 6_000_000,
    "sample types": lambda: b"\x32\x00" + b"\x0a\x00" * 6_000_000,
    "unknown fields": lambda: HEAD + b"\x78\x00" * 6_000_000,
    "labels in one sample": lambda: HEAD + bytes_field(2, b"\x1a\x00" * 6_000_000),
    "lines in one location": lambda: HEAD + bytes_field(4, b"\x22\x00" * 6_000_000),
    "one stack": lambda: HEAD + bytes_field(2, bytes_field(1, b"\x01" * 40_000_000)),
    "one stack, unpacked": lambda: HEAD + bytes_field(2, b"\x08\x01" * 6_000_000),
    "values of one sample": lambda: HEAD + bytes_field(2, bytes_field(2, b"\x01" * 40_000_000)),
    "bytes": lambda: bytes(600 << 20),
    "members": lambda: b"",
    "behind an honest beginning": lambda: HEAD + bytes_field(6, bytes(range(256)) * 20_000) + b"\x12\x00" * 6_000_000,
}


BY_DEFAULT = ("samples", "labels in one sample", "one stack", "bytes")


def packed(name: str) -> bytes:
    if name == "members":
        return gzip.compress(b"") * 200_000
    return gzip.compress(BOMBS[name](), 1)


@pytest.mark.parametrize("name", some(BOMBS, BY_DEFAULT))
def test_a_bomb_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    file = tmp_path / "bomb.pb.gz"
    file.write_bytes(packed(name))
    limited = (
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))\n"
        f"import sys; from tui.cli import main; main(['-top', {str(file)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2, done.stderr[-500:]
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("pprof-tui: ")
    assert "Traceback" not in done.stderr


def test_a_limit_that_is_raised_lets_more_entries_in(tmp_path: Path) -> None:
    # GIVEN strings that nobody refers to, a few more than a gigabyte of entries, in little memory all the same
    file = tmp_path / "many.pb.gz"
    sample = bytes_field(2, b"\x08\x01\x10\x05")
    named = (
        bytes_field(6, b"")
        + bytes_field(6, b"cpu")
        + bytes_field(1, b"\x08\x01")
        + bytes_field(4, b"\x08\x01")
        + sample
    )
    file.write_bytes(gzip.compress(named + b"\x32\x01x" * 4_300_000, 1))
    runs = [
        subprocess.run(
            [sys.executable, "-m", "tui", "-top", *flags, str(file)], capture_output=True, text=True, check=False
        )
        for flags in ([], [f"--max-bytes={2 << 30}"])
    ]
    assert [done.returncode for done in runs] == [2, 0], runs[1].stderr
    assert "--max-bytes" in runs[0].stderr
    assert "Type: cpu" in runs[1].stdout
