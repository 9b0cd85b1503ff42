"""Every call of one frame, as its place in the stacks of the profile and the line that it was made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.parts import places
from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True)
class FrameCalls:
    """Every call of one frame, int64[n] each, in the order of the stacks."""

    frame: int
    step: IndexArray
    """Place in the profile's stack_locations."""
    stack: IndexArray
    call: IndexArray
    """Number of the call in the frame table."""
    depth: IndexArray
    """Calls of the same location that are inlined into it."""
    row: IndexArray
    """Row of the location's line; -1 if it has none."""

    def is_leaf(self, profile: Profile) -> BoolArray:
        """bool[n]: calls that samples of their stack were taken in."""
        leaf: BoolArray = (self.depth == 0) & (self.step == profile.stack_offsets[self.stack])
        return leaf


def frame_calls(profile: Profile, table: FrameTable, frame: int) -> FrameCalls:
    """Return every call of a frame.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity.
        frame: a frame id.
    """
    calls = np.flatnonzero(table.of_call == frame)
    holder = np.searchsorted(table.call_offsets, calls, side="right") - 1
    marked = np.zeros(len(profile.locations), np.bool_)
    marked[holder] = True
    step = places(profile, marked)
    location = profile.stack_locations[step].astype(np.int64)
    # A location may hold a frame more than once, inlined into itself.
    first = np.searchsorted(holder, location)
    count = np.searchsorted(holder, location, side="right") - first
    which = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    step, location, call = np.repeat(step, count), np.repeat(location, count), calls[which]
    depth = call - table.call_offsets[location]
    lines = np.diff(profile.locations.line_offsets)[location]
    # Without inlined calls, the outermost line is the one that is left.
    hidden = np.maximum(lines - np.diff(table.call_offsets)[location], 0)
    row = np.where(lines > 0, profile.locations.line_offsets[location] + hidden + depth, -1)
    return FrameCalls(frame, step, np.searchsorted(profile.stack_offsets, step, side="right") - 1, call, depth, row)
