"""Down a stretch of the call tree where there is nothing to choose, to where the weight divides."""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights

_MOST = 0.8
"""Share of a node's weight from which on one child bears it alone, as far as a reader cares."""


def fork_below(tree: CallTree, weights: Weights, node: Node) -> Node:
    """Return the nearest node below that has no child with nearly all of its weight; the node itself if it is a leaf.

    Args:
        tree: the call tree.
        weights: what its stacks weigh.
        node: where to begin; if the weight divides here, its heaviest child is followed.
    """
    at, first = node, True
    while True:
        if (run := tree.run(at.first, at.behind)) > at.depth and weights.width(at):
            at, first = Node(run, at.first, at.behind), False
        begins, behind, _ = tree.children(np.array([at.first]), np.array([at.behind]), at.depth)
        weight = weights.gross[behind] - weights.gross[begins]
        if not len(weight) or not weight.max():
            return at
        best = int(np.argmax(weight))
        child = Node(at.depth + 1, int(begins[best]), int(behind[best]))
        if int(weight[best]) < _MOST * weights.width(at) and not first:
            return at
        # Of a fork that one stands on already, the next one below is meant.
        at, first = child, False
