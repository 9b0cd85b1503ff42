"""From the wire to the disk: a fetch that fails leaves nothing behind, and takes no more than it was allowed."""

from __future__ import annotations

import resource
import socket
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tui.errors import BadProfile, NotAProfile, ProfileError, Refused, TimedOut, TooLarge, Unreachable
from tui.fetch.access import Access
from tui.fetch.target import parse_target
from tui.opening import open_profile

Behaviour = Callable[[socket.socket, bytes], None]
Start = Callable[[Behaviour], Any]
"""The fixture `misbehave` of conftest.py."""
DATA = Path(__file__).parents[1] / "data"
PROFILE = (DATA / "go127_heap.pb.gz").read_bytes()
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
DEADLINE = 1.5
PATIENCE = 30
SECRET = "c4nary-s3cret"


def send(*pieces: bytes) -> Behaviour:
    return lambda client, head: client.sendall(b"".join(pieces))


def send_then_hang(*pieces: bytes) -> Behaviour:
    def behave(client: socket.socket, head: bytes) -> None:
        client.sendall(b"".join(pieces))
        while client.recv(4096):
            pass

    return behave


def endless_chunks(client: socket.socket, head: bytes) -> None:
    client.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        client.sendall(b"10000\r\n" + bytes(1 << 16) + b"\r\n")


def dripped(client: socket.socket, head: bytes) -> None:
    client.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(PROFILE))
    for byte in PROFILE:
        client.sendall(bytes([byte]))
        time.sleep(0.01)


def length(body: bytes, count: int) -> Behaviour:
    return send(OK, b"Content-Length: %d\r\n\r\n" % count, body)


FAULTS: dict[str, tuple[Behaviour, type[ProfileError]]] = {
    "hangs before the head": (send_then_hang(b""), TimedOut),
    "hangs in the head": (send_then_hang(b"HTTP/1.1 200 OK\r\nContent-"), TimedOut),
    "hangs in the body": (send_then_hang(OK, b"\r\n", PROFILE[:2000]), TimedOut),
    "drips the body": (dripped, TimedOut),
    "closes in the body, length told": (length(PROFILE[:2000], len(PROFILE)), Unreachable),
    "closes in the body, no length": (send(OK, b"\r\n", PROFILE[:2000]), BadProfile),
    "a length that is too short": (length(PROFILE, 2000), BadProfile),
    "a length that is too long": (length(PROFILE, len(PROFILE) + 9), Unreachable),
    "endless chunks": (endless_chunks, TooLarge),
    "a redirect loop": (send(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), Unreachable),
    "a page with 200": (send(OK, b"\r\n<html><title>Sign in</title>"), NotAProfile),
    "a picture": (send(OK, b"\r\n<svg xmlns='http://www.w3.org/2000/svg'>"), NotAProfile),
    "a trace": (send(OK, b"\r\ngo 1.27 trace\x00\x00\x00"), NotAProfile),
    "nothing": (send(OK, b"Content-Length: 0\r\n\r\n"), NotAProfile),
    "noise": (send(OK, b"\r\n", bytes(range(256)) * 40), BadProfile),
    "a refusal": (send(b"HTTP/1.1 500 No\r\n\r\n"), Refused),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "PPROF_TMPDIR", "TMPDIR", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_in_time_and_leaves_no_file(fault: str, misbehave: Start, home: Path) -> None:
    behave, kind = FAULTS[fault]
    server = misbehave(behave)
    target = parse_target(f"http://ops:{SECRET}@{server.address}/debug/pprof/heap", access=Access(token=SECRET))
    # What does not stall is given time, for a machine with other things to do.
    deadline = DEADLINE if kind is TimedOut else PATIENCE
    before, began = peak_mb(), time.monotonic()
    with pytest.raises(kind) as failed:
        open_profile(target, timeout=deadline, max_bytes=4 << 20)
    # Generous as well; a deadline that does not hold takes for ever.
    assert time.monotonic() - began < deadline + PATIENCE
    assert peak_mb() - before < 100
    said = str(failed.value)
    assert said.startswith(f"{server.address}/debug/pprof/heap: ")
    assert "\n" not in said
    assert SECRET not in said
    assert list(home.rglob("*")) == []


def zeros() -> Iterator[bytes]:
    """Yield 1 GB of zeros, gzipped, without ever holding it."""
    packer, piece = zlib.compressobj(9, wbits=31), bytes(1 << 20)
    for _ in range(1 << 10):
        yield packer.compress(piece)
    yield packer.flush()


def test_a_gigabyte_of_zeros_is_stopped_at_the_limit(misbehave: Start, home: Path) -> None:
    bomb = b"".join(zeros())
    server = misbehave(send(OK, b"Content-Length: %d\r\n\r\n" % len(bomb), bomb))
    before = peak_mb()
    with pytest.raises(TooLarge, match="--max-bytes"):
        open_profile(parse_target(f"{server.address}/debug/pprof/heap"), max_bytes=16 << 20)
    assert peak_mb() - before < 150
    assert list(home.rglob("*")) == []


def test_what_comes_whole_is_kept(misbehave: Start, home: Path) -> None:
    server = misbehave(length(PROFILE, len(PROFILE)))
    opened = open_profile(parse_target(f"{server.address}/debug/pprof/heap"))
    assert opened.saved is not None
    assert opened.saved.read_bytes() == PROFILE
