"""Stacks, weights and call trees of fewer samples, cut out of those of all.

A filter that drops samples leaves the rest as it is, and cutting out takes less time than laying out, weighing and
sorting again.
"""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree
from tui.analysis.sampletype import total
from tui.analysis.stacks import Stacks, weigh
from tui.analysis.top import Top
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.runs import marked_runs, taken


def narrowed_stacks(whole: Stacks, left: IndexArray, of_sample: IndexArray) -> Stacks:
    """Return some of the stacks.

    Args:
        whole: all stacks.
        left: int64[n_stacks]: which of them, ascending.
        of_sample: int64[n_samples]: for each sample that is left its stack among those left.
    """
    marked = np.zeros(len(whole), np.bool_)
    marked[left] = True
    offsets, (frames,) = marked_runs(whole.offsets, [whole.frames], marked)
    return Stacks(offsets, frames, whole.n_frames, of_sample)


def narrowed_top(whole: Top, all_of: tuple[Stacks, Int64Array], left_of: tuple[Stacks, Int64Array]) -> Top | None:
    """Return what frames weigh less what the samples weigh that are gone; None if weighing those left is faster.

    Args:
        whole: what the frames weigh in all samples,
        all_of: which have these stacks and values.
        left_of: the same stacks with the samples that are left, and their values.
    """
    (stacks, values), (left, kept) = all_of, left_of
    # Labels may drop some of the samples that share a stack.
    worth, count = stacks.sums(values) - left.sums(kept), stacks.counts() - left.counts()
    gone = np.flatnonzero(count)
    if 2 * len(gone) > len(stacks):
        return None
    offsets, frames = taken(stacks.offsets, stacks.frames, gone)
    dropped = Stacks(offsets, frames, stacks.n_frames, np.arange(len(gone)))
    weight, samples = weigh(dropped, worth[gone], count[gone])
    return Top(whole.flat - weight.flat, whole.cum - weight.cum, whole.samples - samples.cum, total(kept))


def narrowed_tree(whole: CallTree, left: IndexArray, of_sample: IndexArray) -> CallTree:
    """Return the call tree of some of the stacks, which shares the frames of all.

    Args:
        whole: the tree of all stacks.
        left: int64[n_stacks]: which of the stacks that it was made of.
        of_sample: int64[n_samples]: for each sample that is left its stack among those left.
    """
    marked = np.zeros(len(whole), np.bool_)
    marked[whole.of_stack[left]] = True
    stacks = np.flatnonzero(marked)
    shared = np.zeros(len(stacks), np.int64)
    if len(stacks) > 1:
        # Two stacks share what all neighbours between them share.
        shared[1:] = np.minimum.reduceat(whole.shared[: stacks[-1] + 1], stacks[:-1] + 1)
    of_stack = (np.cumsum(marked) - 1)[whole.of_stack[left]]
    return CallTree(whole.starts[stacks], whole.depths[stacks], whole.frames, shared, of_stack, of_stack[of_sample])
