"""Frames with flat and cum, and the calls between them, trimmed as a report shows them.

Follows google/pprof's `graph.newGraph` and `report.newTrimmedGraph`; what the latter does for drawings alone is in
`tui.analysis.visual`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tui.analysis.calltree import call_tree
from tui.analysis.edges import Edges, Wanted, edges
from tui.analysis.frames import FrameTable
from tui.analysis.nodeorder import heaviest_first
from tui.analysis.stacks import Stacks, weigh
from tui.numerals import least_kept
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array, row_type
from tui.pprof.runs import offsets_of


@dataclass(frozen=True, eq=False)
class Counted:
    """Samples laid out in frames with what they weigh: all that a graph is made from."""

    table: FrameTable
    stacks: Stacks
    inlined: BoolArray
    """bool[n_calls]: calls inlined into the next one of their stack."""
    values: Int64Array
    """int64[n_samples], in the unit of the sample type."""
    divisors: Int64Array | None = None
    """int64[n_samples]: what sums of values are divided by for a mean; None for no mean."""
    parent: IndexArray | None = None
    """int64[n_frames]: the frame that calls each frame, -1 at a root; None unless frames are nodes of a call tree."""

    def edges(self, kept: BoolArray | None = None, wanted: Wanted | None = None) -> Edges:
        """Return the calls between frames kept (bool[n_frames]; None for all), if need be some of them only."""
        return edges(self.stacks, self.values, self.inlined, kept, wanted or Wanted(), self.divisors)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a report leaves out."""

    sort: str = "flat"
    nodecount: int = 0
    """Most frames; 0 or less for all."""
    nodefraction: float = 0.0
    """Frames whose cum is below this share of the sum of flat are left out."""
    edgefraction: float = 0.0
    """Calls whose weight is below this share of the sum of flat are left out."""
    drop_negative: bool = False


