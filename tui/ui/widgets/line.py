"""One or more lines of text in several styles: titles, heads, details, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui.ui.widgets.cells import Piece, strip, width_of
from tui.ui.widgets.drawn import Drawn
from tui.ui.widgets.telling import tell


class Lines(Drawn):
    """As many lines as are shown; one is repainted only if its pieces change."""

    @dataclass
    class Clicked(Message):
        """The user clicked on a piece."""

        lines: Lines
        number: int
        """Place of the piece in its line."""

        @property
        def control(self) -> Lines:
            """Where it is."""
            return self.lines

    def __init__(self, count: int = 1, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.styles.height = count
        self._lines: list[Sequence[Piece]] = [()] * count
        self._fill: Style | None = None

    def show(self, *lines: Sequence[Piece], fill: Style | None = None) -> None:
        """Show other pieces.

        Args:
            lines: pieces of each line.
            fill: style of the rest of each line; the theme's line style if not given.
        """
        if len(lines) != len(self._lines):
            self.styles.height = len(lines)
            self._lines = [()] * len(lines)
        if fill != self._fill:
            self._fill, self._lines = fill, [()] * len(lines)
            self.refresh()
        for y, pieces in enumerate(lines):
            if list(pieces) != list(self._lines[y]):
                self._lines[y] = pieces
                self.refresh_changed(y)

    def on_click(self, event: events.Click) -> None:
        """Say which piece the mouse is on."""
        at = 0
        for number, (text, _) in enumerate(self._lines[event.y] if event.y < len(self._lines) else ()):
            at += width_of(text)
            if event.x < at:
                tell(self, self.Clicked(self, number))
                return

    def pieces(self, y: int = 0) -> Sequence[Piece]:
        """Return the pieces of a line."""
        return self._lines[y]

    def line_at(self, y: int, width: int) -> Strip:
        """Return one line."""
        pieces = self._lines[y] if y < len(self._lines) else ()
        return strip(pieces, width, self._fill or self.palette.line)

    def text(self) -> str:
        """Return what is shown, for tests and for copying."""
        return "\n".join("".join(text for text, _ in pieces) for pieces in self._lines)
