"""From ids of the wire, any uint64, to rows of a table."""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import IndexArray, UInt64Array


class Lookup:
    """Rows by id. Writers number from 1 without gaps, so that case is one subtraction; any other is a binary search."""

    def __init__(self, ids: UInt64Array) -> None:
        """Prepare to look up `ids` (uint64[n], where row i has ids[i])."""
        self._ids = ids
        self._counting = bool((ids == np.arange(1, len(ids) + 1, dtype=np.uint64)).all())
        self._order = None if self._counting else np.argsort(ids, kind="stable")

    def rows(self, wanted: UInt64Array) -> IndexArray:
        """Return the row of each wanted id (int64, the shape of `wanted`); -1 where there is none or the id is 0."""
        if not len(self._ids):
            return np.full(len(wanted), -1, np.int64)
        if self._order is None:
            rows = (wanted - np.uint64(1)).view(np.int64)
            missing = (wanted > np.uint64(len(self._ids))) | (wanted == 0)
        else:
            at = np.minimum(np.searchsorted(self._ids, wanted, sorter=self._order), len(self._ids) - 1)
            rows = self._order[at]
            missing = (self._ids[rows] != wanted) | (wanted == 0)
        if missing.any():
            rows = np.where(missing, -1, rows)
        return rows
