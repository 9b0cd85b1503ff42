"""Which frames and calls a drawing of the graph shows: those that tell most, without calls that add nothing.

Follows google/pprof's visual mode: `report.newTrimmedGraph`, and in `internal/graph` `EntropyOrder`, `SelectTopNodes`,
`TrimTree` and `RemoveRedundantEdges`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.analysis.edges import Edges
from tui.analysis.frames import FrameTable
from tui.analysis.graph import Counted, Graph, Limits, Weighed, heavy, mask
from tui.analysis.nodelets import SampleTags, Tags
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array

MOST_NODELETS = 4
"""Boxes for labels at one node, of either kind."""
_NO_NUMBER = np.iinfo(np.int64).min
"""What Go's conversion makes of NaN and of numbers that do not fit, on amd64."""


@dataclass(frozen=True, eq=False)
class Visual:
    """A graph as it is drawn."""

    graph: Graph
    """Its calls stand in the order of drawing, heaviest first."""
    tags: Tags
    """What labels weigh at the frames shown, those that weigh too little left out."""


def visual_graph(counted: Counted, limits: Limits, sample_tags: SampleTags) -> Visual:
    """Return the frames and calls that a drawing with these limits shows."""
    weighed = Weighed.of(counted, limits)
    n_frames, shown = len(weighed.flat), weighed.kept
    edges = _among(counted, weighed, shown, counted.edges() if counted.parent is not None else None)
    names = _name_ranks(counted.table, np.concatenate([shown, edges.caller, edges.callee]))
    shown = _by_entropy(weighed, edges, names, shown)
    if limits.nodecount > 0:
        # Light calls do not count when frames are chosen, and in a tree they do not come back.
        edges_before = heavy(edges, shown, n_frames, weighed.edge_cutoff)
        tags = sample_tags.of(counted.stacks, shown[: limits.nodecount]).heavy(weighed.cutoff)
        chosen = _top(shown, tags, limits.nodecount)
        if len(chosen) < len(shown):
            edges = _among(counted, weighed, chosen, edges_before, shown)
            shown = _by_entropy(weighed, edges, names, chosen)
        else:
            edges = edges_before
    remaining = heavy(edges, shown, n_frames, weighed.edge_cutoff)
    drawn = remaining.where(_by_weight(remaining, names))
    return Visual(
        Graph(
            counted=counted,
            frames=shown,
            flat=weighed.flat,
            cum=weighed.cum,
            flat_value=weighed.flat_value,
            cum_value=weighed.cum_value,
            dropped=len(weighed.all_frames) - len(weighed.kept),
            before_count=len(weighed.kept),
            _edges=drawn.where(~_redundant(drawn, shown)),
            dropped_edges=len(edges) - len(remaining),
        ),
        sample_tags.of(counted.stacks, shown).heavy(weighed.cutoff),
    )


def _among(
    counted: Counted, weighed: Weighed, frames: IndexArray, of_tree: Edges | None, listed: IndexArray | None = None
) -> Edges:
    """Return the calls between some frames.

    Args:
        counted: the samples.
        weighed: what frames weigh.
        frames: the frames.
        of_tree: calls so far, which are what a tree starts from; a graph is counted again from the samples.
        listed: frames so far; all that weigh anything if not given. Those that go are not the rest of the table: frames
            that weigh nothing are in no list, and pprof leaves them where they are.
    """
    if counted.parent is None or of_tree is None:
        return counted.edges(weighed.mask_unless_all(frames))
    n_frames = len(weighed.flat)
    removed = mask(weighed.all_frames if listed is None else listed, n_frames) & ~mask(frames, n_frames)
    return _spliced(of_tree, removed)


def _spliced(tree: Edges, removed: BoolArray) -> Edges:
    """Return the calls of a tree, where frames are removed from their nearest caller that is left.

    A call over removed frames is inline if all the calls it stands for are. Every frame looks past all that its caller
    has looked past already, so a chain of n removed frames takes log n rounds.
    """
    above = np.full(len(removed), -1, np.int64)
    row = np.zeros(len(removed), np.int64)
    above[tree.callee], row[tree.callee] = tree.caller, np.arange(len(tree))
    inline, residual = np.zeros((2, len(removed)), np.bool_)
    inline[tree.callee], residual[tree.callee] = tree.inline, tree.residual
    while len(over := np.flatnonzero((above >= 0) & removed[above])):
        passed = above[over]
        above[over], inline[over], residual[over] = above[passed], inline[over] & inline[passed], True
    left = np.flatnonzero((above >= 0) & ~removed)
    at = row[left]
    return Edges(above[left], left, tree.weight[at], inline[left], residual[left], tree.divisor[at])


