"""What all panes have in common: a head and a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from tui.session import Session, ViewState
from tui.ui.glyphs import GLYPHS
from tui.ui.widgets.cells import Piece, width_of
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell


class Pane(Vertical):
    """A head line that says what is shown, above a body that shows it."""

    DEFAULT_CSS = """
    Pane { height: 1fr; }
    Pane > Rows, Pane > FlameGraph { height: 1fr; }
    """
    word = ""
    """The pane's name in keys, ids and documentation."""
    number = 0
    """The key that goes here."""
    label = ""
    """The pane's name on the screen."""

    def body(self) -> Widget:
        """Make the widget that shows the result."""
        raise NotImplementedError

    def show(self, session: Session, state: ViewState) -> None:
        """Show what a state of a session looks like here."""
        raise NotImplementedError

    def forget(self) -> None:
        """Let go of the profile that was shown, which is gone; where the cursor was is still known, by name."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out head and body."""
        yield Lines(classes="head")
        yield self.body()

    def on_mount(self) -> None:
        """Draw a head even before there is a result."""
        self.head("")

    def head(self, note: str, right: Sequence[Piece] = ()) -> None:
        """Show the pane's name, a note on what is shown, and what stands at the right end if there is room."""
        self._note, self._right = note, right
        line = self.query_one(".head", Lines)
        focused, palette = self.has_focus_within, line.palette
        said = (note, [*right], focused, palette, self.size.width)
        if said == self._said:
            return
        self._said = said
        style = palette.head_focused if focused else palette.head
        label = f"{GLYPHS.marker if focused else ' '}{self.number} {self.label}"
        pieces: list[Piece] = [(label, style)]
        if note:
            pieces.append((GLYPHS.dot + note, palette.head))
        room = self.size.width - sum(width_of(text) for text, _ in (*pieces, *right))
        if right and room > 0:
            pieces += [(" " * room, palette.head), *right]
        line.show(pieces, fill=palette.head)

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Mark the head."""
        self.head(self._note, self._right)

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Take the mark away."""
        self.head(self._note, self._right)

    _note = ""
    _right: Sequence[Piece] = ()
    _said: tuple[object, ...] = ()
    """What the head was made of."""


class FunctionPane(Pane):
    """A pane whose rows stand for functions: Enter goes into one, and in some the cursor selects it."""

    enters = ""
    """The pane that Enter goes to."""
    selects = True
    """The cursor selects the function under it."""

    @dataclass
    class Selected(Message):
        """The user moved to a function."""

        frame: int

    @dataclass
    class Entered(Message):
        """The user wants to go into a function."""

        frame: int
        pane: str
        """Where to see it."""

    def frame_at(self, row: int) -> int:
        """Return the frame that a row stands for; -1 for none."""
        raise NotImplementedError

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say that a function was selected."""
        event.stop()
        if self.selects and (frame := self.frame_at(event.row)) >= 0:
            tell(self, self.Selected(frame))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Say that the user wants to go into a function."""
        event.stop()
        if (frame := self.frame_at(event.row)) >= 0:
            tell(self, self.Entered(frame, self.enters))
