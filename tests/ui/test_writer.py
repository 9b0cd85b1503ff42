"""A line that stands still, or breaks, keeps nobody waiting but the thread that writes: on a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tui.ui import writer as module
from tui.ui.writer import PatientWriter

PATIENCE = 20
FRAME = b"\x1b[1;1H" + b"x" * 50_000


@pytest.fixture
def line() -> Iterator[tuple[int, int]]:
    """The reading and the writing end of a terminal."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    yield ours, theirs
    for end in (ours, theirs):
        with suppress(OSError):
            os.close(end)


def taken(ours: int, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += os.read(ours, 1 << 16)
    return found


def test_all_is_written_in_order(line: tuple[int, int]) -> None:
    ours, theirs = line
    writer = PatientWriter(theirs, lambda: None)
    writer.start()
    pieces = [b"%d;" % number for number in range(2000)]
    for piece in pieces:
        writer.write(piece)
    assert not writer.leave_out()
    assert taken(ours, sum(map(len, pieces))) == b"".join(pieces)
    assert writer.finish()
    assert not writer.is_alive()


def test_nobody_waits_for_a_line_that_stands_still(line: tuple[int, int]) -> None:
    ours, theirs = line
    caught_up = threading.Event()
    writer = PatientWriter(theirs, caught_up.set)
    writer.start()
    # WHEN far more is written than a terminal that nobody reads takes
    for _ in range(100):
        writer.write(FRAME)
    # THEN little of it is kept, and pictures are to be left out
    assert sum(map(len, writer._waiting)) <= module._MOST
    assert writer.leave_out()
    assert not caught_up.is_set()
    # AND once somebody reads, whoever left one out is told
    reading = threading.Thread(target=_read_to_its_end, args=(ours,), daemon=True)
    reading.start()
    assert caught_up.wait(PATIENCE)
    assert not writer.leave_out()
    assert writer.finish()
    # Whoever read on would read what gets the same number next.
    os.close(theirs)
    reading.join(PATIENCE)
    assert not reading.is_alive()


def _read_to_its_end(ours: int) -> None:
    # A terminal that nobody writes to any more is an error.
    with suppress(OSError):
        while os.read(ours, 1 << 16):
            pass


def test_the_end_waits_for_a_while_only(line: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    ours, theirs = line
    writer = PatientWriter(theirs, lambda: None)
    writer.start()
    for _ in range(5):
        writer.write(FRAME)
    assert not writer.finish()
    # What was given up is not written later, when the shell has the terminal.
    os.set_blocking(ours, False)
    found = 0
    while writer.is_alive():
        try:
            found += len(os.read(ours, 1 << 16))
        except BlockingIOError:
            writer.join(0.05)
    assert found <= len(FRAME)


def test_a_line_that_breaks_ends_it(line: tuple[int, int]) -> None:
    ours, theirs = line
    writer = PatientWriter(theirs, lambda: None)
    writer.start()
    for _ in range(5):
        writer.write(FRAME)
    os.close(ours)
    writer.join(PATIENCE)
    assert not writer.is_alive()
    # AND nobody waits for it any more
    for _ in range(100):
        writer.write(FRAME)
    assert not writer.leave_out()
    assert not writer.finish()


def test_a_descriptor_that_does_not_block_will_do(line: tuple[int, int]) -> None:
    ours, theirs = line
    os.set_blocking(theirs, False)
    writer = PatientWriter(theirs, lambda: None)
    writer.start()
    writer.write(FRAME)
    assert taken(ours, len(FRAME)) == FRAME
    assert writer.finish()
