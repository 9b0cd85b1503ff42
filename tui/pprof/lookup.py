"""From ids of the wire, any uint64, to rows of a table."""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, UInt64Array, UnsignedArray, row_type


class Lookup:
    """Rows by id. Writers number from 1 without gaps, so that case is one subtraction; any other is a binary search."""

    def __init__(self, ids: UInt64Array) -> None:
        """Prepare to look up `ids` (uint64[n], where row i has ids[i])."""
        self._ids = ids
        self._counting = bool((ids == np.arange(1, len(ids) + 1, dtype=np.uint64)).all())
        self._order = None if self._counting else np.argsort(ids, kind="stable")

    def __len__(self) -> int:
        return len(self._ids)

    def rows(self, wanted: UnsignedArray) -> IndexArray:
        """Return the row of each wanted id (int64, the shape of `wanted`); -1 where there is none or the id is 0."""
        rows, missing = self.find(wanted)
        return np.where(missing, -1, rows.astype(np.int64))

    def find(self, wanted: UnsignedArray) -> tuple[FrameArray, BoolArray]:
        """Return the row of each wanted id (a FrameArray), any row where there is none, and where that is so."""
        count = len(self._ids)
        if not count:
            return np.zeros(len(wanted), row_type(0)), np.ones(len(wanted), np.bool_)
        if self._order is None:
            if wanted.dtype.itemsize < 4:
                wanted = wanted.astype(np.uint32)
            # An id of 0 wraps to the largest number there is.
            row = wanted - wanted.dtype.type(1)
            return row.astype(row_type(count), copy=False), row >= min(count, np.iinfo(row.dtype).max)
        wide = wanted.astype(np.uint64, copy=False)
        rows = self._order[np.minimum(np.searchsorted(self._ids, wide, sorter=self._order), count - 1)]
        return rows.astype(row_type(count)), (self._ids[rows] != wide) | (wide == 0)
