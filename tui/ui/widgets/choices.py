"""A list to choose from: headings and entries of several columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.strip import Strip

from tui.ui.glyphs import plain
from tui.ui.widgets.cells import Piece, cut, strip
from tui.ui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry, or a heading if it leads nowhere."""

    columns: tuple[str, ...]
    """Clean text for each column."""
    value: object = None
    """What choosing it means to the screen; None for a heading."""


class Choices(Rows):
    """Entries under headings; the last column takes the room that is left."""

    def __init__(self, widths: Sequence[int], *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._widths = widths
        self._choices: Sequence[Choice] = ()

    def show(self, choices: Sequence[Choice]) -> None:
        """Offer other entries."""
        self._choices = choices
        self.renew(0)

    def value(self) -> object:
        """Return what the entry under the cursor means; None if there is none."""
        return self._choices[self.cursor].value if self.cursor < len(self._choices) else None

    def row_count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self._choices)

    def may_rest(self, row: int) -> bool:
        """The cursor passes over headings."""
        return self._choices[row].value is not None

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Draw one entry."""
        choice, palette = self._choices[row], self.palette
        if choice.value is None:
            return strip([(f" {choice.columns[0]}", palette.faint)], width, palette.plain)
        pieces: list[Piece] = [("  ", palette.plain)]
        for number, text in enumerate(map(plain, choice.columns)):
            wide = self._widths[number] if number < len(self._widths) else 0
            pieces.append((cut(text, wide) + " " if wide else text, palette.faint if number else palette.plain))
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(text, style) for text, _ in pieces], width, style)
        return strip(pieces, width, palette.plain)
