"""Where a state's boxes, rows and functions are: from what is selected to the node that shows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.analysis.details import Details
from tui.errors import BadOption
from tui.layout.viewport import Viewport
from tui.layout.viewstate import Shape, ViewState
from tui.pprof.arrays import IndexArray
from tui.text import clean


class Finder(Details):
    """Results of a profile, found by the state of the view."""

    def tree_of(self, state: ViewState) -> CallTree:
        """Return the tree that the boxes of a state are of."""
        return self.grown(state.grown).tree

    def weights_of(self, state: ViewState) -> Weights:
        """Return what the stacks of that tree weigh."""
        return self.weights(state.index, state.grown)

    def widths_of(self, state: ViewState) -> Weights:
        """Return how wide boxes are: in a difference as each stack's larger side, so that nothing hides."""
        return self.side_weights(state.index, state.grown).widths if self.is_difference else self.weights_of(state)

    def rows(self, state: ViewState) -> IndexArray:
        """Frames in the order of the top table."""
        return self.order(state.index, state.sort, reverse=state.reverse)

    def paths(self, state: ViewState, frame: int) -> tuple[IndexArray, IndexArray]:
        """All nodes of a frame, as depths and first stacks, in the order of the tree."""
        return self._kept(("paths", state.grown, frame), lambda: self.tree_of(state).occurrences(frame))

    def heaviest(self, state: ViewState, frame: int) -> Node:
        """Return the heaviest node of a frame, in view if it has one there; the root for no frame."""
        tree, weights, within = self.tree_of(state), self.weights_of(state), state.viewport.node
        none = np.zeros(0, np.int64)
        depths, firsts = self.paths(state, frame) if frame >= 0 else (none, none)
        if not len(depths):
            return tree.root
        inside = (depths >= within.depth) & (firsts >= within.first) & (firsts < within.behind)
        if inside.any():
            depths, firsts = depths[inside], firsts[inside]
        ends = tree.ends(depths, firsts)
        best = int(np.lexsort((depths, weights.gross[firsts] - weights.gross[ends]))[0])
        return Node(int(depths[best]), int(firsts[best]), int(ends[best]))

    def selecting(self, state: ViewState, frame: int) -> ViewState:
        """Return the state with a frame selected, on its heaviest path in view.

        If it is out of view, the whole profile comes back; if it is no part of a sandwich, it becomes its middle.
        """
        node = self.heaviest(state, frame)
        if state.shape is Shape.SANDWICH and frame >= 0 and not node.depth:
            return self.shaped(replace(state, frame=frame), Shape.SANDWICH, frame)
        view, zooms = state.viewport.node, state.zooms
        if not (view.first <= node.first and node.behind <= view.behind and node.depth >= view.depth):
            zooms = (*zooms, Viewport(self.tree_of(state).root))
        return replace(state, frame=frame, node=node, gathered=0, zooms=zooms)

    def found_costliest(self, state: ViewState, pattern: str) -> ViewState:
        """Return the state with the function of highest cum selected that a pattern matches; it is searched for too.

        Raises:
            BadOption: the pattern is no regular expression, or nothing matches.
        """
        matches, cum = self.found(state.index, pattern), self.top(state.index).cum
        rows = [row for row in self.rows(state).tolist() if matches.frames[row]]
        if not rows:
            raise BadOption(f"no matches found for regexp: {clean(pattern)}")
        best = max(rows, key=lambda row: abs(int(cum[row])))
        return self.selecting(replace(state, pattern=pattern), best)

    def shaped(self, state: ViewState, shape: Shape, pivot: int = -1) -> ViewState:
        """Return the state in which the flame graph has another shape, the selection kept."""
        new = replace(state, shape=shape, pivot=pivot, gathered=0)
        if new.grown == state.grown:
            return new
        root = self.tree_of(new).root
        new = replace(new, zooms=(Viewport(root),), node=root)
        return replace(new, node=self.heaviest(new, state.frame))
