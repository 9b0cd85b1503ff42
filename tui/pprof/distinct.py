"""Which of many runs of numbers are equal.

Equal runs are found by a 64-bit multilinear hash with coefficients drawn anew each time, so nobody can prepare a
collision; by chance a million runs have one with a probability below one in ten million.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui.pprof.arrays import FrameArray, IndexArray, UInt64Array
from tui.pprof.batches import in_order, spans
from tui.pprof.drawn import drawn, seed
from tui.pprof.runs import taken

_BATCH = 1 << 18
"""Numbers hashed at a time: the products stay inside the processor's cache."""
_SAMPLE = 1 << 12
"""Digests looked at first: where many repeat each other, some of these do."""


def digests(offsets: IndexArray, numbers: FrameArray | IndexArray) -> UInt64Array:
    """uint64[n]: equal for equal runs; other numbers with each call.

    Args:
        offsets: int64[n+1]: run i is numbers[offsets[i]:offsets[i+1]].
        numbers: small numbers, from 0.
    """
    depths = np.diff(offsets)
    of_number = drawn(seed(), int(numbers.max(initial=0)) + 1)
    of_place = drawn(seed(), int(depths.max(initial=0)) + 1)

    def of_span(span: tuple[int, int]) -> UInt64Array:
        first, behind = span
        start, end = int(offsets[first]), int(offsets[behind])
        ends = offsets[first : behind + 1] - start
        place = np.arange(end - start) - np.repeat(ends[:-1], depths[first:behind])
        return summed(of_number[numbers[start:end]] * of_place[place], ends)

    return np.concatenate([np.zeros(0, np.uint64), *in_order(of_span, spans(offsets, _BATCH))])


def summed(products: UInt64Array, ends: IndexArray) -> UInt64Array:
    """Return the sum of each run, wrapped at 64 bits; run i is products[ends[i]:ends[i+1]]."""
    so_far = np.zeros(len(products) + 1, np.uint64)
    np.cumsum(products, out=so_far[1:])
    sums: UInt64Array = so_far[ends[1:]] - so_far[ends[:-1]]
    return sums


def all_differ(digest: UInt64Array) -> bool:
    """Say whether no two digests are equal, in two thirds of the time that sorting them takes."""
    if _repeats(digest[:_SAMPLE]):
        return False
    upper = np.sort((digest >> np.uint64(32)).astype(np.uint32))
    tied = upper[1:][upper[1:] == upper[:-1]]
    # By chance a hundred pairs of a million agree in half of their bits: those are looked at whole.
    crowded = np.zeros(1 << 16, np.bool_)
    crowded[tied >> np.uint32(16)] = True
    return not _repeats(digest[crowded[digest >> np.uint64(48)]])


def _repeats(digest: UInt64Array) -> bool:
    ordered = np.sort(digest)
    return bool((ordered[1:] == ordered[:-1]).any())


def groups(digest: UInt64Array) -> tuple[IndexArray, IndexArray]:
    """Return the first of each group of equal digests, in their order, and each digest's group."""
    if all_differ(digest):
        return np.arange(len(digest)), np.arange(len(digest))
    order, begins = _sorted(digest)
    firsts = order[begins]
    is_first = np.zeros(len(digest), np.bool_)
    is_first[firsts] = True
    rank = np.cumsum(is_first) - 1
    number = np.empty(len(digest), np.int64)
    number[order] = np.repeat(rank[firsts], np.diff(np.append(begins, len(order))))
    return np.flatnonzero(is_first), number


def _sorted(digest: UInt64Array) -> tuple[IndexArray, IndexArray]:
    """Return an order in which equal digests stand together, each group ascending, and where the groups begin.

    Sorting numbers is several times faster than sorting places by them, so each place stands behind its digest, or in
    place of the low bits of one that leaves no room.
    """
    bits = np.uint64(len(digest).bit_length())
    has_room = int(digest.max(initial=0)).bit_length() + int(bits) <= 64
    key = (digest << bits if has_room else digest >> bits << bits) | np.arange(len(digest), dtype=np.uint64)
    key.sort()
    order = (key & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    key >>= bits
    ordered = digest[order]
    differs = ordered[1:] != ordered[:-1]
    if (differs & (key[1:] == key[:-1])).any():
        # Two that agree in all but the low bits: by chance once in thirty times a million.
        order = np.argsort(digest, kind="stable")
        ordered = digest[order]
        differs = ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(np.concatenate([np.ones(min(len(digest), 1), np.bool_), differs]))


def used(numbers: IndexArray) -> IndexArray:
    """Return the numbers that occur, each once and ascending; all small, from 0."""
    return np.flatnonzero(np.bincount(numbers))


def rows_grouped(columns: Sequence[IndexArray]) -> tuple[IndexArray, IndexArray]:
    """Return the first of each group of equal rows, in their order, and each row's group.

    Args:
        columns: int64[n] each, at least one: small numbers, from 0.
    """
    number = columns[0].astype(np.uint64)
    for column in columns[1:]:
        # Numbered anew each time, so that no product comes near 64 bits.
        pair = number * np.uint64(int(column.max(initial=0)) + 1) + column.astype(np.uint64)
        _, place = np.unique(pair, return_inverse=True)
        number = place.astype(np.uint64)
    return groups(number)


def shared(offsets: IndexArray, numbers: FrameArray) -> tuple[IndexArray, IndexArray, FrameArray]:
    """Return runs without those that repeat another, in the order in which they come first.

    Args:
        offsets: int64[n+1]: run i is numbers[offsets[i]:offsets[i+1]].
        numbers: small numbers, from 0.

    Returns:
        For each run the number of the one that is kept for it; offsets and numbers of those kept.
    """
    first, number = groups(digests(offsets, numbers))
    return number, *taken(offsets, numbers, first)
