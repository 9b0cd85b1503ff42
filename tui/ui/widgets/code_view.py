"""Source lines with costs beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.style import Style
from textual.strip import Strip

from tui.analysis.listing import FileListing, LineCost
from tui.symbols.sourcefiles import SourceFile
from tui.ui.glyphs import GLYPHS
from tui.ui.highlight import highlighted
from tui.ui.widgets.cells import Piece, strip
from tui.ui.widgets.rows import Rows

_BAR = 6
_FOUND = Style(underline=True)
_BEFORE, _AFTER = 3, 40
"""Lines shown before the function begins and after its last line that costs anything."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a line of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one file."""

    listing: FileListing
    source: SourceFile | None
    """None if the file was not found: then the lines that cost anything are shown alone."""


@dataclass(frozen=True, slots=True)
class Code:
    """How costs are written."""

    write: Callable[[int], str]
    total: int
    """Cost of the function, in absolute terms: what a full bar stands for."""
    found: Callable[[str], bool] | None = None
    """Says whether the search finds something in a line; None without a search."""


@dataclass(frozen=True, slots=True)
class _CodeRow:
    line: int
    cost: LineCost | None
    section: Section


class CodeView(Rows):
    """Notes and lines; the cursor walks over them."""

    _rows: list[Note | _CodeRow]
    _code: Code | None = None

    def on_mount(self) -> None:
        """Start empty."""
        if not hasattr(self, "_rows"):
            self._rows = []

    def show(self, parts: Sequence[Section | Note], code: Code | None, *, hottest: bool = False) -> None:
        """Show other lines.

        Args:
            parts: notes and files, in order.
            code: how costs are written; None if there are none.
            hottest: put the cursor on the line that costs most; else it stays where it is.
        """
        self._code = code
        self._rows = [row for part in parts for row in _rows_of(part)]
        if not hottest and code is not None:
            self.renew()
            return
        self.top = 0
        self.cursor = 0
        if hottest:
            weights = [abs(row.cost.cum) if isinstance(row, _CodeRow) and row.cost else -1 for row in self._rows]
            flats = [abs(row.cost.flat) if isinstance(row, _CodeRow) and row.cost else -1 for row in self._rows]
            if weights and max(weights) > 0:
                self.cursor = max(range(len(weights)), key=lambda row: (flats[row] if any(flats) else 0, weights[row]))
            elif weights:
                self.cursor = 0
            self.top = max(self.cursor - self.page_rows // 2, 0)
        self.renew(self.cursor)

    def line_under_cursor(self) -> int:
        """Return the number of the source line under the cursor; 0 for a note."""
        row = self._rows[self.cursor] if self._rows else None
        return row.line if isinstance(row, _CodeRow) else 0

    def place_at(self, row: int) -> tuple[bytes, int] | None:
        """Return the file as recorded and the line of a row; None for a note."""
        shown = self._rows[row]
        return (shown.section.listing.recorded, shown.line) if isinstance(shown, _CodeRow) else None

    def row_count(self) -> int:
        """Return the number of lines."""
        return len(getattr(self, "_rows", ()))

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one line: number, flat, cum, bar, text."""
        shown, palette = self._rows[row], self.palette
        pieces = [(shown.text, palette.faint)] if isinstance(shown, Note) else self._code_pieces(shown)
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(text, style) for text, _ in pieces], width, style)
        return strip(pieces, width, palette.plain)

    def _code_pieces(self, row: _CodeRow) -> list[Piece]:
        palette, code = self.palette, self._code
        number = f"{row.line or '?':>6}"
        if row.cost is None or code is None:
            costs: list[Piece] = [(f"{'.':>9} {'.':>9} {' ' * _BAR} ", palette.faint)]
        else:
            bar = _bar(abs(row.cost.cum) / code.total)
            costs = [
                (f"{code.write(row.cost.flat):>9} {code.write(row.cost.cum):>9} ", palette.strong),
                (f"{bar} ", palette.bar),
            ]
        return [(number, palette.faint), (" ", palette.plain), *costs, *self._text(row)]

    def _text(self, row: _CodeRow) -> list[Piece]:
        source = row.section.source
        if source is None or not 0 < row.line <= len(source.lines):
            return []
        text = highlighted(source, row.line, self.palette)
        found = self._code.found if self._code is not None else None
        if found is None or not found(source.lines[row.line - 1]):
            return text
        return [(piece, style + _FOUND) for piece, style in text]


def _rows_of(part: Section | Note) -> list[Note | _CodeRow]:
    if isinstance(part, Note):
        return [part]
    costs = {cost.line: cost for cost in part.listing.lines}
    if part.source is None:
        return [_CodeRow(line, cost, part) for line, cost in costs.items()]
    known = [line for line in costs if line > 0]
    rows: list[Note | _CodeRow] = []
    beyond = [line for line in known if line > len(part.source.lines)]
    rows += [_CodeRow(line, costs[line], part) for line in beyond]
    rows += [_CodeRow(0, costs[0], part)] if 0 in costs else []
    if not known or len(beyond) == len(known):
        return rows
    start = part.listing.start_line or min(known)
    first = max(min(start, min(known)) - _BEFORE, 1)
    last = min(max(known) + _AFTER, len(part.source.lines))
    return rows + [_CodeRow(line, costs.get(line), part) for line in range(first, last + 1)]


def _bar(share: float) -> str:
    """Return a bar of `_BAR` cells for a share of 1."""
    steps = len(GLYPHS.bars)
    eighths = round(min(share, 1.0) * _BAR * steps)
    full, part = divmod(eighths, steps)
    bar = GLYPHS.bars[-1] * full + (GLYPHS.bars[part - 1] if part else "")
    return bar.ljust(_BAR)
