"""Samples laid out in frames: what every count starts from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array, UnsignedArray
from tui.pprof.batches import Growing, in_order, spans
from tui.pprof.profile import Profile
from tui.pprof.runs import any_of_runs, offsets_of

_BATCH = 1 << 18
"""Frames counted at a time: their sort stays inside the processor's cache."""
_MOST_PADDED = 4
"""A table with a row for each stack may have so many times as many fields as there are calls."""


@dataclass(frozen=True, eq=False)
class Stacks:
    """The stacks of samples, which may share them; some may be no sample's, being shared with other samples."""

    offsets: IndexArray
    """int64[n_stacks+1]: stack i is frames[offsets[i]:offsets[i+1]]."""
    frames: FrameArray
    """[n_calls]: frame ids, leaf first, inlined calls expanded."""
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
        return any_of_runs(frames.take(self.frames), self.offsets)

    def frames_of(self, samples: BoolArray) -> BoolArray:
        """bool[n_frames]: frames that are in the stack of some sample that is marked (bool[n_samples])."""
        there, used = np.zeros(self.n_frames, np.bool_), self.having(samples)
        there[self.frames if used.all() else self.frames[np.repeat(used, np.diff(self.offsets))]] = True
        return there

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
    calls = _narrow(np.diff(table.call_offsets))
    if (calls == 1).all():
        # Often each location is a frame of its own, and their numbers are the same.
        alike = np.array_equal(table.of_call, np.arange(len(table)))
        whole = profile.stack_locations if alike else table.of_call.take(profile.stack_locations)
        stacks = Stacks(profile.stack_offsets, whole, len(table), profile.stack_of_sample)
        return Expanded(stacks, np.zeros(len(whole), np.bool_))

    frames, inlined, depths = Growing(table.of_call.dtype.type), Growing(np.bool_), Growing(np.int64)
    ranges = list(spans(profile.stack_offsets, _BATCH))
    laid = in_order(lambda span: _laid_out(profile, table, calls, span), ranges, doing="laying out stacks")
    for (_, behind), (some_frames, some_inlined, some_depths) in zip(ranges, laid, strict=True):
        done = behind / profile.n_stacks
        frames.append(some_frames, done=done)
        inlined.append(some_inlined, done=done)
        depths.append(some_depths, done=done)
    stacks = Stacks(offsets_of(depths.whole()), frames.whole(), len(table), profile.stack_of_sample)
    return Expanded(stacks, inlined.whole())


def _laid_out(
    profile: Profile, table: FrameTable, calls: IndexArray, span: tuple[int, int]
) -> tuple[FrameArray, BoolArray, IndexArray]:
    """Return frames and inlined calls of a range of stacks, and how deep each is.

    Args:
        profile: the profile.
        table: its frames.
        calls: how many each location holds.
        span: the first stack, and the one behind the last.
    """
    offsets = profile.stack_offsets[span[0] : span[1] + 1]
    locations = profile.stack_locations[offsets[0] : offsets[-1]].astype(np.int64)
    # Few locations hold inlined calls: all others keep their frame, but stand further behind.
    place = np.flatnonzero(calls.take(locations) > 1)
    location = locations[place]
    more = calls[location].astype(np.int64) - 1
    moved = offsets_of(more)
    start = np.arange(len(locations))
    start += np.repeat(moved, np.diff(place, prepend=-1, append=len(locations) - 1))
    frames = np.empty(len(locations) + moved[-1], table.of_call.dtype)
    frames[start] = table.of_call[table.call_offsets[:-1]].take(locations)
    depth = np.arange(1, moved[-1] + 1) - np.repeat(moved[:-1], more)
    inserted = np.repeat(start[place], more) + depth
    frames[inserted] = table.of_call[np.repeat(table.call_offsets[location], more) + depth]
    inlined = np.zeros(len(frames), np.bool_)
    inlined[inserted - 1] = True
    return frames, inlined, np.diff(offsets + moved[np.searchsorted(place, offsets - offsets[0])])


class Weight(NamedTuple):
    """What every frame weighs."""

    flat: Int64Array
    """int64[n_frames]: the samples whose leaf the frame is."""
    cum: Int64Array
    """int64[n_frames]: the samples whose stack the frame is in."""


