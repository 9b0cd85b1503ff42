"""One or more lines of text in several styles: titles, heads, details, keys."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.strip import Strip

from tui.ui.widgets.cells import Piece, strip
from tui.ui.widgets.drawn import Drawn


class Lines(Drawn):
    """Fixed lines; a line is repainted only if its pieces change."""

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
        if fill != self._fill:
            self._fill, self._lines = fill, [()] * len(self._lines)
            self.refresh()
        for y, pieces in enumerate(lines):
            if list(pieces) != list(self._lines[y]):
                self._lines[y] = pieces
                self.refresh_row(y)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        pieces = self._lines[y] if y < len(self._lines) else ()
        return strip(pieces, self.size.width, self._fill or self.palette.line)

    def text(self) -> str:
        """Return what is shown, for tests and for copying."""
        return "\n".join("".join(text for text, _ in pieces) for pieces in self._lines)
