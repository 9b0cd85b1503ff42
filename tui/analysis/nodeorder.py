"""The order of frames in pprof's reports (google/pprof, `graph.Nodes.Sort`)."""

from __future__ import annotations

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import IndexArray, Int64Array


def heaviest_first(table: FrameTable, frames: IndexArray, weight: Int64Array, other: Int64Array) -> IndexArray:
    """Return the order of frames by weight, then name, then the other weight.

    Names decide between equal weights alone, and are looked at for those: to sort a million takes a second.

    Args:
        table: the frames, for names.
        frames: int64[n]: which of them, ascending.
        weight: int64[n]: flat or cum of each, made negative so that what weighs most comes first.
        other: int64[n]: the other one of the two, likewise.
    """
    order = np.argsort(weight, kind="stable")
    ordered = weight[order]
    tied = np.zeros(len(order), np.bool_)
    tied[1:] = ordered[1:] == ordered[:-1]
    tied[:-1] |= tied[1:]
    at = np.flatnonzero(tied)
    rows = order[at]
    order[at] = rows[np.lexsort((other[rows], table.name_ranks(frames[rows]), ordered[at]))]
    return order