def _name_ranks(table: FrameTable, frames: IndexArray) -> IndexArray:
    """int64[n_frames]: ranks of the printable names of some frames in byte order; 0 for all others."""
    distinct = np.unique(frames).tolist()
    keys = [table.sort_key(frame) for frame in distinct]
    rank = {key: place for place, key in enumerate(sorted(set(keys)))}
    ranks = np.zeros(len(table), np.int64)
    ranks[distinct] = [rank[key] for key in keys]
    return ranks


def _by_entropy(weighed: Weighed, edges: Edges, names: IndexArray, frames: IndexArray) -> IndexArray:
    """Return frames, first those that tell most (`EntropyOrder`)."""
    flat, cum = weighed.flat, weighed.cum
    # Summing up in the order of frames makes equal sums equal; the order of entropies would be that of a hash map.
    told = _entropy(edges.callee, edges.weight, np.zeros_like(flat)) + _entropy(edges.caller, edges.weight, flat)
    score = _whole(told * cum) + flat
    frames = np.sort(frames)
    order = np.lexsort((_heaviest_first(flat[frames]), names[frames], _heaviest_first(score[frames])))
    return frames[order]


def _entropy(end: IndexArray, weight: Int64Array, own: Int64Array) -> NDArray[np.float64]:
    """float64[n_frames]: how evenly what a frame weighs spreads over its calls; 1 for a frame without calls.

    Args:
        end: the frame of each call that is asked about.
        weight: what the calls weigh.
        own: int64[n_frames]: what is not passed on to any call.
    """
    total = own.copy()
    np.add.at(total, end, np.maximum(weight, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        of_call = _surprise(np.abs(weight) / total[end])
        of_own = _surprise(np.abs(own) / total)
    sums = np.bincount(end, of_call, len(own)).astype(np.float64)
    sums[own > 0] += of_own[own > 0]
    sums[total == 0] = 0.0
    sums[np.bincount(end, minlength=len(own)) == 0] = 1.0
    return sums


def _surprise(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return -share * log2(share); not a number for a share of 0 or less, which is what pprof gets."""
    fraction, exponent = np.frexp(share)
    # Go's log2 in its own terms, so that whole powers of two are exact and the last digit is mostly the same.
    logarithm = np.where(fraction == 0.5, exponent - 1.0, np.log(fraction) * (1 / math.log(2)) + exponent)
    return -share * logarithm


def _whole(numbers: NDArray[np.float64]) -> Int64Array:
    """Return numbers cut to whole ones, as Go on amd64 converts them."""
    fits = np.abs(numbers) < 2.0**63
    return np.where(fits, np.where(fits, numbers, 0.0).astype(np.int64), _NO_NUMBER)


def _heaviest_first(weights: Int64Array) -> Int64Array:
    """Return keys that sort by absolute value, largest first; -2**63 has none and comes last, as in Go."""
    return ~np.abs(weights)


def _top(frames: IndexArray, tags: Tags, count: int) -> IndexArray:
    """Return the first frames, as many as make `count` together with their labels."""
    nodes = np.minimum(tags.counts()[frames[:count]], MOST_NODELETS) + 1
    return frames[: int(np.searchsorted(np.cumsum(nodes), count)) + 1]


def _by_weight(edges: Edges, names: IndexArray) -> IndexArray:
    """Return the order of calls: heaviest first, then by the names of caller and callee (`edgeList.Less`)."""
    order: IndexArray = np.lexsort((names[edges.callee], names[edges.caller], _heaviest_first(edges.weight)))
    return order


def _redundant(edges: Edges, frames: IndexArray) -> BoolArray:
    """Mark calls over frames left out whose callee is reached from the caller in another way too.

    Args:
        edges: calls, heaviest first.
        frames: frames in their order; the last ones lose calls first, and each its lightest.
    """
    redundant = np.zeros(len(edges), np.bool_)
    if not edges.residual.any():
        return redundant
    caller, residual = edges.caller.tolist(), edges.residual.tolist()
    calls_to: defaultdict[int, list[int]] = defaultdict(list)
    for row, callee in enumerate(edges.callee.tolist()):
        calls_to[callee].append(row)
    for frame in frames[::-1].tolist():
        for row in calls_to[frame][::-1]:
            if not residual[row]:
                # A call heavier than one that is not residual stays, or the drawing would mislead.
                break
            if _reached_otherwise(row, frame, caller, calls_to):
                redundant[row] = True
                calls_to[frame].remove(row)
    return redundant


def _reached_otherwise(call: int, callee: int, caller: list[int], calls_to: dict[int, list[int]]) -> bool:
    """Say whether the caller of a call reaches its callee without it."""
    seen, waiting = {callee}, [callee]
    while waiting:
        for row in calls_to.get(waiting.pop(), ()):
            if row == call or caller[row] in seen:
                continue
            if caller[row] == caller[call]:
                return True
            seen.add(caller[row])
            waiting.append(caller[row])
    return False
