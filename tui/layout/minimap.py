"""Where a zoom stands in the whole flame graph."""

from __future__ import annotations

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.pprof.arrays import IndexArray


def place(tree: CallTree, weights: Weights, node: Node, names: IndexArray | None = None) -> tuple[float, float]:
    """Return where a node begins, and how wide it is, as shares of the root's width.

    Args:
        tree: the call tree.
        weights: what its stacks weigh.
        node: a node of the tree.
        names: int64[n_frames]: rank of names, if boxes are in that order; None for the order of weights.
    """
    at, before = tree.root, 0
    while at.depth < node.depth:
        if (run := min(tree.run(at.first, at.behind), node.depth)) > at.depth:
            at = Node(run, at.first, at.behind)
            continue
        first, behind, _ = tree.children(np.array([at.first]), np.array([at.behind]), at.depth)
        weight = weights.gross[behind] - weights.gross[first]
        rank = np.zeros(len(first), np.int64) if names is None else names[tree.frame_at(first, at.depth + 1)]
        order = np.lexsort((first, -weight, rank))
        (here,) = np.flatnonzero((first[order] <= node.first) & (node.first < behind[order]))
        before += int(weight[order[:here]].sum())
        own = order[here]
        at = Node(at.depth + 1, int(first[own]), int(behind[own]))
    total = weights.width(tree.root)
    if not total:
        return 0.0, 1.0
    return before / total, weights.width(node) / total


def drawn(start: float, width: float, cells: int) -> tuple[int, int]:
    """Return the first cell of a stretch and the number of its cells; at least one."""
    first = min(int(start * cells), cells - 1)
    return first, max(min(round((start + width) * cells), cells) - first, 1)
