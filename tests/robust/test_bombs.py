"""Kilobytes that would become gigabytes: refused soon, in little memory, with the flag that lifts the limit.

Each runs in a process of its own, whose address space is limited, so that going over it is a failure and no swapping.
"""

from __future__ import annotations

import gzip
import os
import re
import socket
import struct
import zlib
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from tests.e2e.terminal import environment
from tests.fetch.misbehaving import FaultServer
from tests.pprof.wire_bytes import bytes_field
from tests.robust.choosing import some
from tests.robust.measuring import Taken, program

pytestmark = pytest.mark.rule("R4")
HEAD = bytes_field(6, b"") + bytes_field(1, b"")
SPACE = 1 << 30
"""Bytes of address space: the program with all its libraries takes half of it."""
SECONDS, MEGABYTES = 2, 300

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
    "behind an honest beginning": lambda: HEAD + bytes_field(6, bytes(range(256)) * 20_000) + b"\x12\x00" * 6_000_000,
}


@cache
def gibibyte() -> bytes:
    """Return a megabyte that a gibibyte of zeros comes out of."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    mebibyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    digest = 0
    for _ in range(64):
        digest = zlib.crc32(bytes(16 << 20), digest)
    head = gzip.compress(b"")[:10]
    return head + mebibyte * 1024 + b"\x03\x00" + struct.pack("<II", digest, 1 << 30)


PACKED: dict[str, Callable[[], bytes]] = {
    **{name: partial(lambda made: gzip.compress(made(), 1), made) for name, made in BOMBS.items()},
    "bytes": gibibyte,
    "bytes in many members": lambda: gzip.compress(bytes(1 << 20), 9) * 900,
    "bytes in members that are small enough each": lambda: gzip.compress(bytes(120 << 20), 9) * 6,
    "bytes behind what does not shrink": lambda: gzip.compress(os.urandom(4 << 20), 1) + gibibyte(),
    "bytes with a length that is not theirs": lambda: gibibyte()[:-4] + b"\x10\x00\x00\x00",
    "gzip in gzip": lambda: gzip.compress(gibibyte(), 9),
    "members": lambda: gzip.compress(b"") * 200_000,
    "members of a byte": lambda: gzip.compress(b"x") * 40_000,
}
SERVED = {
    "encoded": (b"200 OK", b"Content-Encoding: gzip\r\n", gibibyte),
    "encoded twice": (b"200 OK", b"Content-Encoding: gzip, gzip\r\n", lambda: gzip.compress(gibibyte(), 9)),
    "as it is": (b"200 OK", b"", gibibyte),
    "in a redirect": (b"302 Found", b"Location: /other\r\nContent-Encoding: gzip\r\n", gibibyte),
    "in an error": (b"500 No", b"Content-Encoding: gzip\r\nX-Go-Pprof: 1\r\nContent-Type: text/plain\r\n", gibibyte),
}
BY_DEFAULT = ("samples", "labels in one sample", "one stack", "bytes", "encoded", "in a redirect")


def refused(done: Taken, measured: Callable[..., None]) -> str:
    measured("seconds", done.seconds, at_most=SECONDS)
    measured("MB", done.megabytes, at_most=MEGABYTES)
    assert done.status == 2, done.stderr[-500:]
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("pprof-tui: ")
    assert "Traceback" not in done.stderr
    assert done.megabytes <= MEGABYTES
    return done.stderr


def test_there_are_enough() -> None:
    assert len(PACKED) + len(SERVED) >= 20


@pytest.mark.parametrize("name", some(PACKED, BY_DEFAULT))
def test_a_bomb_is_refused_in_one_line(name: str, tmp_path: Path, measured: Callable[..., None]) -> None:
    file = tmp_path / "bomb.pb.gz"
    file.write_bytes(PACKED[name]())
    line = refused(program("-top", file, space=SPACE), measured)
    # THEN it names the limit, and the flag that lifts it, unless nobody would want it lifted
    limit = re.search(r"\d[\d,]{3,}", line.removeprefix(f"pprof-tui: {file}"))
    if name == "gzip in gzip":
        assert "It is not a pprof profile" in line
    else:
        assert limit, line
        assert "Raise the limit with --max-bytes." in line or "No writer" in line or "No program" in line


@pytest.mark.parametrize("name", some(SERVED, BY_DEFAULT))
def test_a_bomb_from_a_server_is_refused_in_one_line(name: str, home: Path, measured: Callable[..., None]) -> None:
    status, fields, made = SERVED[name]
    body = made()

    def answer(client: socket.socket, _head: bytes) -> None:
        client.sendall(b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, fields, len(body), body))

    server = FaultServer(answer)
    try:
        url = f"http://{server.address}/debug/pprof/heap"
        line = refused(program("-top", url, space=SPACE, environment=environment(home)), measured)
    finally:
        server.close()
    assert server.requests
    assert len(line) < 400
    if name in ("encoded", "as it is"):
        assert "Raise the limit with --max-bytes." in line
    if name == "in an error":
        assert line.endswith("server answered 500 No\n")


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
    runs = [program("-top", *flags, file) for flags in ([], [f"--max-bytes={2 << 30}"])]
    assert [done.status for done in runs] == [2, 0], runs[1].stderr
    assert "--max-bytes" in runs[0].stderr
    assert "Type: cpu" in runs[1].stdout
