"""Runs of numbers that lie end to end in one array, such as the stacks of a profile."""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import BoolArray, FrameArray, IndexArray
from tui.pprof.batches import Growing, in_order, spans

_BATCH = 1 << 18
"""Numbers moved together: where they come from stays inside the processor's cache."""


def offsets_of(depths: IndexArray | BoolArray) -> IndexArray:
    """Return int64[n+1]: where runs with these lengths (int64[n]) begin, and where the last one ends."""
    offsets = np.zeros(len(depths) + 1, np.int64)
    np.cumsum(depths, out=offsets[1:])
    return offsets


def places(first: IndexArray, behind: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return where each of some ranges begins once they lie end to end, and all their places, one after the other.

    Args:
        first: int64[n]: the first place of each range.
        behind: int64[n]: the place behind its last one.
    """
    offsets = offsets_of(behind - first)
    return offsets, np.repeat(first - offsets[:-1], behind - first) + np.arange(offsets[-1])


def mirrored(first: IndexArray, behind: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return what `places` returns, but each range from its end to its beginning."""
    offsets = offsets_of(behind - first)
    return offsets, np.repeat(behind - 1 + offsets[:-1], behind - first) - np.arange(offsets[-1])


def taken(
    offsets: IndexArray, numbers: FrameArray, chosen: IndexArray, *, backwards: bool = False
) -> tuple[IndexArray, FrameArray]:
    """Return some of the runs (int64[m], in any order, also more than once) as offsets and numbers.

    Args:
        offsets: int64[n+1]: run i is numbers[offsets[i]:offsets[i+1]].
        numbers: any[offsets[n]].
        chosen: which runs.
        backwards: turn each of them round.
    """
    first, behind = offsets[:-1][chosen], offsets[1:][chosen]
    ends = offsets_of(behind - first)

    def of_span(span: tuple[int, int]) -> FrameArray:
        where = (mirrored if backwards else places)(first[slice(*span)], behind[slice(*span)])[1]
        some: FrameArray = numbers[where]
        return some

    found = Growing(numbers.dtype.type)
    for some in in_order(of_span, spans(ends, _BATCH)):
        found.append(some)
    return ends, found.whole()
