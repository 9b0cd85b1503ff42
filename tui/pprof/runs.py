"""Runs of numbers that lie end to end in one array, such as the stacks of a profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.batches import in_order, laid_end_to_end, spans

Number = TypeVar("Number", bound=np.generic)

_BATCH = 1 << 18
"""Numbers moved together: where they come from stays inside the processor's cache."""


def offsets_of(depths: IndexArray | BoolArray) -> IndexArray:
    """Return int64[n+1]: where runs with these lengths (int64[n]) begin, and where the last one ends."""
    offsets = np.zeros(len(depths) + 1, np.int64)
    np.cumsum(depths, out=offsets[1:])
    return offsets


def without_repeats(ascending: IndexArray) -> IndexArray:
    """Return each of some numbers (int64[n], ascending) once."""
    return ascending[np.flatnonzero(np.diff(ascending, prepend=-1))]


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


def any_of_runs(marks: BoolArray, offsets: IndexArray) -> BoolArray:
    """bool[n]: runs of which some number is marked; run i has marks[offsets[i]:offsets[i+1]]."""
    found = np.zeros(len(offsets) - 1, np.bool_)
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    if len(filled):
        found[filled] = np.logical_or.reduceat(marks, offsets[filled])
    return found


def gathered(
    first: IndexArray, behind: IndexArray, numbers: np.ndarray[Any, np.dtype[Number]], *, backwards: bool = False
) -> tuple[IndexArray, np.ndarray[Any, np.dtype[Number]]]:
    """Return the numbers of some ranges as runs: offsets and numbers.

    Args:
        first: int64[m]: the first place of each range.
        behind: int64[m]: the place behind its last one.
        numbers: what the ranges are of.
        backwards: turn each of them round.
    """
    ends = offsets_of(behind - first)

    def of_span(span: tuple[int, int]) -> np.ndarray[Any, np.dtype[Number]]:
        where = (mirrored if backwards else places)(first[slice(*span)], behind[slice(*span)])[1]
        return numbers[where]

    return ends, laid_end_to_end(in_order(of_span, spans(ends, _BATCH)), int(ends[-1]), numbers.dtype.type)


def taken(
    offsets: IndexArray, numbers: np.ndarray[Any, np.dtype[Number]], chosen: IndexArray, *, backwards: bool = False
) -> tuple[IndexArray, np.ndarray[Any, np.dtype[Number]]]:
    """Return some of the runs (int64[m], in any order, also more than once) as offsets and numbers.

    Args:
        offsets: int64[n+1]: run i is numbers[offsets[i]:offsets[i+1]].
        numbers: any[offsets[n]].
        chosen: which runs.
        backwards: turn each of them round.
    """
    return gathered(offsets[:-1][chosen], offsets[1:][chosen], numbers, backwards=backwards)


def marked_runs(
    offsets: IndexArray, arrays: Sequence[np.ndarray[Any, Any]], marked: BoolArray
) -> tuple[IndexArray, list[np.ndarray[Any, Any]]]:
    """Return the runs marked (bool[n]), in their order, of several arrays that have them at the same places."""
    depths = np.diff(offsets)

    def of_span(span: tuple[int, int]) -> list[np.ndarray[Any, Any]]:
        own = slice(offsets[span[0]], offsets[span[1]])
        chosen = marked[slice(*span)]
        if chosen.all():
            return [numbers[own] for numbers in arrays]
        # Places are taken several times as fast as marks.
        calls = np.flatnonzero(np.repeat(chosen, depths[slice(*span)]))
        return [numbers[own][calls] for numbers in arrays]

    ends = offsets_of(depths[marked])
    found = [np.empty(ends[-1], numbers.dtype) for numbers in arrays]
    end = 0
    for parts in in_order(of_span, spans(offsets, _BATCH)):
        for whole, part in zip(found, parts, strict=True):
            whole[end : end + len(part)] = part
        end += len(parts[0])
    return ends, found
