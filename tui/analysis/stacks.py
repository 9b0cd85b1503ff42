"""Samples laid out in frames: what every count starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array
from tui.pprof.profile import Profile

_BATCH = 1 << 20
"""Frames counted at a time: their sort stays inside the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Stacks:
    """One stack for each sample."""

    offsets: IndexArray
    """int64[n+1]: stack i is frames[offsets[i]:offsets[i+1]]."""
    frames: FrameArray
    """uint32[n_calls]: frame ids, leaf first, inlined calls expanded."""
    n_frames: int
    """Number of frames in the table that the ids refer to."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def leaves(self) -> IndexArray:
        """int64[n]: the leaf frame of each stack; -1 for an empty one."""
        filled = self.offsets[1:] > self.offsets[:-1]
        leaves = np.full(len(self), -1, np.int64)
        leaves[filled] = self.frames[self.offsets[:-1][filled]]
        return leaves

    def batches(self) -> Iterator[tuple[int, int]]:
        """Yield ranges of stacks with about `_BATCH` frames each; a longer stack is a range of its own."""
        first = 0
        while first < len(self):
            limit = self.offsets[first] + _BATCH
            behind = max(first + 1, int(np.searchsorted(self.offsets, limit, side="right")) - 1)
            yield first, behind
            first = behind


def expand(profile: Profile, table: FrameTable) -> Stacks:
    """Return the stack of every sample in the frames of `table`."""
    locations = profile.stack_locations
    calls = np.diff(table.call_offsets)
    innermost = table.of_call[table.call_offsets[:-1]]
    if (calls == 1).all():
        return Stacks(profile.stack_offsets, innermost[locations], len(table))
    ends = _call_ends(locations, calls)
    frames = np.empty(int(ends[-1]), np.uint32)
    frames[ends[:-1]] = innermost[locations]
    # Few locations hold inlined calls, and few of those more than one.
    place = np.flatnonzero((calls > 1)[locations])
    depth = 1
    while len(place):
        frames[ends[place] + depth] = table.of_call[table.call_offsets[locations[place]] + depth]
        depth += 1
        place = place[calls[locations[place]] > depth]
    return Stacks(ends[profile.stack_offsets], frames, len(table))


def weigh(stacks: Stacks, values: Int64Array) -> tuple[Int64Array, Int64Array, IndexArray]:
    """Return flat, cum and number of samples of every frame.

    A sample counts once for a frame however often the frame recurs in its stack (google/pprof, `graph.newGraph`).
    Sums wrap at 64 bits, as Go's do.

    Args:
        stacks: n stacks.
        values: int64[n], in the unit of the sample type.

    Returns:
        flat, cum, and the number of samples whose stack the frame is in; int64[stacks.n_frames] each.
    """
    flat, cum, samples = np.zeros((3, stacks.n_frames), np.int64)
    leaves = stacks.leaves()
    filled = leaves >= 0
    np.add.at(flat, leaves[filled], values[filled])
    for sample, frame in distinct_frames(stacks):
        np.add.at(cum, frame, values[sample])
        samples += np.bincount(frame, minlength=stacks.n_frames)
    return flat, cum, samples


def distinct_frames(stacks: Stacks) -> Iterator[tuple[IndexArray, IndexArray]]:
    """Yield, batch by batch, the pairs of sample and frame that occur, each once."""
    bits = np.uint64(max(1, int(stacks.n_frames).bit_length()))
    mask = np.uint64((1 << int(bits)) - 1)
    for first, behind in stacks.batches():
        start, end = stacks.offsets[first], stacks.offsets[behind]
        depth = np.diff(stacks.offsets[first : behind + 1])
        key = np.repeat(np.arange(len(depth), dtype=np.uint64) << bits, depth)
        key |= stacks.frames[start:end]
        key.sort()
        keep = np.ones(len(key), np.bool_)
        np.not_equal(key[1:], key[:-1], out=keep[1:])
        key = key[keep]
        yield (key >> bits).astype(np.int64) + first, (key & mask).astype(np.int64)


def calls_inlined(profile: Profile, table: FrameTable) -> BoolArray:
    """bool[n_calls]: for each call of the expanded stacks, whether it was inlined into the next one."""
    locations = profile.stack_locations
    calls = np.diff(table.call_offsets)
    if (calls == 1).all():
        return np.zeros(len(locations), np.bool_)
    ends = _call_ends(locations, calls)
    inlined = np.ones(int(ends[-1]), np.bool_)
    inlined[ends[1:] - 1] = False
    return inlined


def _call_ends(locations: FrameArray, calls: IndexArray) -> IndexArray:
    """int64[n+1]: running number of calls of a run of locations, of which `calls` says how many each has."""
    ends = np.zeros(len(locations) + 1, np.int64)
    np.cumsum(calls[locations], out=ends[1:])
    return ends
