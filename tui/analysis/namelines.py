"""Many names as lines of one text, and which of them have to be made clean first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray

_PRINTABLE = bytes(range(0x20, 0x7F))
"""What is clean as it is."""
_ODD = bytes(byte not in _PRINTABLE for byte in range(256))
"""For each byte, 1 if it has to be made clean or is beyond ASCII."""


@dataclass(frozen=True, eq=False)
class NameLines:
    """Printable names, one text with a line for each, so that all of them are searched at once."""

    text: bytes
    """In UTF-8."""
    starts: IndexArray
    """int64[n]: where each begins."""

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def small(self) -> bytes:
        """The text in small letters; bytes beyond ASCII stay as they are."""
        return self.text.lower()


def printable_lines(names: list[bytes], is_whole: BoolArray, printable: Callable[[int], str]) -> NameLines:
    """Return names as they are shown.

    Args:
        names: as the profile has them.
        is_whole: bool[n], names that are shown as they are, if they are clean.
        printable: returns what name `i` is shown as.
    """
    # Most are: a million of them wait for nothing to be made.
    text, starts = in_lines(names)
    if is_whole.all() and is_clean(text, len(names)):
        return NameLines(text, starts)
    made = is_whole.copy()
    made[unclean(text, starts)] = False
    lines = list(names)
    for row in np.flatnonzero(~made).tolist():
        lines[row] = printable(row).encode("utf-8", "replace")
    return NameLines(*in_lines(lines))


def in_lines(texts: list[bytes]) -> tuple[bytes, IndexArray]:
    """Return texts with a line break between them, and where each begins (int64[n])."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    return b"\n".join(texts), np.cumsum(lengths) - lengths


def is_clean(text: bytes, count: int) -> bool:
    """Say whether all of so many lines are plain ASCII: `clean` leaves them as they are."""
    # Without what is printable there is a line break left after each line but the last.
    return len(text.translate(None, _PRINTABLE)) == max(count - 1, 0)


def unclean(text: bytes, starts: IndexArray) -> IndexArray:
    """Return the lines of a text, that begin at `starts`, in which something is not plain ASCII, maybe line breaks."""
    odd = np.frombuffer(text.translate(_ODD), np.bool_).copy()
    odd[starts[1:] - 1] = False
    return np.searchsorted(starts, np.flatnonzero(odd), side="right") - 1
