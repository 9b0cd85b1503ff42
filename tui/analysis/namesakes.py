"""Whether frames of two profiles are the same functions: those of one name are."""

from __future__ import annotations

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import FrameArray


def is_namesake(table: FrameTable, frame: int, other: FrameTable, number: int) -> bool:
    """Say whether a frame has the name of a frame of another table; -1, the root, has its own."""
    if frame < 0 or number < 0 or table is other:
        return frame == number
    return table.sort_key(frame) == other.sort_key(number)


def are_namesakes(table: FrameTable, frames: FrameArray, other: FrameTable, numbers: FrameArray) -> bool:
    """Say whether a stack has the names of a stack of another table, frame by frame."""
    if len(frames) != len(numbers) or (len(frames) and not is_namesake(table, frames[-1], other, numbers[-1])):
        return False
    if table is other:
        return bool(np.array_equal(frames, numbers))
    # A deep stack has few functions.
    distinct, place = np.unique(frames, return_inverse=True)
    others, other_place = np.unique(numbers, return_inverse=True)
    places = {name: at for at, name in enumerate(other.sort_keys(others.astype(np.int64)))}
    renumbered = np.array([places.get(name, -1) for name in table.sort_keys(distinct.astype(np.int64))], np.int64)
    return bool(np.array_equal(renumbered[place], other_place))
