"""What a viewport shows of the tree: all that stands on a node, or a look into its `+N` box."""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree, Weights
from tui.layout.viewport import Viewport
from tui.pprof.arrays import BoolArray, IndexArray


def drawn_children(
    tree: CallTree, weights: Weights, viewport: Viewport, *, drop_negative: bool = False
) -> tuple[IndexArray, IndexArray, IndexArray]:
    """Return the children of a viewport's node that stand on it, alone or in its `+N` box, in the order of the tree.

    Args:
        tree: the call tree.
        weights: how wide its stacks are.
        viewport: the node, and how many of its heaviest children are left out.
        drop_negative: children whose value is negative are left out too.

    Returns:
        Where each child begins, where it ends, and what it weighs.
    """
    node = viewport.node
    first, behind, _ = tree.children(np.array([node.first]), np.array([node.behind]), node.depth)
    weight = weights.gross[behind] - weights.gross[first]
    drawn = weight > 0
    if drop_negative:
        drawn &= weights.net[behind] >= weights.net[first]
    first, behind, weight = first[drawn], behind[drawn], weight[drawn]
    if viewport.skip:
        # Of equal weight the first of the tree is the heavier, as it is where cells are dealt out.
        rest = np.sort(np.argsort(-weight, kind="stable")[viewport.skip :])
        first, behind, weight = first[rest], behind[rest], weight[rest]
    return first, behind, weight


def in_view(
    tree: CallTree,
    weights: Weights,
    viewport: Viewport,
    depths: IndexArray,
    firsts: IndexArray,
    *,
    drop_negative: bool = False,
) -> BoolArray:
    """Return bool[n_nodes]: which nodes are the viewport's own, or among what it shows of all that stands on it.

    Args:
        tree: the call tree.
        weights: how wide its stacks are.
        viewport: what fills the width.
        depths: int64[n_nodes]: depth of each node.
        firsts: int64[n_nodes]: the stack that each node begins at.
        drop_negative: as in `drawn_children`.
    """
    node = viewport.node
    inside = (depths >= node.depth) & (firsts >= node.first) & (firsts < node.behind)
    if viewport.skip and inside.any():
        first, behind, _ = drawn_children(tree, weights, viewport, drop_negative=drop_negative)
        child = np.searchsorted(first, firsts, side="right") - 1
        among = child >= 0
        among[among] = firsts[among] < behind[child[among]]
        inside &= among | (depths == node.depth)
    # Of no samples the root is there all the same.
    inside |= (depths == node.depth) & (firsts == node.first)
    return inside
