"""Calls between frames: the edges of pprof's graph.

A sample counts once for an edge however often the edge recurs in its stack; a call of a frame by itself is no edge;
frames left out of a report are skipped over (google/pprof, `graph.newGraph` and `Node.AddToEdgeDiv`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array, UInt64Array
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


def edges(
    stacks: Stacks,
    values: Int64Array,
    inlined: BoolArray,
    kept: BoolArray | None = None,
    counts: BoolArray | None = None,
    callees: BoolArray | None = None,
    divisors: Int64Array | None = None,
) -> Edges:
    """Return all calls.

    Args:
        stacks: n stacks, leaf first.
        values: int64[n].
        inlined: bool[len(stacks.frames)]: calls inlined into the next one.
        kept: bool[n_frames]: frames that the report shows; all of them if not given.
        counts: bool[n]: samples that make edges; those whose value is not 0 if not given.
        callees: bool[n_frames]: frames whose callers are wanted; all of them if not given.
        divisors: int64[n]: what sums of values are divided by for a mean; no mean if not given.
    """
    counts = values != 0 if counts is None else counts
    parts = list(
        in_order(lambda span: _batch(stacks, values, counts, inlined, kept, callees, divisors, span), stacks.batches())
    )
    if not parts:
        none, no = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        return Edges(none, none, none, no, no, none)
    joined = Edges(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))
    order = np.lexsort((joined.callee, joined.caller))
    return _summed(joined.where(order))


def _batch(
    stacks: Stacks,
    values: Int64Array,
    counts: BoolArray,
    inlined: BoolArray,
    kept: BoolArray | None,
    callees: BoolArray | None,
    divisors: Int64Array | None,
    span: tuple[int, int],
) -> Edges:
    """Return the edges of a range of stacks, each once, in the order of caller and callee."""
    first, behind = span
    start, end = int(stacks.offsets[first]), int(stacks.offsets[behind])
    sample = np.repeat(np.arange(first, behind), np.diff(stacks.offsets[first : behind + 1]))
    frame, inline = stacks.frames[start:end].astype(np.int64), inlined[start:end]
    shown = counts[sample]
    if kept is not None:
        shown &= kept[frame]
    after_gap = np.zeros(max(len(frame) - 1, 0), np.bool_)
    if not shown.all():
        place = np.flatnonzero(shown)
        sample, frame, inline = sample[place], frame[place], inline[place]
        after_gap = place[1:] - place[:-1] > 1
    # Leaf first: the caller of each call is the next one of the same sample.
    is_call = (sample[1:] == sample[:-1]) & (frame[1:] != frame[:-1])
    if callees is not None:
        is_call &= callees[frame[:-1]]
    at = np.flatnonzero(is_call)
    pair, at = _sorted_by_pair(frame[at + 1], frame[at], at, stacks.n_frames)
    caller, callee, sample = frame[at + 1], frame[at], sample[at]
    # pprof meets a stack from the root, so of a repeated edge the call nearest the root decides: the last one here.
    last = np.ones(len(at), np.bool_)
    last[:-1] = (pair[1:] != pair[:-1]) | (sample[1:] != sample[:-1])
    caller, callee, sample, at = caller[last], callee[last], sample[last], at[last]
    divisor = np.zeros(len(at), np.int64) if divisors is None else divisors[sample]
    return _summed(Edges(caller, callee, values[sample], inline[at], after_gap[at], divisor))


def _sorted_by_pair(
    caller: IndexArray, callee: IndexArray, at: IndexArray, n_frames: int
) -> tuple[UInt64Array, IndexArray]:
    """Sort calls by caller, callee and place.

    One sort of 64-bit numbers that hold all three is several times faster than sorting places by keys.

    Returns:
        A number for each pair of caller and callee, ascending, and the places in that order.
    """
    frame_bits, place_bits = int(n_frames).bit_length(), int(at.max(initial=0)).bit_length()
    pair = caller.astype(np.uint64) << np.uint64(frame_bits) | callee.astype(np.uint64)
    if 2 * frame_bits + place_bits > 64:
        _, number = np.unique(pair, return_inverse=True)
        pair = number.astype(np.uint64)
    shift = np.uint64(place_bits)
    key = pair << shift | at.astype(np.uint64)
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
