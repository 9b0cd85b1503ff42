"""Where a state's boxes, rows and functions are: from what is selected to the node that shows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.analysis.details import Details
from tui.errors import BadOption
from tui.layout.inview import in_view
from tui.layout.viewport import Viewport
from tui.layout.viewstate import Shape, ViewState
from tui.pprof.arrays import BoolArray, IndexArray
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

    def ranked(self, state: ViewState) -> IndexArray:
        """All frames that can be searched for, in the order of the top table, of which some may have no row there."""
        return self.whole_order(state.index, state.sort, reverse=state.reverse)

    def paths(self, state: ViewState, frame: int) -> tuple[IndexArray, IndexArray]:
        """All nodes of a frame, as depths and first stacks, in the order of the tree."""
        return self._kept(("paths", state.grown, frame), lambda: self.tree_of(state).occurrences(frame))

    def heaviest(self, state: ViewState, frame: int) -> Node:
        """Return the heaviest node of a frame, in view if it has one there; the root for no frame."""
        tree, weights = self.tree_of(state), self.weights_of(state)
        none = np.zeros(0, np.int64)
        depths, firsts = self.paths(state, frame) if frame >= 0 else (none, none)
        if not len(depths):
            return tree.root
        inside = self._in_view(state, depths, firsts)
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
        return self.seen(replace(state, frame=frame, node=node, gathered=0))

    def seen(self, state: ViewState) -> ViewState:
        """Return the state with its node in view: out of view, the whole profile comes back."""
        if self.is_seen(state, state.node):
            return state
        return replace(state, zooms=(*state.zooms, Viewport(self.tree_of(state).root)))

    def is_seen(self, state: ViewState, node: Node) -> bool:
        """Say whether a node is among what the viewport of a state shows."""
        return bool(self._in_view(state, np.array([node.depth]), np.array([node.first]))[0])

    def zoomed_out(self, state: ViewState) -> ViewState:
        """Return the state before the last zoom, with what the zoom was to selected if it is in view there."""
        left, new = state.viewport.node, replace(state, zooms=state.zooms[:-1], gathered=0)
        node = left if self.is_seen(new, left) else new.viewport.node
        return replace(new, node=node, frame=self.tree_of(new).frame_of(node))

    def _in_view(self, state: ViewState, depths: IndexArray, firsts: IndexArray) -> BoolArray:
        widths, drop_negative = self.widths_of(state), self.options.drop_negative
        return in_view(self.tree_of(state), widths, state.viewport, depths, firsts, drop_negative=drop_negative)

    def found_costliest(self, state: ViewState, pattern: str) -> ViewState:
        """Return the state with the function of highest cum selected that a pattern matches; it is searched for too.

        Raises:
            BadOption: the pattern is no regular expression, or nothing matches.
        """
        matches, cum = self.found(state.index, pattern), self.top(state.index).cum
        ranked = self.ranked(state)
        rows = ranked[matches.frames[ranked]].tolist()
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
