"""Samples laid out in frames: what every count starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array
from tui.pprof.batches import Growing, in_order, spans
from tui.pprof.profile import Profile
from tui.pprof.runs import any_of_runs, offsets_of

_BATCH = 1 << 18
"""Frames counted at a time: their sort stays inside the processor's cache."""


@dataclass(frozen=True, eq=False)
class Stacks:
    """The stacks of samples, which may share them."""

    offsets: IndexArray
    """int64[n_stacks+1]: stack i is frames[offsets[i]:offsets[i+1]]."""
    frames: FrameArray
    """uint32[n_calls]: frame ids, leaf first, inlined calls expanded."""
    n_frames: int
    """Number of frames in the table that the ids refer to."""
    of_sample: IndexArray
    """int64[n_samples]: the stack of each sample."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def sums(self, values: Int64Array) -> Int64Array:
        """int64[n_stacks]: what the samples of each stack add up to; values are int64[n_samples]. Wraps, as Go does."""
        sums = np.zeros(len(self), np.int64)
        np.add.at(sums, self.of_sample, values)
        return sums

    def counts(self) -> IndexArray:
        """int64[n_stacks]: the number of samples of each stack."""
        return np.bincount(self.of_sample, minlength=len(self))

    def having(self, samples: BoolArray) -> BoolArray:
        """bool[n_stacks]: stacks of which some sample is marked (bool[n_samples])."""
        marked = np.zeros(len(self), np.bool_)
        marked[self.of_sample[samples]] = True
        return marked

    def having_frames(self, frames: BoolArray) -> BoolArray:
        """bool[n_stacks]: stacks in which some frame is marked (bool[n_frames])."""
        return any_of_runs(frames[self.frames], self.offsets)

    @cached_property
    def present(self) -> BoolArray:
        """bool[n_frames]: frames that are in some stack."""
        present = np.zeros(self.n_frames, np.bool_)
        present[self.frames] = True
        return present

    def leaves(self) -> IndexArray:
        """int64[n_stacks]: the leaf frame of each stack; -1 for an empty one."""
        filled = self.offsets[1:] > self.offsets[:-1]
        leaves = np.full(len(self), -1, np.int64)
        leaves[filled] = self.frames[self.offsets[:-1][filled]]
        return leaves

    def batches(self) -> Iterator[tuple[int, int]]:
        """Yield ranges of stacks with about `_BATCH` frames each; a longer stack is a range of its own."""
        return spans(self.offsets, _BATCH)


class Expanded(NamedTuple):
    """A profile's stacks in frames."""

    stacks: Stacks
    inlined: BoolArray
    """bool[n_calls]: for each call of the stacks, whether it was inlined into the next one."""


def expand(profile: Profile, table: FrameTable) -> Expanded:
    """Return the stacks of a profile in the frames of `table`."""
    innermost = table.of_call[table.call_offsets[:-1]]
    calls = _narrow(np.diff(table.call_offsets))
    if (calls == 1).all():
        whole = innermost[profile.stack_locations]
        stacks = Stacks(profile.stack_offsets, whole, len(table), profile.stack_of_sample)
        return Expanded(stacks, np.zeros(len(whole), np.bool_))

    def lay_out(span: tuple[int, int]) -> tuple[FrameArray, BoolArray, IndexArray]:
        laid = _Laid.out(profile, calls, span)
        frames = np.empty(laid.n_calls, np.uint32)
        frames[laid.starts] = innermost[laid.locations]
        inlined = np.zeros(laid.n_calls, np.bool_)
        for depth, place in laid.inlined_into(calls):
            start = laid.starts[place]
            frames[start + depth] = table.of_call[table.call_offsets[laid.locations[place]] + depth]
            inlined[start + depth - 1] = True
        return frames, inlined, laid.depths

    frames, inlined, depths = Growing(np.uint32), Growing(np.bool_), Growing(np.int64)
    for some_frames, some_inlined, some_depths in in_order(
        lay_out, spans(profile.stack_offsets, _BATCH), doing="laying out stacks"
    ):
        frames.append(some_frames)
        inlined.append(some_inlined)
        depths.append(some_depths)
    stacks = Stacks(offsets_of(depths.whole()), frames.whole(), len(table), profile.stack_of_sample)
    return Expanded(stacks, inlined.whole())


