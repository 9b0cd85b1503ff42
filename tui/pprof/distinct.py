"""Which of many runs of numbers are equal.

Equal runs are found by a 64-bit multilinear hash with coefficients drawn anew in each process, so nobody can prepare a
collision; by chance a million runs have one with a probability below one in ten million.
"""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import FrameArray, IndexArray, UInt64Array
from tui.pprof.batches import in_order, spans

_BATCH = 1 << 18
"""Numbers hashed at a time: the products stay inside the processor's cache."""


def digests(offsets: IndexArray, numbers: FrameArray | IndexArray, random: np.random.Generator) -> UInt64Array:
    """uint64[n]: equal for equal runs.

    Args:
        offsets: int64[n+1]: run i is numbers[offsets[i]:offsets[i+1]].
        numbers: small numbers, from 0.
        random: where the coefficients come from.
    """
    depths = np.diff(offsets)
    of_number = random.integers(1, 1 << 63, int(numbers.max(initial=0)) + 1, np.uint64)
    of_place = random.integers(1, 1 << 63, int(depths.max(initial=0)) + 1, np.uint64) | np.uint64(1)

    def of_span(span: tuple[int, int]) -> UInt64Array:
        first, behind = span
        start, end = int(offsets[first]), int(offsets[behind])
        ends = offsets[first : behind + 1] - start
        place = np.arange(end - start) - np.repeat(ends[:-1], depths[first:behind])
        products = of_number[numbers[start:end]] * of_place[place]
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(products)])
        digest: UInt64Array = sums[ends[1:]] - sums[ends[:-1]]
        return digest

    return np.concatenate([np.zeros(0, np.uint64), *in_order(of_span, spans(offsets, _BATCH))])


def groups(digest: UInt64Array) -> tuple[IndexArray, IndexArray]:
    """Return the first of each group of equal digests, in their order, and each digest's group."""
    _, first, number = np.unique(digest, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[number]
