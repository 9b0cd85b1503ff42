"""What a `+N` box holds: is one of the frames that a search finds in there?"""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree, Weights
from tui.layout.boxes import Box
from tui.pprof.arrays import BoolArray, IndexArray


def deepest_match(tree: CallTree, frames: BoolArray) -> IndexArray:
    """Return int64[n_stacks]: the depth of each stack's match that is farthest from the root; 0 if it has none.

    Args:
        tree: the call tree.
        frames: bool[n_frames]: what is searched for.
    """
    found = np.zeros(len(tree), np.int64)
    depth, stack = tree.places(frames[tree.frames])
    # Places ascend, so the last one written for a stack is its deepest.
    found[stack] = depth
    return found


def holds_match(tree: CallTree, weights: Weights, box: Box, deepest: IndexArray) -> bool:
    """Say whether a match stands in a `+N` box, in one of its nodes or above them.

    Args:
        tree: the call tree.
        weights: what its stacks weigh, by which the box leaves out the heaviest `skip` children.
        box: a gathered box.
        deepest: of `deepest_match`.
    """
    parent = box.node
    if not (deepest[parent.first : parent.behind] > parent.depth).any():
        return False
    first, behind, _ = tree.children(np.array([parent.first]), np.array([parent.behind]), parent.depth)
    weight = weights.gross[behind] - weights.gross[first]
    thin = np.lexsort((first, -weight))[box.skip :]
    # Children stand one behind the other, so each ends where the next begins.
    below = np.maximum.reduceat(deepest[: behind[-1]], first)
    return bool((below[thin][weight[thin] > 0] > parent.depth).any())
