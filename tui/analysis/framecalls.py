"""Every call of one frame: its place among the calls of all stacks, and what the profile recorded of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.profile import Profile
from tui.pprof.runs import offsets_of

_BATCH = 1 << 18
"""Calls looked at together: the marks of so many stay inside the processor's cache."""


@dataclass(frozen=True, slots=True)
class FramePlaces:
    """Where a frame is called, int64[n] each, in the order of the stacks."""

    frame: int
    at: IndexArray
    """Place in the frames of the stacks."""
    stack: IndexArray


def frame_places(stacks: Stacks, frame: int) -> FramePlaces:
    """Return every place of a frame of the table that `stacks` was made with."""
    parts = [
        np.flatnonzero(stacks.frames[start : start + _BATCH] == frame) + start
        for start in range(0, len(stacks.frames), _BATCH)
    ]
    at = np.concatenate([np.zeros(0, np.int64), *parts])
    return FramePlaces(frame, at, np.searchsorted(stacks.offsets, at, side="right") - 1)


class Inlining:
    """Which calls were inlined into the next one, by which places in frames become places in what was recorded."""

    def __init__(self, inlined: BoolArray) -> None:
        """Take the marks of all calls (bool[n_calls])."""
        self._inlined = inlined
        packed = np.packbits(inlined, bitorder="little")
        self._words = np.zeros(len(inlined) // 64 + 1, "<u8")
        self._words.view(np.uint8)[: len(packed)] = packed
        self._before = offsets_of(np.bitwise_count(self._words).astype(np.int64))

    def recorded(self, at: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Return for each place (int64[m]) that of its location, and how many calls of it are inlined into this one."""
        word, bit = at >> 6, (at & 63).astype(np.uint64)
        lower = self._words[word] & ((np.uint64(1) << bit) - np.uint64(1))
        depth = np.zeros(len(at), np.int64)
        inner = np.flatnonzero(at)
        while len(inner := inner[self._inlined[at[inner] - 1 - depth[inner]]]):
            depth[inner] += 1
            inner = inner[depth[inner] < at[inner]]
        return at - self._before[word] - np.bitwise_count(lower), depth


@dataclass(frozen=True, slots=True)
class FrameCalls:
    """What was recorded of every call of one frame, int64[n] each, in the order of the stacks."""

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


def frame_calls(
    profile: Profile, table: FrameTable, inlining: Inlining, places: FramePlaces, used: BoolArray
) -> FrameCalls:
    """Return what was recorded of the calls of a frame.

    Args:
        profile: the profile that was laid out in the frames of `table`.
        table: frames, of any granularity.
        inlining: which calls were inlined.
        places: where the frame is called.
        used: bool[n_stacks]: stacks that calls count of.
    """
    kept = np.flatnonzero(used[places.stack])
    stack = places.stack[kept]
    step, depth = inlining.recorded(places.at[kept])
    location = profile.stack_locations[step].astype(np.int64)
    lines = np.diff(profile.locations.line_offsets)[location]
    # Without inlined calls, the outermost line is the one that is left.
    hidden = np.maximum(lines - np.diff(table.call_offsets)[location], 0)
    row = np.where(lines > 0, profile.locations.line_offsets[location] + hidden + depth, -1)
    return FrameCalls(places.frame, step, stack, table.call_offsets[location] + depth, depth, row)
