"""Many numbers of which few are distinct, as lines and callees of all calls of a function are: counted, not sorted."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from tui.pprof.arrays import IndexArray
from tui.pprof.runs import offsets_of

Places = np.ndarray[Any, np.dtype[np.uint16 | np.int64]]
"""Numbers of few distinct things."""
_SMALL = 1 << 16
"""Numbers of 16 bits are sorted by counting them."""
_SPARSE = 4
"""From so many times as large as there are of them on, numbers are sorted: who counts them needs room for each."""


def numbered(numbers: IndexArray) -> tuple[IndexArray, Places]:
    """Return the distinct numbers, ascending, and the place of each number among them.

    Args:
        numbers: int64[n], none negative.

    Returns:
        int64[m], and int64[n] or, if that is enough, uint16[n].
    """
    most = int(numbers.max(initial=-1)) + 1
    if most > _SPARSE * len(numbers) + _SMALL:
        return np.unique(numbers, return_inverse=True)
    distinct = np.flatnonzero(np.bincount(numbers, minlength=most))
    place = np.zeros(most, _smallest(len(distinct)))
    place[distinct] = np.arange(len(distinct))
    return distinct, place[numbers]


def grouped(group: Places, count: int) -> list[IndexArray]:
    """Return the places (int64) of each of `count` groups, in their order; `group` has the number of each place's."""
    order = np.argsort(group.astype(_smallest(count), copy=False), kind="stable")
    ends = offsets_of(np.bincount(group, minlength=count))
    return [order[begin:end] for begin, end in pairwise(ends.tolist())]


def _smallest(count: int) -> type[np.uint16 | np.int64]:
    return np.uint16 if count <= _SMALL else np.int64
