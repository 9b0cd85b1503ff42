"""Strips of cells from text that may hold anything printable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.strip import Strip

from tui.ui.glyphs import GLYPHS

Piece = tuple[str, Style]
"""Clean text and its style."""


def width_of(text: str) -> int:
    """Return the number of cells that a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells: padded, or ended with an ellipsis."""
    if text.isascii():
        if len(text) <= width:
            return text.ljust(width)
        return text[: width - 1] + GLYPHS.ellipsis[:1] if width > 0 else ""
    taken = cell_len(text)
    if taken <= width:
        return text + " " * (width - taken)
    return set_cell_size(text, width - 1) + GLYPHS.ellipsis[:1] if width > 0 else ""


def cut_left(text: str, width: int) -> str:
    """Return the end of `text` in at most `width` cells, begun with an ellipsis if something is missing."""
    if width_of(text) <= width:
        return text
    if width < 2:
        return ""
    kept = text[-(width - 1) :]
    while width_of(kept) > width - 1:
        kept = kept[1:]
    return GLYPHS.ellipsis[:1] + kept


def strip(pieces: Iterable[Piece], width: int, fill: Style) -> Strip:
    """Return pieces as one line of exactly `width` cells, cut or filled up at the right."""
    segments: list[Segment] = []
    left = width
    for text, style in pieces:
        if left <= 0:
            break
        taken = width_of(text)
        if taken > left:
            text, taken = cut(text, left), left
        if taken:
            segments.append(Segment(text, style))
            left -= taken
    if left > 0:
        segments.append(Segment(" " * left, fill))
    return Strip(segments, width)


def without_truecolor_filter(filters: Sequence[LineFilter]) -> list[LineFilter]:
    """Leave out the filter that resolves ANSI colours: our styles have none, and it rebuilds every segment."""
    return [line_filter for line_filter in filters if not isinstance(line_filter, ANSIToTruecolor)]
