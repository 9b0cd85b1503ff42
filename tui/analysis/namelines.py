"""Many names as lines of one text, and which of them have to be made clean first."""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import IndexArray

_PRINTABLE = bytes(range(0x20, 0x7F))
"""What is clean as it is."""
_ODD = bytes(byte not in _PRINTABLE for byte in range(256))
"""For each byte, 1 if it has to be made clean or is beyond ASCII."""


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
