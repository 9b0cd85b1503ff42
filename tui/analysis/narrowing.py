"""Stacks and call trees of fewer samples, cut out of those of all.

A filter that drops samples leaves the rest as it is, and cutting out takes less time than laying out and sorting again.
"""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree
from tui.analysis.stacks import Expanded, Stacks
from tui.pprof.arrays import IndexArray
from tui.pprof.runs import marked_runs


def narrowed_stacks(whole: Expanded, left: IndexArray, of_sample: IndexArray) -> Expanded:
    """Return some of the stacks.

    Args:
        whole: all stacks.
        left: int64[n_stacks]: which of them, ascending.
        of_sample: int64[n_samples]: for each sample that is left its stack among those left.
    """
    old = whole.stacks
    marked = np.zeros(len(old), np.bool_)
    marked[left] = True
    offsets, (frames, inlined) = marked_runs(old.offsets, [old.frames, whole.inlined], marked)
    return Expanded(Stacks(offsets, frames, old.n_frames, of_sample), inlined)


def narrowed_tree(whole: CallTree, left: IndexArray, of_sample: IndexArray) -> CallTree:
    """Return the call tree of some of the stacks.

    Args:
        whole: the tree of all stacks.
        left: int64[n_stacks]: which of the stacks that it was made of.
        of_sample: int64[n_samples]: for each sample that is left its stack among those left.
    """
    marked = np.zeros(len(whole), np.bool_)
    marked[whole.of_stack[left]] = True
    stacks = np.flatnonzero(marked)
    offsets, (frames,) = marked_runs(whole.offsets, [whole.frames], marked)
    shared = np.zeros(len(stacks), np.int64)
    if len(stacks) > 1:
        # Two stacks share what all neighbours between them share.
        shared[1:] = np.minimum.reduceat(whole.shared[: stacks[-1] + 1], stacks[:-1] + 1)
    of_stack = (np.cumsum(marked) - 1)[whole.of_stack[left]]
    return CallTree(offsets, frames, shared, of_stack, of_stack[of_sample])
