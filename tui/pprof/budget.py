"""Refuses bytes that would take many times their size in memory: a few kilobytes can hold millions of empty messages.

Honest profiles have few short fields, so some places, which nobody can foresee, tell whether counting all of them is
worth its time.
"""

from __future__ import annotations

import numpy as np

from tui.errors import TooLarge
from tui.pprof.drawn import drawn, seed

_BYTES_AN_ENTRY = 128
"""What an entry of the top level takes once it is read; a limit on bytes is one on entries of that size."""
_PLACES, _LOOK = 256, 1 << 10
_SHORT = 8
"""Bytes of a short field."""


def check_entries(raw: bytes, max_bytes: int) -> None:
    """See that a profile has no more entries at its top level than fit the limit.

    Args:
        raw: the profile, decompressed.
        max_bytes: the limit.

    Raises:
        TooLarge: it has more.
    """
    most = max_bytes // _BYTES_AN_ENTRY
    if len(raw) < 2 * max(most, 1) or _short_fields(raw) < most / 2:
        return
    if _has_more(raw, most):
        raise TooLarge(
            f"the profile has more than {most:,} entries, which would take more than {max_bytes:,} bytes of memory",
            remedy="Raise the limit with --max-bytes.",
        )


def _short_fields(raw: bytes) -> float:
    """Return about how many short fields of the top level a profile has at most, from what stands at some places."""
    content = np.frombuffer(raw, np.uint8)
    starts = drawn(seed(), _PLACES) % np.uint64(max(len(raw) - _LOOK, 1))
    look = np.lib.stride_tricks.sliding_window_view(content, min(_LOOK, len(raw)))[starts.astype(np.int64)]
    tag = look[:, :-1]
    # Fields 1 to 15, lists of bytes or single numbers: so profiles begin their entries.
    of_bytes, of_number = (tag & 7 == 2) & (look[:, 1:] <= _SHORT), (tag & 7 == 0) & (tag >= 9 << 3)
    begins = (tag < 0x80) & (tag >= 8) & (of_bytes | of_number)
    return float(begins.mean()) * len(raw)


def _has_more(raw: bytes, most: int) -> bool:
    """Count the fields of the top level, up to one more than `most`; what is no field ends the count."""
    at, end, count = 0, len(raw), 0
    try:
        while at < end and count <= most:
            tag = raw[at]
            # Nearly all that a bomb is made of, told in a fraction of the time.
            if tag < 0x80 and tag & 5 == 0 and raw[at + 1] < 0x80:
                at += 2 + (raw[at + 1] if tag & 2 else 0)
                count += 1
                continue
            tag, at = _varint(raw, at)
            wire = tag & 7
            if wire == 2:
                length, at = _varint(raw, at)
                at += length
            elif wire == 0:
                _, at = _varint(raw, at)
            elif wire in (1, 5):
                at += 8 if wire == 1 else 4
            else:
                return False
            count += 1
    except IndexError:
        return False
    return count > most


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    byte = raw[at]
    if byte < 0x80:
        return byte, at + 1
    value, shift = byte & 0x7F, 7
    while byte >= 0x80 and shift < 70:
        at += 1
        byte = raw[at]
        value |= (byte & 0x7F) << shift
        shift += 7
    return value, at + 1