def weigh(stacks: Stacks, *columns: Int64Array) -> list[Weight]:
    """Return flat and cum of every frame, for each of some columns of values.

    A sample counts once for a frame however often the frame recurs in its stack (google/pprof, `graph.newGraph`).
    Sums wrap at 64 bits, as Go's do. Of ones, they are numbers of samples.

    Args:
        stacks: the stacks of n samples.
        columns: int64[n] each: values in the unit of a sample type, or what else is to be added up.
    """
    weights = [Weight(*np.zeros((2, stacks.n_frames), np.int64)) for _ in columns]
    worths = [stacks.sums(values) for values in columns]
    leaves = stacks.leaves()
    filled = leaves >= 0
    for weight, worth in zip(weights, worths, strict=True):
        np.add.at(weight.flat, leaves[filled], worth[filled])

    def weigh_batch(span: tuple[int, int]) -> tuple[IndexArray | None, list[Int64Array]]:
        stack, frame = _distinct(stacks, span)
        columns = [worth[stack] for worth in worths]
        if stacks.n_frames > _BATCH // 4:
            # A batch has few of so many: adding up whole columns would take longer than adding what it has.
            return frame, columns
        sums = np.zeros((len(worths), stacks.n_frames), np.int64)
        for sum_of, column in zip(sums, columns, strict=True):
            np.add.at(sum_of, frame, column)
        return None, list(sums)

    for frames, columns_of in in_order(weigh_batch, stacks.batches(), doing="weighing functions"):
        for weight, column in zip(weights, columns_of, strict=True):
            if frames is None:
                weight.cum[:] += column
            else:
                np.add.at(weight.cum, frames, column)
    return weights


def distinct_frames(stacks: Stacks) -> Iterator[tuple[IndexArray, IndexArray]]:
    """Yield, batch by batch, the pairs of stack and frame that occur, each once."""
    return in_order(lambda span: _distinct(stacks, span), stacks.batches())


def _distinct(stacks: Stacks, span: tuple[int, int]) -> tuple[IndexArray, IndexArray]:
    first, behind = span
    depth = np.diff(stacks.offsets[first : behind + 1])
    frames = stacks.frames[stacks.offsets[first] : stacks.offsets[behind]]
    if len(depth) * int(depth.max(initial=0)) <= _MOST_PADDED * len(frames):
        stack, frame = _distinct_of_rows(frames, depth)
        return stack + first, frame
    bits = max(1, int(stacks.n_frames).bit_length())
    place = np.arange(len(depth), dtype=np.uint64) << np.uint64(bits)
    if bits + len(depth).bit_length() <= 32:
        # Sorting takes most of the time, and half of it for numbers of half the size.
        place = place.astype(np.uint32)
    key: UnsignedArray = np.repeat(place, depth)
    key |= frames
    key.sort()
    keep = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=keep[1:])
    key = key.compress(keep)
    mask = key.dtype.type((1 << bits) - 1)
    return (key >> key.dtype.type(bits)).astype(np.int64) + first, (key & mask).astype(np.int64)


def _distinct_of_rows(frames: FrameArray, depth: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return the pairs of stack and frame that occur, each once, of stacks of about one depth (int64[n]).

    As rows of a table they are sorted each on its own, in a tenth of the time that it takes to sort all together.
    """
    deepest = int(depth.max(initial=0))
    if len(depth) * deepest == len(frames):
        table = np.sort(frames.reshape(len(depth), deepest), axis=1)
        keep = np.ones(table.shape, np.bool_)
    else:
        # What fills a row up is larger than any frame.
        table = np.full((len(depth), deepest), np.iinfo(frames.dtype).max, frames.dtype)
        table[np.arange(deepest) < depth[:, None]] = frames
        table.sort(axis=1)
        keep = table != np.iinfo(frames.dtype).max
    keep[:, 1:] &= table[:, 1:] != table[:, :-1]
    at = np.flatnonzero(keep)
    return at // max(deepest, 1), table.reshape(-1)[at].astype(np.int64)


def _narrow(calls: IndexArray) -> IndexArray:
    """Return numbers of calls in as few bytes as they need: gathering them is what takes time."""
    return calls.astype(np.uint8) if calls.max(initial=0) < 256 else calls
