"""What a `+N` box holds: is one of the frames that a search finds in there?"""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree, Weights
from tui.layout.boxes import Box
from tui.layout.inview import drawn_children
from tui.layout.viewport import Viewport
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


def holds_match(
    tree: CallTree, weights: Weights, box: Box, deepest: IndexArray, *, drop_negative: bool = False
) -> bool:
    """Say whether a match stands in a `+N` box, in one of its nodes or above them.

    Args:
        tree: the call tree.
        weights: what its stacks weigh, by which the box leaves out the heaviest `skip` children.
        box: a gathered box.
        deepest: of `deepest_match`.
        drop_negative: nodes whose value is negative stand in no box.
    """
    parent = box.node
    found = deepest[parent.first : parent.behind] > parent.depth
    if not found.any():
        return False
    inside = Viewport(parent, box.skip)
    first, behind, _ = drawn_children(tree, weights, inside, drop_negative=drop_negative)
    before = np.concatenate([[0], np.cumsum(found)])
    return bool((before[behind - parent.first] > before[first - parent.first]).any())
