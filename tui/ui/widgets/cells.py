"""Strips of cells from text that may hold anything printable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.strip import Strip

from tui.analysis import names
from tui.ui.glyphs import GLYPHS, plain

Piece = tuple[str, Style]
"""Clean text and its style."""
_END: tuple[str, Style | None] = ("", None)


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


def fitted(name: str, width: int) -> str:
    """Return a function's name in so many cells, shortened where it says least, as the terminal can show it."""
    return plain(names.fitted(plain(name), width))


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


def end_of_path(names: Iterable[str], width: int) -> str:
    """Return the end of a path in at most `width` cells, begun with an ellipsis if something is missing.

    Args:
        names: the parts of the path, the last first; no more are asked for than fit.
        width: cells.
    """
    parts: list[str] = []
    taken = -width_of(GLYPHS.step)
    for name in names:
        parts.append(name)
        taken += width_of(GLYPHS.step) + width_of(name)
        if taken > width:
            break
    return cut_left(GLYPHS.step.join(reversed(parts)), width)


def cut_middle(text: str, width: int) -> str:
    """Return a text in at most `width` cells, cut in the middle: names differ at both ends."""
    if width_of(text) <= width:
        return text
    end = cut_left(text, width // 2)
    return cut(text, width - width_of(end)).rstrip(GLYPHS.ellipsis) + end


def strip(pieces: Iterable[Piece], width: int, fill: Style) -> Strip:
    """Return pieces as one line of exactly `width` cells, cut or filled up at the right."""
    segments: list[Segment] = []
    left = width
    for text, style in pieces:
        if left <= 0:
            break
        text = plain(text)
        taken = width_of(text)
        if taken > left:
            text, taken = cut(text, left), left
        if taken:
            _append(segments, text, style)
            left -= taken
    if left > 0:
        _append(segments, " " * left, fill)
    return Strip(segments, width)


def _append(segments: list[Segment], text: str, style: Style) -> None:
    """Add a piece; to the segment before it if they look alike, since every segment costs bytes to say its style."""
    if segments:
        before, look, _ = segments[-1]
        if look == style or (look is not None and text.isspace() and _blanks_alike(look, style)):
            segments[-1] = Segment(before + text, look)
            return
        if look is not None and before.isspace() and _blanks_alike(look, style):
            segments[-1] = Segment(before + text, style)
            return
    segments.append(Segment(text, style))


def _blanks_alike(one: Style, other: Style) -> bool:
    """Say whether a blank looks the same in both styles: of a style, it shows the background and lines alone."""
    lines = one.underline or other.underline or one.reverse or other.reverse
    return not lines and one.bgcolor == other.bgcolor


def changed_span(before: Strip, now: Strip) -> tuple[int, int] | None:
    """Return the first cell that differs and the one behind the last; None if none does."""
    if before is now or before == now:
        return None
    width = now.cell_length
    if not before.cell_length == width == _length(before) == _length(now):
        # A character that takes two cells must not be cut.
        return 0, width
    begin = _alike([*before], [*now], from_end=False)
    return (begin, width - _alike([*before], [*now], from_end=True)) if begin < width else None


def _length(line: Strip) -> int:
    return sum(len(text) for text, _, _ in line)


def _alike(one: list[Segment], other: list[Segment], *, from_end: bool) -> int:
    """Return how many characters of two lines are alike from the left, or from the right end."""
    step = slice(None, None, -1) if from_end else slice(None)
    pieces = [[(text[step], style) for text, style, _ in line[step] if text] for line in (one, other)]
    alike, (left, right) = 0, (iter(piece) for piece in pieces)
    (mine, look), (yours, as_well) = next(left, _END), next(right, _END)
    while mine and yours and look == as_well:
        count = min(len(mine), len(yours))
        if mine[:count] != yours[:count]:
            return alike + next(at for at in range(count) if mine[at] != yours[at])
        alike += count
        mine, look = (mine[count:], look) if len(mine) > count else next(left, _END)
        yours, as_well = (yours[count:], as_well) if len(yours) > count else next(right, _END)
    return alike


def ended(pieces: Sequence[Piece], end: Sequence[Piece], width: int, fill: Style) -> list[Piece]:
    """Return pieces with others at the right end of a line, for which the first are cut if they have to be."""
    if not end:
        return list(pieces)
    room = width - sum(width_of(text) for text, _ in end)
    kept: list[Piece] = []
    for text, style in pieces:
        kept.append((text if width_of(text) <= room else cut(text, max(room, 0)), style))
        room -= width_of(kept[-1][0])
    return [*kept, (" " * max(room, 0), fill), *end]


def without_truecolor_filter(filters: Sequence[LineFilter]) -> list[LineFilter]:
    """Leave out the filter that resolves ANSI colours: our styles have none, and it rebuilds every segment."""
    return [line_filter for line_filter in filters if not isinstance(line_filter, ANSIToTruecolor)]
