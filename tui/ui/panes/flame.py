"""The flame graph of the viewport."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from tui.analysis.calltree import Node
from tui.layout.flame import Box, FlameLayout, flame_layout
from tui.session import Session, ViewState
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import Pane
from tui.ui.widgets.flame_graph import FlameGraph, Picture

_ROWS = 256
"""Levels laid out at a time; more when the cursor comes near the last."""


class FlamePane(Pane):
    """Boxes by weight; the cursor is the selection, Enter zooms."""

    word, number, label = "flame", 1, "Flame graph"

    @dataclass
    class Selected(Message):
        """The user moved to a box."""

        box: Box

    @dataclass
    class Entered(Message):
        """The user wants a box to fill the width."""

        box: Box

    def body(self) -> Widget:
        """Make the graph."""
        self._graph = FlameGraph(id="flame-graph")
        self._drawn: tuple[object, ...] = ()
        self._layout: FlameLayout | None = None
        self._shown: tuple[Session, ViewState] | None = None
        self._picture: Picture | None = None
        return self._graph

    def show(self, session: Session, state: ViewState) -> None:
        """Lay out what changed, and put the cursor on the selection."""
        self._shown = (session, state)
        if not self._graph.size.width or not self.display:
            return
        layout = self._laid_out(session, state)
        drawn = (layout, state.pattern, state.flame, self.app.theme)
        if drawn != self._drawn or self._picture is None:
            self._drawn = drawn
            self._picture = self._draw(session, state, layout)
        cursor = self._cursor(session, layout, state)
        self._graph.show(self._picture, cursor, state.frame)
        last = len(layout.rows) - 1
        below = f"{GLYPHS.dot}{last} levels" if last else ""
        turned = "flame" if state.flame else "icicle"
        skipped = f"{GLYPHS.dot}the rest after {state.viewport.skip}" if state.viewport.skip else ""
        self.head(f"{turned}{GLYPHS.dot}by weight{below}{skipped}")

    def on_resize(self) -> None:
        """Lay out anew for another width."""
        if self._shown is not None:
            self.call_after_refresh(self.show, *self._shown)

    def on_flame_graph_moved(self, event: FlameGraph.Moved) -> None:
        """Say that a box was selected."""
        event.stop()
        self.post_message(self.Selected(event.box))

    def on_flame_graph_entered(self, event: FlameGraph.Entered) -> None:
        """Say that a box is to fill the width."""
        event.stop()
        self.post_message(self.Entered(event.box))

    def _laid_out(self, session: Session, state: ViewState) -> FlameLayout:
        depth = max(state.node.depth - state.viewport.node.depth, 0)
        rows = -(-(depth + self._graph.size.height + 1) // _ROWS) * _ROWS
        width = self._graph.size.width
        return session.layout(
            ("flame", state.index, state.viewport, width, rows),
            lambda: flame_layout(session.tree, session.weights(state.index), state.viewport, width, rows),
        )

    def _draw(self, session: Session, state: ViewState, layout: FlameLayout) -> Picture:
        matches = session.matches(state)
        index = state.index

        def value(box: Box) -> str:
            return f"{session.write(box.value, index)} {session.share(box.value, index)}"

        return Picture(layout, session.table.label, value, matches.frames if matches else None, state.flame)

    def _cursor(self, session: Session, layout: FlameLayout, state: ViewState) -> Box:
        """Return the box of the selected node, or the nearest one that stands for it."""
        if state.gathered:
            row = state.node.depth - layout.viewport.node.depth + 1
            boxes = layout.rows[row] if 0 < row < len(layout.rows) else ()
            found = next((box for box in boxes if box.gathered and box.node == state.node), None)
            if found is not None:
                return found
        return self._nearest(session, layout, state.node)

    def _nearest(self, session: Session, layout: FlameLayout, node: Node) -> Box:
        top = layout.viewport.node
        if not (top.first <= node.first and node.behind <= top.behind and node.depth >= top.depth):
            return layout.rows[0][0]
        box = layout.rows[0][0]
        for row in range(1, min(node.depth - top.depth + 1, len(layout.rows))):
            children = layout.children_of(box)
            inside = [c for c in children if c.gathered == 0 and c.node.first <= node.first < c.node.behind]
            if not inside:
                rest = [child for child in children if child.gathered]
                return rest[0] if rest else box
            box = inside[0]
            if box.row != row:
                break
        return box
