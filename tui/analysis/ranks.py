"""The order of many byte strings, as Go compares them, without comparing them one by one.

A few bytes at a time, strings that agree so far are sorted by their next bytes, as numbers; who agrees with nobody
drops out. For a million names, which mostly share how they begin, that takes less than half the time of Python's sort.
The last few, and what agrees for very long, are left to Python's sort, which compares long strings fastest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray, UInt64Array
from tui.pprof.runs import offsets_of

_FEW = 1024
"""With so few strings undecided, Python's sort is faster."""
_LONG = 256
"""Strings that agree in so many bytes are left to Python's sort."""
_COUNT_BITS = 4
"""Bits of a key that say how many of its bytes are the string's: a string that ends comes before one with zeros."""

_FIRST_BYTES = np.array([(1 << 64) - (1 << 64 - 8 * count) for count in range(9)], np.uint64)
"""uint64[9]: what masks so many of a window's bytes."""


def ranks(texts: Sequence[bytes]) -> IndexArray:
    """int64[n]: the place of each byte string among all distinct ones, in byte order; equal ones have equal ranks."""
    order, repeats = np.arange(len(texts)), np.zeros(len(texts), np.bool_)
    place, group = np.arange(len(texts)), np.zeros(len(texts), np.int64)
    if len(texts) > _FEW:
        place, group = _by_beginnings(texts, order, repeats)
    if len(place):
        few = sorted((of, texts[row], row) for of, row in zip(group.tolist(), order[place].tolist(), strict=True))
        order[place] = [row for _, _, row in few]
        repeats[place[1:]] = [one[:2] == other[:2] for one, other in pairwise(few)]
    ranked = np.empty(len(texts), np.int64)
    ranked[order] = np.cumsum(~repeats) - 1
    return ranked


def _by_beginnings(texts: Sequence[bytes], order: IndexArray, repeats: BoolArray) -> tuple[IndexArray, IndexArray]:
    """Sort by the first bytes, as far as it pays.

    Args:
        texts: n byte strings.
        order: int64[n]: their rows, put in order as far as that is decided.
        repeats: bool[n]: is marked where a string is equal to the one before it in the order.

    Returns:
        The places of the order that are left undecided, ascending, and the number of each one's group, within which
        they may have to be moved.
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = offsets_of(lengths)
    # The eight bytes from any byte on, as one number that compares as they do.
    windows: UInt64Array = np.ndarray(int(starts[-1]) + 1, ">u8", b"".join([*texts, bytes(8)]), 0, (1,))
    place, group, depth = np.arange(len(texts)), np.zeros(len(texts), np.int64), 0
    while len(place) > _FEW and depth < _LONG:
        row = order[place]
        group_bits = int(group[-1]).bit_length()
        count = (64 - _COUNT_BITS - group_bits) // 8
        key = _keys(windows[starts[row] + depth].astype(np.uint64), lengths[row] - depth, count)
        if group_bits:
            key |= group.astype(np.uint64) << np.uint64(8 * count + _COUNT_BITS)
        if (key[1:] < key[:-1]).any():
            # Left out where all begin alike, as names of one module do.
            ranked = np.argsort(key)
            order[place], key = row[ranked], key[ranked]
        same = np.append(False, key[1:] == key[:-1])
        ends = (key & np.uint64((1 << _COUNT_BITS) - 1)) <= count
        repeats[place] = same & ends
        # Those equal so far to one before or behind them; of these, a group begins where one differs from the last.
        at = np.flatnonzero((same | np.append(same[1:], False)) & ~ends)
        group = np.cumsum(~same[at]) - 1
        place = place[at]
        depth += count
    return place, group


def _keys(window: UInt64Array, left: IndexArray, count: int) -> UInt64Array:
    """Return the first `count` bytes of windows, and behind them how many of these are the string's own.

    Args:
        window: uint64[n]: eight bytes each, the first in the highest bits.
        left: int64[n]: bytes up to the end of the string; what stands behind is taken for zeros.
        count: at most 7.
    """
    own = (window & _FIRST_BYTES[np.minimum(left, count)]) >> np.uint64((8 - count) * 8)
    return own << np.uint64(_COUNT_BITS) | np.minimum(left, count + 1).astype(np.uint64)