@dataclass(eq=False)
class Graph:
    """The frames that a report shows, in its order."""

    counted: Counted
    frames: IndexArray
    """Frame ids, sorted as pprof sorts nodes."""
    flat: Int64Array
    """int64[n_frames of the table]: sums, not divided."""
    cum: Int64Array
    flat_value: Int64Array
    """int64[n_frames of the table]: flat, divided for a mean."""
    cum_value: Int64Array
    dropped: int
    """Frames left out because they weigh too little."""
    before_count: int
    """Frames left then, before `nodecount` cut the list."""
    _kept: BoolArray | None = field(default=None, repr=False)
    _edge_cutoff: int = field(default=0, repr=False)
    _edges: Edges | None = field(default=None, repr=False)
    dropped_edges: int = 0
    """Calls left out because they weigh too little; counted for drawings only."""

    @property
    def edges(self) -> Edges:
        """Calls between the frames shown, those that weigh too little left out; counted when first asked for."""
        if self._edges is None:
            self._edges = self._counted_edges(None)
        return self._edges

    def edges_of(self, frames: Sequence[int]) -> Edges:
        """Return the calls to and from some of the frames shown, which takes less time than all."""
        if self._edges is not None or len(frames) == len(self.frames):
            return self.edges
        ends = mask(np.array(frames, np.int64), len(self.flat))
        return self._counted_edges(Wanted(callees=ends, callers=ends))

    def _counted_edges(self, wanted: Wanted | None) -> Edges:
        return heavy(self.counted.edges(self._kept, wanted), self.frames, len(self.flat), self._edge_cutoff)

    def smallest(self) -> int:
        """Return the smallest value shown that is not 0, as an absolute value; 0 if there is none."""
        flat, cum = np.abs(self.flat_value[self.frames]), np.abs(self.cum_value[self.frames])
        weights = np.where(flat != 0, flat, cum)
        weights = weights[weights > 0]
        return int(weights.min()) if len(weights) else 0

    def reached(self) -> tuple[BoolArray, BoolArray]:
        """Return which frames shown are reached by calls that are all inlined, and which by others (bool[n] each)."""
        if not self.counted.inlined.any():
            none = np.zeros(len(self.frames), np.bool_)
            return none, none
        inlinable = np.zeros(len(self.flat), np.bool_)
        inlinable[self.counted.stacks.frames[np.flatnonzero(self.counted.inlined)]] = True
        calls = self._counted_edges(Wanted(callees=inlinable))
        reached = np.zeros((2, len(self.flat)), np.bool_)
        reached[0, calls.callee[calls.inline]] = True
        reached[1, calls.callee[~calls.inline]] = True
        return reached[0, self.frames], reached[1, self.frames]


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What frames weigh, and which of them weigh enough."""

    flat: Int64Array
    """int64[n_frames of the table]: sums, not divided."""
    cum: Int64Array
    flat_value: Int64Array
    """int64[n_frames of the table]: flat, divided for a mean."""
    cum_value: Int64Array
    all_frames: IndexArray
    """Frames that weigh anything."""
    kept: IndexArray
    """Those of them whose cum is not below the cutoff."""
    cutoff: int
    edge_cutoff: int
    """What calls have to weigh."""

    @classmethod
    def of(cls, counted: Counted, limits: Limits) -> Weighed:
        """Weigh the frames of some samples."""
        if counted.divisors is None:
            [(flat, cum)] = weigh(counted.stacks, counted.values)
            flat_value, cum_value = flat, cum
        else:
            (flat, cum), by = weigh(counted.stacks, counted.values, counted.divisors)
            flat_value, cum_value = divided(flat, by.flat), divided(cum, by.cum)
        exists = (flat != 0) | (cum != 0)
        if limits.drop_negative:
            exists &= ~((flat < 0) | ((flat == 0) & (cum < 0)))
        all_frames = np.flatnonzero(exists)
        total = int(flat[all_frames].sum(dtype=np.int64))
        cutoff, edge_cutoff = least_kept(total, limits.nodefraction), least_kept(total, limits.edgefraction)
        kept = all_frames[np.abs(cum[all_frames]) >= cutoff] if cutoff else all_frames
        return cls(flat, cum, flat_value, cum_value, all_frames, kept, cutoff, edge_cutoff)

    def mask_unless_all(self, frames: IndexArray) -> BoolArray | None:
        """Return frames as a mask; None for all: only for fewer does pprof build its graph again from those left."""
        return None if len(frames) == len(self.all_frames) else mask(frames, len(self.flat))


def trimmed_graph(counted: Counted, limits: Limits) -> Graph:
    """Return the frames that a report with these limits shows."""
    weighed = Weighed.of(counted, limits)
    kept = weighed.kept
    ordered = kept[_order(counted.table, weighed.flat[kept], weighed.cum[kept], kept, limits.sort)]
    shown = ordered[: limits.nodecount] if limits.nodecount > 0 else ordered
    return Graph(
        counted=counted,
        frames=shown,
        flat=weighed.flat,
        cum=weighed.cum,
        flat_value=weighed.flat_value,
        cum_value=weighed.cum_value,
        dropped=len(weighed.all_frames) - len(kept),
        before_count=len(kept),
        _kept=weighed.mask_unless_all(shown),
        _edge_cutoff=weighed.edge_cutoff,
    )


def heavy(found: Edges, listed: IndexArray, n_frames: int, cutoff: int) -> Edges:
    """Return the edges that weigh enough.

    pprof goes through the calls that lead to frames listed, so those to others are never left out.
    """
    return found.where((np.abs(found.weight) >= cutoff) | ~mask(listed, n_frames)[found.callee])


def mask(frames: IndexArray, n_frames: int) -> BoolArray:
    """Return frames as bool[n_frames]."""
    marked = np.zeros(n_frames, np.bool_)
    marked[frames] = True
    return marked


def by_path(counted: Counted) -> Counted:
    """Return the same samples with frames told apart by the path to them: each node of the call tree is a frame."""
    tree = call_tree(counted.stacks)
    number, frames = tree.numbered()
    stack = tree.of_stack
    depths = tree.depths[stack]
    offsets = offsets_of(depths)
    # The tree's stacks begin at the root, the others at the leaf.
    edges = offsets_of(tree.depths)
    last = edges[stack + 1] - 1
    places = np.repeat(last + offsets[:-1], depths) - np.arange(offsets[-1])
    stacks = Stacks(offsets, number[places].astype(row_type(len(frames))), len(frames), counted.stacks.of_sample)
    above = np.concatenate([np.full(1, -1), number[:-1]])
    above[edges[:-1][tree.depths > 0]] = -1
    parent = np.empty(len(frames), np.int64)
    parent[number] = above[: len(number)]
    return replace(counted, table=counted.table.repeated(frames), stacks=stacks, parent=parent)


def divided(sums: Int64Array, divisors: Int64Array) -> Int64Array:
    """Return sums divided towards zero, as Go divides; where a divisor is 0 the sum itself."""
    by = np.where(divisors == 0, 1, divisors)
    quotient = np.abs(sums) // np.abs(by)
    result: Int64Array = np.where((sums < 0) != (by < 0), -quotient, quotient)
    return result


def quotient(value: int, divisor: int) -> int:
    """Return a quotient cut towards zero, as in Go; the value itself without a divisor."""
    return int(divided(np.array([value]), np.array([divisor]))[0])


def _order(table: FrameTable, flat: Int64Array, cum: Int64Array, frames: IndexArray, sort: str) -> IndexArray:
    """Return the order of nodes: by weight, then address, then name, then the other weight (`Nodes.Sort`)."""
    flat, cum = -np.abs(flat), -np.abs(cum)
    return heaviest_first(table, frames, cum, flat) if sort == "cum" else heaviest_first(table, frames, flat, cum)
