"""The flame graph of the viewport."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain

from rich.style import Style
from textual.message import Message
from textual.widget import Widget

from tui.analysis.difference import in_words
from tui.analysis.kinds import Kind
from tui.analysis.names import package
from tui.layout.boxes import Box, FlameLayout
from tui.layout.gathered import deepest_match, holds_match
from tui.layout.minimap import drawn
from tui.layout.viewstate import Shape
from tui.session import Session, ViewState
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import Pane
from tui.ui.theme import Palette, is_grey
from tui.ui.widgets.cells import Piece, end_of_path, width_of
from tui.ui.widgets.flame_graph import Colour, FlameGraph, Picture
from tui.ui.widgets.telling import tell

_ROWS = 256
"""Levels laid out at a time; more when the cursor comes near the last."""
_MAP = 16
"""Cells of the line that shows where the zoom stands."""
_STRENGTHS = (0.01, 0.1, 0.33)
"""Shares of the larger side from which a change is drawn more strongly."""
_KINDS = {Kind.OWN: "own", Kind.LIBRARY: "library", Kind.RUNTIME: "runtime", Kind.SYSTEM: "system", Kind.UNKNOWN: "?"}


class FlamePane(Pane):
    """Boxes by weight or name; the cursor is the selection, Enter zooms."""

    word, number, label = "flame", 1, "Flame graph"
    minimap = True
    """Show where in the whole graph a zoom stands."""

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
        self._shown: tuple[Session, ViewState] | None = None
        self._picture: Picture | None = None
        self._width = 0
        """Cells that the graph has, or had when it was last on the screen."""
        return self._graph

    def cells(self) -> int:
        """Return the width of the graph; 0 if it is not on the screen."""
        return self._graph.size.width if self.display else 0

    def show(self, session: Session, state: ViewState) -> None:
        """Lay out what changed, and put the cursor on the selection."""
        self._shown = (session, state)
        seen = self._graph.size.width
        self._width = seen or self._width
        if not self._width or not self.display:
            return
        layout = self._laid_out(session, state)
        shown = (session, layout, state.index, state.pattern, state.shape, state.colour, self.app.theme)
        if shown != self._drawn or self._picture is None:
            # Back on the screen it has no size yet, but keys typed ahead may move its cursor. Then it is drawn again.
            self._drawn = shown if seen else ()
            self._picture = _picture(session, state, layout)
        self._graph.show(self._picture, _cursor(layout, state), state.frame)
        self.head(*self._heading(session, state, layout))

    def forget(self) -> None:
        """Let go of the profile."""
        self._shown, self._picture, self._drawn = None, None, ()
        self._graph.clear()

    def on_resize(self) -> None:
        """Lay out anew for another width."""
        self.call_after_refresh(self._show_again)

    def _show_again(self) -> None:
        # What is to be shown may have changed since the resize.
        if self._shown is not None:
            self.show(*self._shown)

    def on_flame_graph_moved(self, event: FlameGraph.Moved) -> None:
        """Say that a box was selected."""
        event.stop()
        tell(self, self.Selected(event.box))

    def on_flame_graph_entered(self, event: FlameGraph.Entered) -> None:
        """Say that a box is to fill the width."""
        event.stop()
        tell(self, self.Entered(event.box))

    def _laid_out(self, session: Session, state: ViewState) -> FlameLayout:
        depth = max(state.node.depth - state.viewport.node.depth, 0)
        rows = -(-(depth + self._graph.size.height + 1) // _ROWS) * _ROWS
        return session.boxes(state, self._width, rows)

    def _heading(self, session: Session, state: ViewState, layout: FlameLayout) -> tuple[str, list[Piece]]:
        """Return what the head says at the left, and what at the right end."""
        shape = str(state.shape)
        if state.shape is Shape.SANDWICH and state.pivot >= 0:
            shape += f" of {session.table.label(state.pivot)}"
        parts = [shape, "by name" if state.by_name else "by weight"]
        if session.options.mean:
            parts.append("widths are sums")
        if state.viewport.skip:
            parts.append(f"the rest after {state.viewport.skip}")
        right = self._legend(state)
        zoomed = state.viewport.node.depth > 0
        if zoomed and self.minimap and state.shape is not Shape.SANDWICH:
            right += self._map(session, state)
        left = GLYPHS.dot.join(parts)
        room = self.size.width - len(self.label) - width_of(left) - sum(width_of(text) for text, _ in right) - 10
        levels = f"{len(layout.rows) - 1}{'+' if layout.cut else ''} levels"
        if zoomed:
            path = session.tree_of(state).path(state.viewport.node)
            names = (session.table.label(frame).rpartition("/")[2] for frame in reversed(path))
            left += GLYPHS.dot + end_of_path(chain(names, ["root"]), max(room, 12))
        elif len(levels) <= room and len(layout.rows) > 1:
            left += GLYPHS.dot + levels
        return left, right

    def _legend(self, state: ViewState) -> list[Piece]:
        """Return what the colours mean, if they are not those of packages."""
        palette = self._graph.palette
        if state.colour == "package":
            return []
        if state.colour == "function":
            return [("coloured by function ", palette.head)]
        if state.colour == "change":
            return [
                piece
                for of, name in (("change: more 3", "more"), ("change: less 3", "less"))
                for piece in ((GLYPHS.swatch, palette.swatch(of, grey=False)), (f"{name} ", palette.head))
            ]
        return [
            piece
            for kind, name in _KINDS.items()
            if kind is not Kind.UNKNOWN
            for piece in ((GLYPHS.swatch, _swatch(palette, kind)), (f"{name} ", palette.head))
        ]

    def _map(self, session: Session, state: ViewState) -> list[Piece]:
        """Return a line that shows where in the whole graph the zoom stands, and how much of it that is."""
        start, width = session.place(state)
        first, cells = drawn(start, width, _MAP)
        head, here = self._graph.palette.head, self._graph.palette.key
        share = session.share(session.worth(state.index, state.grown, state.viewport.node), state.index)
        before, behind = GLYPHS.rail * first, GLYPHS.rail * (_MAP - first - cells)
        return [(before, head), (GLYPHS.thick_rail * cells, here), (behind, head), (f" {share} ", head)]


def _picture(session: Session, state: ViewState, layout: FlameLayout) -> Picture:
    matches, index = session.matches(state), state.index

    def value(box: Box) -> str:
        if session.is_difference and not box.gathered:
            return _changed(session, state, box)
        worth = box.value if box.gathered else session.worth(index, state.grown, box.node)
        return f"{session.write(worth, index)} {session.share(worth, index)}"

    return Picture(
        layout,
        session.table.label,
        value,
        _colour(session, state),
        matches.frames if matches else None,
        _holder(session, state),
        state.shape is Shape.FLAME,
    )


def _holder(session: Session, state: ViewState) -> Callable[[Box], bool]:
    """Return what says whether the search finds something in a box `+N`; worked out when one is first drawn."""
    tree, widths, matches = session.tree_of(state), session.widths_of(state), session.matches(state)
    if matches is None:
        return lambda _box: False
    deepest = cache(lambda: deepest_match(tree, matches.frames))
    drop_negative = session.options.drop_negative
    return cache(lambda box: holds_match(tree, widths, box, deepest(), drop_negative=drop_negative))


def _changed(session: Session, state: ViewState, box: Box) -> str:
    """Return how a box of a difference changed: by how much, and how many times as much it is."""
    before, after = session.side_weights(state.index, state.grown).of(box.node)
    sign = "+" if after > before else ""
    return f"{sign}{session.write(after - before, state.index)} {in_words(before, after)}"


def _colour(session: Session, state: ViewState) -> Callable[[Box], Colour]:
    """Return what decides the colour of a box."""
    label = session.table.label
    if state.colour == "change" and session.is_difference:
        weights = session.side_weights(state.index, state.grown)
        return lambda box: _of_change(*weights.of(box.node))
    if state.colour == "kind":
        of_frame = session.kinds
        return lambda box: Colour(
            *_of_kind(Kind(int(of_frame[box.frame]))), sign=GLYPHS.own if of_frame[box.frame] == Kind.OWN else ""
        )
    if state.colour == "function":
        return lambda box: Colour(label(box.frame), False)

    @cache
    def of_package(frame: int) -> Colour:
        of = package(label(frame))
        return Colour(of, is_grey(of))

    return lambda box: of_package(box.frame)


def _of_change(before: int, after: int) -> Colour:
    """Return the colour of a change: the direction is its hue, the share of the larger side its strength."""
    part = abs(after - before) / max(before, after, 1)
    strength = sum(part >= limit for limit in _STRENGTHS)
    if not strength:
        return Colour("change: same", True, "=")
    direction = "more" if after > before else "less"
    return Colour(f"change: {direction} {strength}", False, "+" if after > before else "-")


def _swatch(palette: Palette, kind: Kind) -> Style:
    of, grey = _of_kind(kind)
    return palette.swatch(of, grey=grey)


def _of_kind(kind: Kind) -> tuple[str, bool]:
    return f"kind: {_KINDS[kind]}", kind in (Kind.RUNTIME, Kind.UNKNOWN)


def _cursor(layout: FlameLayout, state: ViewState) -> Box:
    """Return the box of the selected node, or the nearest one that stands for it."""
    nearest = layout.nearest(state.node)
    if state.gathered and nearest.node == state.node:
        for towards in (1, -1):
            found = next((box for box in layout.standing_on(nearest, towards) if box.gathered), None)
            if found is not None and found.node == state.node and found.skip == state.gathered:
                return found
    return nearest
