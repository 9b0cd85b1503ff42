"""Call trees of other shapes: from the leaf, around one function, and without recursion."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui.analysis.calltree import CallTree, Weights, call_tree
from tui.analysis.stacks import Stacks
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.runs import mirrored, offsets_of, places, taken


@dataclass(frozen=True, eq=False)
class Grown:
    """A call tree, and which samples it is made of."""

    tree: CallTree
    samples: IndexArray | None = None
    """int64: the sample of the profile that each sample of the tree is; None if that is its own number."""

    def weigh(self, values: Int64Array) -> Weights:
        """Return what the tree's stacks weigh; values are int64[n_samples]."""
        return Weights.of(self.tree, values if self.samples is None else values[self.samples])


def from_root(stacks: Stacks) -> Grown:
    """Return the tree of who calls whom."""
    return Grown(call_tree(stacks))


def from_leaf(stacks: Stacks) -> Grown:
    """Return the tree of reversed stacks: what costs is at the root, its callers above."""
    every = np.arange(len(stacks))
    return Grown(call_tree(replace(stacks, frames=taken(stacks.offsets, stacks.frames, every, backwards=True)[1])))


def around(stacks: Stacks, frame: int) -> Grown:
    """Return the tree around one function, of the samples that go through it.

    Its root has two children, both the function itself: below the first (see `halves`) is what it calls, below the
    second who calls it. In a recursion the outermost call counts, so each sample counts once in each half.
    """
    at = np.flatnonzero(stacks.frames == frame)
    stack = np.searchsorted(stacks.offsets, at, side="right") - 1
    last = np.ones(len(at), np.bool_)
    last[:-1] = stack[1:] != stack[:-1]
    at, stack = at[last], stack[last]
    # Leaf first: what the function calls stands before it. The callers are turned round to stand below it too.
    below, callees = places(stacks.offsets[stack], at + 1)
    above, callers = mirrored(at, stacks.offsets[stack + 1])
    frames = np.concatenate([stacks.frames[callees], stacks.frames[callers]])
    # A name of its own keeps the halves apart while stacks are sorted; behind all others, so it comes second.
    marker = stacks.n_frames
    frames[below[-1] + above[1:] - 1] = marker
    row = np.full(len(stacks), -1)
    row[stack] = np.arange(len(stack))
    samples = np.flatnonzero(row[stacks.of_sample] >= 0)
    of_sample = row[stacks.of_sample[samples]]
    offsets = np.concatenate([below, below[-1] + above[1:]])
    tree = call_tree(Stacks(offsets, frames, marker + 1, np.concatenate([of_sample, of_sample + len(stack)])))
    tree = replace(tree, frames=np.where(tree.frames == marker, tree.frames.dtype.type(frame), tree.frames))
    return Grown(tree, np.concatenate([samples, samples]))


def without_recursion(stacks: Stacks) -> Stacks:
    """Return the stacks with calls of a function directly by itself left out; flat and cum stay as they are."""
    repeats = np.zeros(len(stacks.frames), np.bool_)
    repeats[1:] = stacks.frames[1:] == stacks.frames[:-1]
    starts = stacks.offsets[:-1]
    repeats[starts[starts < len(repeats)]] = False
    if not repeats.any():
        return stacks
    return replace(stacks, offsets=offsets_of(~repeats)[stacks.offsets], frames=stacks.frames[~repeats])
