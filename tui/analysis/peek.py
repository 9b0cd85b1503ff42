"""Callers and callees of one frame.

Semantics follow google/pprof's `peek` (internal/report, printTree): a sample counts once per edge however often the
edge recurs in its stack, and calls of a frame by itself are no edge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui.analysis.framecalls import FramePlaces
from tui.analysis.frames import FrameTable
from tui.analysis.graph import quotient
from tui.analysis.stacks import Stacks
from tui.analysis.stacksums import StackSums
from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.runs import without_repeats


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One caller or callee of the frame peeked at."""

    frame: int
    """Frame id."""
    weight: int
    """Value carried by the edge, in the unit of the sample type; may be negative in a difference."""
    inline: bool
    """True if every sample on the edge reached the callee by inlining."""


@dataclass(frozen=True, slots=True)
class Peek:
    """A frame with all its neighbours."""

    frame: int
    flat: int
    """Value of the samples whose leaf the frame is."""
    cum: int
    """Value of the samples whose stack the frame is in, each counted once."""
    samples: int
    """Number of samples whose stack the frame is in."""
    callers: tuple[Neighbour, ...]
    """Heaviest first."""
    callees: tuple[Neighbour, ...]
    """Heaviest first."""


def peek(stacks: Stacks, samples: StackSums, call_inlined: BoolArray, table: FrameTable, places: FramePlaces) -> Peek:
    """Return a frame's callers and callees.

    Args:
        stacks: the stacks, leaf first.
        samples: what they add up to.
        call_inlined: bool[len(stacks.frames)]: calls inlined into the next one.
        table: the frames, whose names decide between equal weights.
        places: where the frame is called.
    """
    at, stack = places.at, places.stack
    through = without_repeats(stack)
    is_leaf = at == stacks.offsets[stack]
    is_root = at == stacks.offsets[stack + 1] - 1
    edges = _Edges(stacks, samples, call_inlined, places.frame)
    callees = edges.to(at[~is_leaf] - 1, at[~is_leaf] - 1, stack[~is_leaf])
    callers = edges.to(at[~is_root] + 1, at[~is_root], stack[~is_root])
    return Peek(
        frame=places.frame,
        flat=samples.value(stack[is_leaf]),
        cum=samples.value(through),
        samples=samples.count(through),
        callers=_ranked(callers, table),
        callees=_ranked(callees, table),
    )


@dataclass(frozen=True, slots=True)
class _Edges:
    """The calls to and from a frame."""

    stacks: Stacks
    samples: StackSums
    call_inlined: BoolArray
    frame: int

    def to(self, neighbour_at: IndexArray, callee_at: IndexArray, stack: IndexArray) -> list[Neighbour]:
        """Sum up edges: `neighbour_at` are the places of the other end, `callee_at` those of the callee."""
        other = self.stacks.frames[neighbour_at]
        kept = np.flatnonzero((other != self.frame) & self.samples.valued[stack])
        # Places ascend, so a sort that leaves equals in order brings together what is the same edge of a stack; and
        # they do so from leaf to root, while pprof comes from the root: the last of a repeated edge counts.
        kept = kept[np.argsort(other[kept], kind="stable")]
        other, stack = other[kept], stack[kept]
        last = np.ones(len(kept), np.bool_)
        last[:-1] = (other[1:] != other[:-1]) | (stack[1:] != stack[:-1])
        other, stack, inline = other[last], stack[last], self.call_inlined[callee_at[kept[last]]]
        begins = np.ones(len(other), np.bool_)
        begins[1:] = other[1:] != other[:-1]
        first = np.flatnonzero(begins)
        if not len(first):
            return []
        weight = np.add.reduceat(self.samples.values[stack], first)
        rows = zip(other[first].tolist(), weight.tolist(), np.logical_and.reduceat(inline, first).tolist(), strict=True)
        return [Neighbour(*row) for row in rows]


def mean_of(sums: Peek, counts: Peek) -> Peek:
    """Return neighbours with every sum divided by how often it was counted."""

    def each(calls: tuple[Neighbour, ...], by: tuple[Neighbour, ...]) -> tuple[Neighbour, ...]:
        divisor = {call.frame: call.weight for call in by}
        return tuple(replace(call, weight=quotient(call.weight, divisor.get(call.frame, 0))) for call in calls)

    return replace(
        sums,
        flat=quotient(sums.flat, counts.flat),
        cum=quotient(sums.cum, counts.cum),
        callers=each(sums.callers, counts.callers),
        callees=each(sums.callees, counts.callees),
    )


def _ranked(neighbours: list[Neighbour], table: FrameTable) -> tuple[Neighbour, ...]:
    # A function has few neighbours among a million, whose names need not be put in order for them.
    return tuple(sorted(neighbours, key=lambda edge: (-abs(edge.weight), table.sort_key(edge.frame))))
