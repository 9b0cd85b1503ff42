"""The call tree as sorted stacks: a node is a range of neighbours that share a path from the root.

Distinct stacks are sorted by their frames from the root, and next to each stands how many frames it shares with the
stack before it. A node at depth d is then a half-open range of stacks; its children begin where the shared length is at
most d; its value is a difference of prefix sums; being a descendant is containment of ranges. No node objects, no
recursion, so a stack of 100,000 frames costs what its length costs. The alternative, a trie of Python objects, needs
minutes for a million samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tui.analysis.minima import Minima
from tui.analysis.sorting import sorted_stacks
from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array
from tui.pprof.distinct import digests, groups
from tui.pprof.runs import gathered, places, taken


class Node(NamedTuple):
    """A path from the root, as the range of sorted stacks that begin with it."""

    depth: int
    """Frames on the path; 0 for the root, which is the whole profile."""
    first: int
    behind: int


@dataclass(frozen=True, eq=False)
class CallTree:
    """Distinct stacks in order; what they weigh is given separately for each sample type (`Weights`)."""

    starts: IndexArray
    """int64[n]: sorted stack i is frames[starts[i]:starts[i]+depths[i]]; ascending."""
    depths: IndexArray
    """int64[n]: length of each sorted stack."""
    frames: FrameArray
    """Frame ids, root first; trees of some stacks share the frames of all, so there may be others in between."""
    shared: IndexArray
    """int64[n]: frames that stack i has in common with stack i-1, from the root; 0 for the first."""
    of_stack: IndexArray
    """int64: the sorted stack of each stack that the tree was made of."""
    of_sample: IndexArray
    """int64[n_samples]: the sorted stack of each sample."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def root(self) -> Node:
        """The node of the whole profile."""
        return Node(0, 0, len(self))

    def stack(self, row: int) -> FrameArray:
        """Return the frames of a sorted stack, root first."""
        start = int(self.starts[row])
        return self.frames[start : start + int(self.depths[row])]

    def frame_at(self, first: IndexArray, depth: int) -> IndexArray:
        """Return the frames at `depth` (1 is the root's child) of the stacks `first`, which are at least that long."""
        return self.frames[self.starts[first] + depth - 1].astype(np.int64)

    def frame_of(self, node: Node) -> int:
        """Return a node's frame; -1 for the root."""
        return int(self.frames[self.starts[node.first] + node.depth - 1]) if node.depth else -1

    def path(self, node: Node) -> list[int]:
        """Return the frames from the root to a node."""
        return self.stack(node.first)[: node.depth].tolist() if node.depth else []

    def parent(self, node: Node) -> Node:
        """Return the node one frame nearer the root; the root is its own parent."""
        return self.ancestor(node, max(node.depth - 1, 0))

    def ancestor(self, node: Node, depth: int) -> Node:
        """Return the node at `depth` on the path of `node`."""
        if depth <= 0:
            return self.root
        before = np.flatnonzero(self.shared[1 : node.first + 1] < depth)
        after = np.flatnonzero(self.shared[node.behind :] < depth)
        return Node(
            depth, int(before[-1]) + 1 if len(before) else 0, node.behind + int(after[0]) if len(after) else len(self)
        )

    def run(self, first: int, behind: int) -> int:
        """Return the depth down to which some neighbouring stacks go the same way: below it they part, or one ends.

        Of no stacks at all that is the root's depth.
        """
        if first == behind:
            return 0
        shortest = int(self.depths[first])
        return min(shortest, int(self.shared[first + 1 : behind].min(initial=shortest)))

    def children(self, first: IndexArray, behind: IndexArray, depth: int) -> tuple[IndexArray, IndexArray, IndexArray]:
        """Return the children of nodes that have one depth.

        Args:
            first: int64[m]: where each node begins, ascending; the ranges do not overlap.
            behind: int64[m]: where each ends.
            depth: their depth.

        Returns:
            For each child where it begins, where it ends, and which of the m nodes it belongs to.
        """
        if not len(first) or not len(self):
            return first[:0], first[:0], first[:0]
        low, high = int(first[0]), int(behind[-1])
        edges = low + np.flatnonzero(self.shared[low:high] <= depth)
        if not len(edges) or edges[0] != low:
            edges = np.concatenate([[low], edges])
        ends = np.append(edges[1:], high)
        parent = np.searchsorted(first, edges, side="right") - 1
        # Stacks that end at the parent itself come first in its range; they are its own value, not a child.
        inside = (edges < behind[parent]) & (self.depths[edges] > depth)
        if not inside.all():
            edges, ends, parent = edges[inside], ends[inside], parent[inside]
        return edges, np.minimum(ends, behind[parent]), parent

    def places(self, marks: BoolArray) -> tuple[IndexArray, IndexArray]:
        """Return depths and sorted stacks of the places that are marked (bool[len(frames)]), in their order."""
        at = np.flatnonzero(marks)
        # What stands before the first stack is another tree's.
        at = at[np.searchsorted(at, self.starts[0] if len(self) else len(marks)) :]
        stack = np.searchsorted(self.starts, at, side="right") - 1
        depth = at - self.starts[stack] + 1
        inside = depth <= self.depths[stack]
        return depth[inside], stack[inside]

    @cached_property
    def _nodes(self) -> tuple[IndexArray, FrameArray]:
        """All nodes but the root, in the order of the stacks that they begin at, and of their depth.

        int64[n+1]: nodes of stack i are those from the i-th number to the next; and the frame of each node.
        """
        return gathered(self.starts + self.shared, self.starts + self.depths, self.frames)

    def occurrences(self, frame: int) -> tuple[IndexArray, IndexArray]:
        """Return all nodes of a frame as depths and the sorted stacks that they begin at, in order of the stacks."""
        offsets, frames = self._nodes
        at = np.flatnonzero(frames == frame)
        stack = np.searchsorted(offsets, at, side="right") - 1
        return self.shared[stack] + 1 + at - offsets[stack], stack

    @cached_property
    def _minima(self) -> Minima:
        return Minima(self.shared)

    def ends(self, depths: IndexArray, firsts: IndexArray) -> IndexArray:
        """Return where nodes end that begin at the stacks `firsts` and have these depths (int64[m], above 0)."""
        return self._minima.next_below(firsts + 1, depths)

    def numbered(self) -> tuple[IndexArray, IndexArray]:
        """Number all nodes but the root.

        Returns:
            For each frame of each stack, as they lie end to end, the number of the node that the path up to there is,
            and for each node its frame.
        """
        stack = np.repeat(np.arange(len(self)), self.depths)
        _, at = places(self.starts, self.starts + self.depths)
        depth = at - self.starts[stack] + 1
        begins = self.shared[stack] < depth
        # Of equal depth, a node goes on until the next one begins.
        order = np.lexsort((stack, depth))
        number = np.empty(len(order), np.int64)
        number[order] = np.cumsum(begins[order]) - 1
        return number, self.frames[at[order[begins[order]]]].astype(np.int64)

    def find(self, path: list[int]) -> Node:
        """Return the node of the longest beginning of `path` (frames from the root) that the tree has."""
        node = self.root
        for frame in path:
            first, behind, _ = self.children(np.array([node.first]), np.array([node.behind]), node.depth)
            match = np.flatnonzero(self.frame_at(first, node.depth + 1) == frame) if len(first) else first
            if not len(match):
                return node
            node = Node(node.depth + 1, int(first[match[0]]), int(behind[match[0]]))
        return node


