"""Calls between frames: the edges of pprof's graph.

A sample counts once for an edge however often the edge recurs in its stack; a call of a frame by itself is no edge;
frames left out of a report are skipped over (google/pprof, `graph.newGraph` and `Node.AddToEdgeDiv`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np

from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, ByteArray, FrameArray, IndexArray, Int64Array, UInt64Array
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
            return None if self.callees is None else self.callees.take(callee)
        return self.callees.take(callee) | self.callers.take(caller)


_ALL = Wanted()
_LOOSE = 1 << 19
"""Edges of parts that are held before those that are equal are put together."""


def edges(
    stacks: Stacks,
    values: Int64Array,
    inlined: BoolArray,
    kept: BoolArray | None = None,
    wanted: Wanted = _ALL,
    divisors: Int64Array | None = None,
) -> Edges:
    """Return the calls between frames.

    Args:
        stacks: the stacks of n samples, leaf first.
        values: int64[n].
        inlined: bool[len(stacks.frames)]: calls inlined into the next one.
        kept: bool[n_frames]: frames that the report shows; all of them if not given.
        wanted: which calls.
        divisors: int64[n]: what sums of values are divided by for a mean; no mean if not given.
    """
    # Samples without a value and a divisor make no edges.
    counts = stacks.having(values != 0 if divisors is None else (values != 0) | (divisors != 0))
    by = None if divisors is None else stacks.sums(divisors)
    worth = stacks.sums(values)
    laid = _Calls(stacks, inlined, kept, counts, wanted)
    found, loose, most = [_none()], 0, _LOOSE
    for part in in_order(lambda span: _weighed(laid, span, worth, by), stacks.batches()):
        found.append(part)
        loose += len(part)
        if loose > most:
            # What is common to parts is held once; the more that is, the less often they are put together.
            found = [_put_together(found, stacks.n_frames)]
            loose, most = 0, max(_LOOSE, len(found[0]))
    return _put_together(found, stacks.n_frames)


def _none() -> Edges:
    none, no = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return Edges(none, none, none, no, no, none)


@dataclass(frozen=True, slots=True)
class _Calls:
    """All calls, and which of them make edges."""

    stacks: Stacks
    inlined: BoolArray
    kept: BoolArray | None
    counts: BoolArray
    """bool[n_stacks]"""
    wanted: Wanted

    def pick(self, span: tuple[int, int]) -> _Picked:
        """Return the calls of a range of stacks."""
        first, behind = span
        offsets = self.stacks.offsets[first : behind + 1]
        frame = self.stacks.frames[offsets[0] : offsets[-1]]
        inline = self.inlined[offsets[0] : offsets[-1]]
        stack = np.repeat(np.arange(behind - first, dtype=np.uint32), np.diff(offsets))
        shown = None if self.kept is None else self.kept.take(frame)
        if not self.counts[first:behind].all():
            counts = self.counts[first:behind].take(stack)
            shown = counts if shown is None else shown & counts
        place = None if shown is None else np.flatnonzero(shown)
        if place is not None:
            stack, frame = stack[place], frame[place]
        # Leaf first: the caller of each call is the next one of the same stack.
        is_call = (stack[1:] == stack[:-1]) & (frame[1:] != frame[:-1])
        chosen = self.wanted.select(frame[:-1], frame[1:])
        at = np.flatnonzero(is_call if chosen is None else is_call & chosen)
        marks = np.logical_not(inline).view(np.uint8)
        if place is not None:
            marks = marks[place]
            marks[:-1] |= (np.diff(place) > 1).view(np.uint8) * _AFTER_GAP
        return _Picked(stack[at], frame[at + 1], frame[at], marks[at])


_NOT_INLINED, _AFTER_GAP = np.uint8(1), np.uint8(2)
"""Marks of calls: not inlined; some frames between the two are left out."""


class _Picked(NamedTuple):
    """Calls of some stacks, one row for each."""

    stack: FrameArray
    """uint32: the stack, counted from the first of the range."""
    caller: FrameArray
    callee: FrameArray
    marks: ByteArray


def _weighed(calls: _Calls, span: tuple[int, int], worth: Int64Array, divisors: Int64Array | None) -> Edges:
    """Return the edges of a range of stacks, each once, in the order of caller and callee."""
    picked = calls.pick(span)
    if not len(picked.stack):
        return _none()
    pair, at = _sorted_by_pair(picked.caller, picked.callee, calls.stacks.n_frames)
    stack = picked.stack[at]
    # pprof meets a stack from the root, so of a repeated edge the call nearest the root decides: the last one here.
    last = np.ones(len(at), np.bool_)
    last[:-1] = (pair[1:] != pair[:-1]) | (stack[1:] != stack[:-1])
    if not last.all():
        decides = np.flatnonzero(last)
        pair, at, stack = pair[decides], at[decides], stack[decides]
    begins = _begins(pair)
    first = at[begins]
    marks = np.bitwise_or.reduceat(picked.marks[at], begins)
    divisor = np.zeros(len(begins), np.int64)
    if divisors is not None:
        divisor = np.add.reduceat(divisors[span[0] : span[1]][stack], begins)
    return Edges(
        caller=picked.caller[first].astype(np.int64),
        callee=picked.callee[first].astype(np.int64),
        weight=np.add.reduceat(worth[span[0] : span[1]][stack], begins),
        inline=marks & _NOT_INLINED == 0,
        residual=marks & _AFTER_GAP != 0,
        divisor=divisor,
    )


def _sorted_by_pair(caller: FrameArray, callee: FrameArray, n_frames: int) -> tuple[UInt64Array, IndexArray]:
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


def _begins(*columns: np.ndarray[Any, Any]) -> IndexArray:
    """Return where runs of equal rows begin."""
    differs = np.ones(len(columns[0]), np.bool_)
    differs[1:] = False
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(differs)


def _put_together(parts: list[Edges], n_frames: int) -> Edges:
    """Return the edges of several parts, each once, in the order of caller and callee; each part is in order."""
    edges = Edges(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))
    if not len(edges):
        return edges
    # This kind of sort makes use of what is in order.
    edges = edges.where(np.argsort(edges.caller * n_frames + edges.callee, kind="stable"))
    begins = _begins(edges.caller, edges.callee)
    return Edges(
        caller=edges.caller[begins],
        callee=edges.callee[begins],
        weight=np.add.reduceat(edges.weight, begins, dtype=np.int64),
        inline=np.logical_and.reduceat(edges.inline, begins),
        residual=np.logical_or.reduceat(edges.residual, begins),
        divisor=np.add.reduceat(edges.divisor, begins, dtype=np.int64),
    )