def weigh(stacks: Stacks, values: Int64Array) -> tuple[Int64Array, Int64Array, IndexArray]:
    """Return flat, cum and number of samples of every frame.

    A sample counts once for a frame however often the frame recurs in its stack (google/pprof, `graph.newGraph`).
    Sums wrap at 64 bits, as Go's do.

    Args:
        stacks: the stacks of n samples.
        values: int64[n], in the unit of the sample type.

    Returns:
        flat, cum, and the number of samples whose stack the frame is in; int64[stacks.n_frames] each.
    """
    flat, cum, samples = np.zeros((3, stacks.n_frames), np.int64)
    worth, counts, leaves = stacks.sums(values), stacks.counts(), stacks.leaves()
    filled = leaves >= 0
    np.add.at(flat, leaves[filled], worth[filled])

    def weigh_batch(span: tuple[int, int]) -> tuple[Int64Array, IndexArray]:
        stack, frame = _distinct(stacks, span)
        sums, numbers = np.zeros((2, stacks.n_frames), np.int64)
        np.add.at(sums, frame, worth[stack])
        np.add.at(numbers, frame, counts[stack])
        return sums, numbers

    for sums, numbers in in_order(weigh_batch, stacks.batches(), doing="weighing functions"):
        cum += sums
        samples += numbers
    return flat, cum, samples


def distinct_frames(stacks: Stacks) -> Iterator[tuple[IndexArray, IndexArray]]:
    """Yield, batch by batch, the pairs of stack and frame that occur, each once."""
    return in_order(lambda span: _distinct(stacks, span), stacks.batches())


def _distinct(stacks: Stacks, span: tuple[int, int]) -> tuple[IndexArray, IndexArray]:
    first, behind = span
    bits = np.uint64(max(1, int(stacks.n_frames).bit_length()))
    mask = np.uint64((1 << int(bits)) - 1)
    depth = np.diff(stacks.offsets[first : behind + 1])
    key = np.repeat(np.arange(len(depth), dtype=np.uint64) << bits, depth)
    key |= stacks.frames[stacks.offsets[first] : stacks.offsets[behind]]
    key.sort()
    keep = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=keep[1:])
    key = key[keep]
    return (key >> bits).astype(np.int64) + first, (key & mask).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Laid:
    """Where the calls of some stacks go once inlined ones are expanded."""

    locations: FrameArray
    starts: IndexArray
    """int64[len(locations)]: place of the first call of each location."""
    n_calls: int
    depths: IndexArray
    """int64[n stacks]: calls of each stack."""

    @classmethod
    def out(cls, profile: Profile, calls: IndexArray, span: tuple[int, int]) -> _Laid:
        """Lay out the stacks first to behind, of which `calls` says how many each location holds."""
        offsets = profile.stack_offsets[span[0] : span[1] + 1]
        locations = profile.stack_locations[offsets[0] : offsets[-1]]
        ends = np.zeros(len(locations) + 1, np.int64)
        np.cumsum(calls[locations], out=ends[1:])
        return cls(locations, ends[:-1], int(ends[-1]), np.diff(ends[offsets - offsets[0]]))

    def inlined_into(self, calls: IndexArray) -> Iterator[tuple[int, IndexArray]]:
        """Yield each depth of inlining with the places, among the locations, that have a call there."""
        # Few locations hold inlined calls, and few of those more than one.
        held = calls[self.locations]
        place, depth = np.flatnonzero(held > 1), 1
        while len(place):
            yield depth, place
            depth += 1
            place = place[held[place] > depth]


def _narrow(calls: IndexArray) -> IndexArray:
    """Return numbers of calls in as few bytes as they need: gathering them is what takes time."""
    return calls.astype(np.uint8) if calls.max(initial=0) < 256 else calls