@dataclass(frozen=True, eq=False)
class Weights:
    """What the sorted stacks of a tree weigh, for one sample type."""

    net: Int64Array
    """int64[n+1]: prefix sums of values; they may fall in a difference of profiles."""
    gross: Int64Array
    """int64[n+1]: prefix sums of absolute values, which is what widths are made of; never falls."""
    samples: IndexArray
    """int64[n+1]: prefix sums of the number of samples."""

    @classmethod
    def of(cls, tree: CallTree, values: Int64Array) -> Weights:
        """Sum up values (int64[n_samples]) over the stacks of `tree`."""
        net, gross = np.zeros((2, len(tree) + 1), np.int64)
        np.add.at(net, tree.of_sample + 1, values)
        np.add.at(gross, tree.of_sample + 1, _fitting(values))
        samples = np.bincount(tree.of_sample + 1, weights=None, minlength=len(tree) + 1)
        return cls(np.cumsum(net), np.cumsum(gross), np.cumsum(samples))

    def value(self, node: Node) -> int:
        """Return what the samples below a node add up to."""
        return int(self.net[node.behind] - self.net[node.first])

    def width(self, node: Node) -> int:
        """Return what the absolute values below a node add up to."""
        return int(self.gross[node.behind] - self.gross[node.first])

    def count(self, node: Node) -> int:
        """Return the number of samples below a node."""
        return int(self.samples[node.behind] - self.samples[node.first])


def _fitting(values: Int64Array) -> Int64Array:
    """Return absolute values, halved together as often as it takes for their sum to fit 63 bits.

    Values may wrap, as Go's do; widths may not, and only their proportions count.
    """
    absolute = np.abs(values).view(np.uint64)  # -2**63 has no positive int64
    excess = max(int(absolute.sum(dtype=np.float64)).bit_length() - 62, 0)
    return (absolute >> np.uint64(excess)).view(np.int64)


def call_tree(stacks: Stacks) -> CallTree:
    """Return the call tree of all samples."""
    representative, of_stack = groups(digests(stacks.offsets, stacks.frames))
    order, shared = sorted_stacks(stacks.frames, stacks.offsets[representative], stacks.offsets[representative + 1])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    of_stack = rank[of_stack]
    offsets, frames = taken(stacks.offsets, stacks.frames, representative[order], backwards=True)
    return CallTree(offsets[:-1], np.diff(offsets), frames, shared, of_stack, of_stack[stacks.of_sample])
