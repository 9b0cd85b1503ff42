"""Calls between frames: the edges of pprof's graph.

A sample counts once for an edge however often the edge recurs in its stack; a call of a frame by itself is no edge;
frames left out of a report are skipped over (google/pprof, `graph.newGraph` and `Node.AddToEdgeDiv`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array, UInt64Array
from tui.pprof.batches import in_order


@dataclass(frozen=True, slots=True)
class Edges:
    """Calls, one row for each pair of caller and callee."""

    caller: IndexArray
    callee: IndexArray
    weight: Int64Array
    """In the unit of the sample type."""
    inline: BoolArray
    """True if every sample on the edge reached the callee by inlining."""
    residual: BoolArray
    """True if some sample on the edge went through frames between the two that are left out."""
    divisor: Int64Array
    """What the weight is divided by for a mean; 0 for no mean."""

    def __len__(self) -> int:
        return len(self.caller)

    def where(self, chosen: BoolArray | IndexArray) -> Edges:
        """Return some of the rows."""
        return Edges(*(getattr(self, name)[chosen] for name in _COLUMNS))


_COLUMNS = tuple(field.name for field in fields(Edges))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls are wanted: those whose callee or whose caller is marked; all of them if neither is given."""

    callees: BoolArray | None = None
    """bool[n_frames]"""
    callers: BoolArray | None = None
    """bool[n_frames]"""

    def select(self, callee: FrameArray, caller: FrameArray) -> BoolArray | None:
        """Return which of some calls are wanted (bool[n]); None for all."""
        if self.callees is None or self.callers is None:
            return None if self.callees is None else self.callees[callee]
        return self.callees[callee] | self.callers[caller]


_ALL = Wanted()


def edges(
    stacks: Stacks,
    values: Int64Array,
    inlined: BoolArray,
    kept: BoolArray | None = None,
    counts: BoolArray | None = None,
    wanted: Wanted = _ALL,
    divisors: Int64Array | None = None,
) -> Edges:
    """Return the calls between frames.

    Args:
        stacks: n stacks, leaf first.
        values: int64[n].
        inlined: bool[len(stacks.frames)]: calls inlined into the next one.
        kept: bool[n_frames]: frames that the report shows; all of them if not given.
        counts: bool[n]: samples that make edges; those whose value is not 0 if not given.
        wanted: which calls.
        divisors: int64[n]: what sums of values are divided by for a mean; no mean if not given.
    """
    counts = values != 0 if counts is None else counts
    laid = _Calls(stacks, inlined, kept, counts, wanted)
    parts = list(in_order(lambda span: _weighed(laid, span, values, divisors), stacks.batches()))
    if not parts:
        none, no = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        return Edges(none, none, none, no, no, none)
    joined = Edges(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))
    order = np.lexsort((joined.callee, joined.caller))
    return _summed(joined.where(order))


@dataclass(frozen=True, slots=True)
class _Calls:
    """All calls, and which of them make edges."""

    stacks: Stacks
    inlined: BoolArray
    kept: BoolArray | None
    counts: BoolArray
    wanted: Wanted

    def pick(self, span: tuple[int, int]) -> tuple[IndexArray, IndexArray, IndexArray, BoolArray, BoolArray]:
        """Return sample, caller, callee, whether inlined, and whether frames are left out in between."""
        first, behind = span
        offsets = self.stacks.offsets[first : behind + 1]
        frame = self.stacks.frames[offsets[0] : offsets[-1]]
        inline = self.inlined[offsets[0] : offsets[-1]]
        sample = np.repeat(np.arange(behind - first, dtype=np.uint32), np.diff(offsets))
        shown = None if self.kept is None else self.kept[frame]
        if not self.counts[first:behind].all():
            counts = self.counts[first:behind][sample]
            shown = counts if shown is None else shown & counts
        place = None
        if shown is not None:
            place = np.flatnonzero(shown)
            sample, frame, inline = sample[place], frame[place], inline[place]
        # Leaf first: the caller of each call is the next one of the same sample.
        is_call = (sample[1:] == sample[:-1]) & (frame[1:] != frame[:-1])
        chosen = self.wanted.select(frame[:-1], frame[1:])
        at = np.flatnonzero(is_call if chosen is None else is_call & chosen)
        after_gap = np.zeros(len(at), np.bool_) if place is None else place[at + 1] - place[at] > 1
        caller, callee = frame[at + 1].astype(np.int64), frame[at].astype(np.int64)
        return sample[at].astype(np.int64) + first, caller, callee, inline[at], after_gap


def _weighed(calls: _Calls, span: tuple[int, int], values: Int64Array, divisors: Int64Array | None) -> Edges:
    """Return the edges of a range of stacks, each once, in the order of caller and callee."""
    sample, caller, callee, inline, after_gap = calls.pick(span)
    pair, at = _sorted_by_pair(caller, callee, calls.stacks.n_frames)
    sample = sample[at]
    # pprof meets a stack from the root, so of a repeated edge the call nearest the root decides: the last one here.
    last = np.ones(len(at), np.bool_)
    last[:-1] = (pair[1:] != pair[:-1]) | (sample[1:] != sample[:-1])
    at, sample = at[last], sample[last]
    divisor = np.zeros(len(at), np.int64) if divisors is None else divisors[sample]
    return _summed(Edges(caller[at], callee[at], values[sample], inline[at], after_gap[at], divisor))


def _sorted_by_pair(caller: IndexArray, callee: IndexArray, n_frames: int) -> tuple[UInt64Array, IndexArray]:
    """Sort calls by caller, callee and place.

    One sort of 64-bit numbers that hold all three is several times faster than sorting places by keys.

    Returns:
        A number for each pair of caller and callee, ascending, and the places in that order.
    """
    frame_bits, place_bits = int(n_frames).bit_length(), len(caller).bit_length()
    pair = caller.astype(np.uint64) << np.uint64(frame_bits) | callee.astype(np.uint64)
    if 2 * frame_bits + place_bits > 64:
        _, number = np.unique(pair, return_inverse=True)
        pair = number.astype(np.uint64)
    shift = np.uint64(place_bits)
    key = pair << shift | np.arange(len(pair), dtype=np.uint64)
    key.sort()
    return key >> shift, (key & np.uint64((1 << place_bits) - 1)).astype(np.int64)


def _summed(edges: Edges) -> Edges:
    """Add up the rows of equal edges, which stand together."""
    if not len(edges):
        return edges
    differs = (edges.caller[1:] != edges.caller[:-1]) | (edges.callee[1:] != edges.callee[:-1])
    begins = np.flatnonzero(np.concatenate([[True], differs]))
    return Edges(
        caller=edges.caller[begins],
        callee=edges.callee[begins],
        weight=np.add.reduceat(edges.weight, begins, dtype=np.int64),
        inline=np.logical_and.reduceat(edges.inline, begins),
        residual=np.logical_or.reduceat(edges.residual, begins),
        divisor=np.add.reduceat(edges.divisor, begins, dtype=np.int64),
    )
