"""Which rows of several columns are equal, in the order of what they hold."""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import IndexArray

_MOST_TIMES = 8
"""Numbers so many times as large as there are rows may be looked up in a table."""


def unique_rows(key: tuple[IndexArray, ...]) -> tuple[IndexArray, IndexArray]:
    """Return the first row of each distinct key, and for each row the number of its key."""
    if not len(key[0]):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    deciding = [column for column in key if (column != column[0]).any()] or [key[0]]
    if len(deciding) == 1 and deciding[0].min() >= 0 and deciding[0].max() <= _MOST_TIMES * len(key[0]):
        return _unique(deciding[0])
    order = np.lexsort(deciding[::-1])
    changes = np.zeros(len(order), np.bool_)
    for column in deciding:
        ordered = column[order]
        changes[1:] |= ordered[1:] != ordered[:-1]
    changes[0] = True
    number = np.empty(len(order), np.int64)
    number[order] = np.cumsum(changes) - 1
    # lexsort is stable: the first of each run is the first row that has the key.
    return order[changes], number


def _unique(numbers: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return what `unique_rows` does for one column of small numbers, from 0, without sorting them."""
    first = np.full(int(numbers.max()) + 1, -1)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    occurs = first >= 0
    return first[occurs], (np.cumsum(occurs) - 1)[numbers]
