"""Call trees of other shapes: from the leaf, around one function, and without recursion."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui.analysis.calltree import CallTree, Weights, call_tree
from tui.analysis.stacks import Stacks
from tui.pprof.arrays import IndexArray, Int64Array


@dataclass(frozen=True, eq=False)
class Grown:
    """A call tree, and which samples its stacks come from."""

    tree: CallTree
    samples: IndexArray | None = None
    """int64: the sample of each stack that the tree was grown from; None if that is its own number."""

    def weigh(self, values: Int64Array) -> Weights:
        """Return what the tree's stacks weigh; values are int64[n_samples]."""
        return Weights.of(self.tree, values if self.samples is None else values[self.samples])


def from_root(stacks: Stacks) -> Grown:
    """Return the tree of who calls whom."""
    return Grown(call_tree(stacks))


def from_leaf(stacks: Stacks) -> Grown:
    """Return the tree of reversed stacks: what costs is at the root, its callers above."""
    return Grown(call_tree(_reversed(stacks)))


def around(stacks: Stacks, frame: int) -> Grown:
    """Return the tree around one function, of the samples that go through it.

    Its root has two children, both the function itself: below the first (see `halves`) is what it calls, below the
    second who calls it. In a recursion the outermost call counts, so each sample counts once in each half.
    """
    at = np.flatnonzero(stacks.frames == frame)
    sample = np.searchsorted(stacks.offsets, at, side="right") - 1
    last = np.ones(len(at), np.bool_)
    last[:-1] = sample[1:] != sample[:-1]
    at, sample = at[last], sample[last]
    start, end = stacks.offsets[sample], stacks.offsets[sample + 1]
    # Leaf first: what the function calls stands before it. The callers are turned round to stand below it too.
    callees = _ranges(start, at + 1)
    callers = _reversed(_taken(stacks, at, end))
    offsets = np.concatenate([callees[0], callees[0][-1] + callers.offsets[1:]])
    above = callers.frames.copy()
    # A name of its own keeps the halves apart while stacks are sorted; behind all others, so it comes second.
    marker = stacks.n_frames
    above[callers.offsets[1:] - 1] = marker
    frames = np.concatenate([stacks.frames[callees[1]], above])
    tree = call_tree(Stacks(offsets, frames, marker + 1))
    tree = replace(tree, frames=np.where(tree.frames == marker, np.uint32(frame), tree.frames))
    return Grown(tree, np.concatenate([sample, sample]))


def without_recursion(stacks: Stacks) -> Stacks:
    """Return the stacks with calls of a function directly by itself left out; flat and cum stay as they are."""
    repeats = np.zeros(len(stacks.frames), np.bool_)
    repeats[1:] = stacks.frames[1:] == stacks.frames[:-1]
    starts = stacks.offsets[:-1]
    repeats[starts[starts < len(repeats)]] = False
    if not repeats.any():
        return stacks
    so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(~repeats)])
    return Stacks(so_far[stacks.offsets], stacks.frames[~repeats], stacks.n_frames)


def _reversed(stacks: Stacks) -> Stacks:
    depths = np.diff(stacks.offsets)
    mirror = np.repeat(stacks.offsets[:-1] + stacks.offsets[1:] - 1, depths) - np.arange(len(stacks.frames))
    return Stacks(stacks.offsets, stacks.frames[mirror], stacks.n_frames)


def _taken(stacks: Stacks, first: IndexArray, behind: IndexArray) -> Stacks:
    offsets, places = _ranges(first, behind)
    return Stacks(offsets, stacks.frames[places], stacks.n_frames)


def _ranges(first: IndexArray, behind: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return all places of some ranges, and where each range begins among them."""
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(behind - first)])
    return offsets, np.repeat(first - offsets[:-1], behind - first) + np.arange(offsets[-1])
