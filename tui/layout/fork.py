"""Down a stretch of the call tree where there is nothing to choose, to where the weight divides."""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.layout.inview import drawn_children
from tui.layout.viewport import Viewport

_MOST = 0.8
"""Share of a node's weight from which on one child bears it alone, as far as a reader cares."""


def fork_below(tree: CallTree, weights: Weights, node: Node, *, skip: int = 0, drop_negative: bool = False) -> Node:
    """Return the nearest node below that has no child with nearly all of its weight; the node itself if it is a leaf.

    Args:
        tree: the call tree.
        weights: what its stacks weigh.
        node: where to begin; if the weight divides here, its heaviest child is followed.
        skip: how many of the heaviest children of `node` are out of view.
        drop_negative: nodes whose value is negative are out of view.
    """
    at, first = node, True
    while True:
        followed = weights.width(at) and not (drop_negative and weights.value(at) < 0)
        if followed and not skip and (run := tree.run(at.first, at.behind)) > at.depth:
            at, first = Node(run, at.first, at.behind), False
        begins, behind, weight = drawn_children(tree, weights, Viewport(at, skip), drop_negative=drop_negative)
        if not len(weight):
            return at
        best = int(np.argmax(weight))
        child = Node(at.depth + 1, int(begins[best]), int(behind[best]))
        if int(weight[best]) < _MOST * weights.width(at) and not first:
            return at
        # Of a fork that one stands on already, the next one below is meant.
        at, first, skip = child, False, 0
