"""What the browser does with the flame graph: zoom, shape, order and colour."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import on

from tui.layout.fork import fork_below
from tui.layout.viewport import Viewport
from tui.layout.viewstate import COLOURS, Shape
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.panes.flame import FlamePane
from tui.ui.screens.commanding import CommandingScreen
from tui.ui.screens.path import PathScreen
from tui.ui.screens.wording import path_rows


class ShapingScreen(CommandingScreen):
    """Turns what the user does in the flame graph into the next state."""

    def flame_width(self) -> int:
        """Return the cells that the flame graph has from left to right; 0 if it is not on the screen."""
        return self.query_one(FlamePane).cells()

    @on(FlamePane.Selected)
    def _flame_selected(self, event: FlamePane.Selected) -> None:
        box = event.box
        frame = self.session.tree_of(self.state).frame_of(box.node)
        self.change(node=box.node, frame=frame, gathered=box.skip if box.gathered else 0)

    @on(FlamePane.Entered)
    def _flame_entered(self, event: FlamePane.Entered) -> None:
        box = event.box
        if self.state.shape is Shape.SANDWICH and not box.gathered:
            # Where the filters leave nothing of the function, its place is taken by a box of no function.
            if box.frame >= 0:
                self.once_arrived(partial(self._put_in_middle, self.session, box.frame))
            return
        viewport = Viewport(box.node, box.skip if box.gathered else 0)
        if viewport == self.state.viewport:
            return
        zooms = (*self.state.zooms, viewport)
        frame = self.session.tree_of(self.state).frame_of(box.node)
        self.change(zooms=zooms, node=box.node, frame=frame, gathered=0)

    def _put_in_middle(self, session: Session, frame: int) -> None:
        if session.table is not self.session.table:
            # There it has another number; the selection was found again by name.
            frame = self.state.frame
        if self.state.shape is Shape.SANDWICH and frame >= 0:
            self._shape(Shape.SANDWICH, frame)

    def action_whole(self) -> None:
        """Zoom all the way out; filters stay."""
        self.change(zooms=(Viewport(self.session.tree_of(self.state).root),))

    def action_shape(self) -> None:
        """Show the flame graph in the next of its shapes."""
        self.once_arrived(self._next_shape)

    def _next_shape(self) -> None:
        shapes = list(Shape)
        shape = shapes[(shapes.index(self.state.shape) + 1) % len(shapes)]
        if shape is Shape.SANDWICH and self.state.frame < 0:
            self._shape(Shape.ICICLE, -1, "a sandwich is about one function: select one first")
        else:
            self._shape(shape, self.state.frame if shape is Shape.SANDWICH else -1)

    def _shape(self, shape: Shape, pivot: int, says: str = "") -> None:
        frame, whole = pivot if pivot >= 0 else self.state.frame, self.session.whole

        def then(session: Session, state: ViewState) -> ViewState:
            # Should another profile have come meanwhile, the numbers are other functions'.
            return session.shaped(replace(state, frame=frame), shape, pivot) if session.whole is whole else state

        if shape.whole and self.state.shape.whole:
            self.change(shape=shape)
        elif (shape, pivot) != (self.state.shape, self.state.pivot):
            self.set_chips(self.state.chips, says, then=then)

    def action_order(self) -> None:
        """Put boxes beside each other in the other order: by weight or by name."""
        self.change(by_name=not self.state.by_name)

    def action_colour(self) -> None:
        """Let colours tell the next thing: package, function, kind of code."""
        self.once_arrived(self._next_colour)

    def _next_colour(self) -> None:
        colours = COLOURS if self.session.is_difference else COLOURS[:-1]
        colour = (
            colours[(colours.index(self.state.colour) + 1) % len(colours)]
            if self.state.colour in colours
            else colours[0]
        )
        if colour == "kind":
            # All names are gone through: by way of a thread.
            self.set_chips(self.state.chips, then=_coloured_by_kind)
        else:
            self.change(colour=colour)

    def action_fork(self) -> None:
        """Go down to where the weight divides."""
        state = self.state
        tree = self.session.tree_of(state)
        skip = state.viewport.skip if state.node == state.viewport.node else 0
        drop_negative = self.session.options.drop_negative
        node = fork_below(tree, self.session.widths_of(state), state.node, skip=skip, drop_negative=drop_negative)
        if node == state.node:
            self.notice("nothing is called from here")
        else:
            self.change(node=node, frame=tree.frame_of(node), gathered=0)

    def action_path(self) -> None:
        """Choose a caller on the path of the zoom to zoom to."""
        self.once_arrived(self._choose_on_path)

    def _choose_on_path(self) -> None:
        tree, state = self.session.tree_of(self.state), self.state
        nodes = [tree.ancestor(state.viewport.node, depth) for depth in range(state.viewport.node.depth + 1)]

        def zoom(chosen: int | None) -> None:
            if chosen is not None and self.session.tree_of(self.state) is not tree:
                # A watched source brought another profile, of which these are no nodes.
                self.notice(f"the profile changed meanwhile: press {keys.shown('flame.path')} again")
            elif chosen is not None and Viewport(nodes[chosen]) != self.state.viewport:
                zooms = (*self.state.zooms, Viewport(nodes[chosen]))
                self.change(zooms=zooms, node=nodes[chosen], frame=tree.frame_of(nodes[chosen]), gathered=0)

        self.app.push_screen(PathScreen(path_rows(self.session, state, nodes)), zoom)


def _coloured_by_kind(_: Session, state: ViewState) -> ViewState:
    return replace(state, colour="kind")
