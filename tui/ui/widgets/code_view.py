"""Source lines with costs beside them, and what was inlined into them below."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from tui.symbols.sourcefiles import SourceFile
from tui.text import clean
from tui.ui import keys
from tui.ui.glyphs import GLYPHS
from tui.ui.highlight import highlighted
from tui.ui.widgets.bars import bar
from tui.ui.widgets.cells import Piece, strip
from tui.ui.widgets.code_rows import CodeRow, CodeRows, Key, Note, Place, Section, opened, renumbered
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell

_BAR = 6
_FOUND = Style(underline=True)


@dataclass(frozen=True, slots=True)
class Code:
    """How costs are written."""

    write: Callable[[int], str]
    total: int
    """Cost of the function, in absolute terms: what a full bar stands for."""
    calls: Callable[[Place], str]
    """Says what a line calls; shown where its text is not known."""
    label: Callable[[int], str]
    """Names a function, of a line inlined whose text is not known."""
    found: Callable[[str], bool] | None = None
    """Says whether the search finds something in a line; None without a search."""


class CodeView(Rows):
    """Notes and lines; the cursor walks over them."""

    BINDINGS = keys.bindings("source")

    @dataclass
    class Folded(Message):
        """The user unfolded or folded what was inlined into lines."""

    @dataclass
    class Unable(Message):
        """What a key does cannot be done on the line under the cursor."""

        why: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self.unfolded: set[Key] = set()
        """Keys of the rows below which the lines inlined there stand."""
        self._parts: Sequence[Section | Note] = ()
        self._sources: Mapping[bytes, SourceFile] = {}
        self._code: Code | None = None
        self._rows = CodeRows()
        self._numbers: Mapping[int, int] | None = None
        self._left: Key | None = None
        """Key of the row under the cursor when the lines were let go of."""

    def renumber(self, numbers: Mapping[int, int]) -> None:
        """Know the lines again in what is shown next, where the frames inlined have other numbers.

        Args:
            numbers: the new number of each old one; frames that are gone have none.
        """
        self._numbers = numbers
        self.unfolded = {renumbered(key, numbers) for key in self.unfolded}

    def show(
        self,
        parts: Sequence[Section | Note],
        code: Code | None,
        *,
        sources: Mapping[bytes, SourceFile] | None = None,
        hottest: bool = False,
    ) -> None:
        """Show other lines.

        Args:
            parts: notes and files, in order.
            code: how costs are written; None if there are none.
            sources: files by their path as recorded, for lines inlined.
            hottest: put the cursor on the line that costs most; else it stays on its line.
        """
        before, numbers = self._key(), self._numbers
        self._numbers = self._left = None
        if before is not None and numbers is not None:
            before = renumbered(before, numbers)
        self._parts, self._code, self._sources = parts, code, sources or {}
        self._fill()
        if hottest or code is None:
            self.top = self.cursor = 0
            self._centre(next(iter(self._by_heat()), 0))
        else:
            self._stay(before)

    def clear(self) -> None:
        """Let go of all lines; what is unfolded, and where the cursor is, is still known."""
        self._left = self._key()
        self._parts, self._code, self._sources = (), None, {}
        self._fill()

    def frames(self) -> set[int]:
        """Return the frames inlined that tell the rows apart which are unfolded or under the cursor."""
        here = self._key()
        return {frame for key in (*self.unfolded, *([here] if here else [])) for _, _, frame in key if frame >= 0}

    def _key(self) -> Key | None:
        row = self.row_under_cursor()
        return row.key if row is not None else self._left

    def row_under_cursor(self) -> CodeRow | None:
        """Return the line under the cursor; None for a note."""
        return self.code_at(self.cursor)

    def line_under_cursor(self) -> int:
        """Return the number of the source line under the cursor; 0 for a note."""
        row = self.row_under_cursor()
        return row.line if row is not None else 0

    def code_at(self, row: int) -> CodeRow | None:
        """Return the line that stands on a row; None for a note."""
        shown = self._rows[row] if row < len(self._rows) else None
        return shown if isinstance(shown, CodeRow) else None

    # What keys do.

    def action_hot(self, by: int) -> None:
        """Go to the next (1) or previous (-1) line that costs much."""
        hot = sorted(self._hot())
        onwards = [row for row in hot if (row - self.cursor) * by > 0]
        if onwards:
            self._jump(onwards[0 if by > 0 else -1])
        elif hot:
            self._say(f"this is the {'last' if by > 0 else 'first'} line that costs much")
        else:
            self._say("no line here costs anything")

    def action_hottest(self) -> None:
        """Go to the line that costs most, or from there to the next in weight."""
        hot = self._hot()
        if hot:
            at = hot.index(self.cursor) + 1 if self.cursor in hot else 0
            self._jump(hot[at % len(hot)])
        else:
            self._say("no line here costs anything")

    def action_unfold(self) -> None:
        """Show below a line what was inlined into it."""
        row = self.row_under_cursor()
        if row is None or not row.inlined:
            self._say("nothing that costs was inlined here")
        elif not row.unfolded:
            self.unfolded |= set(opened(row))
            self._refold(row.key)

    def action_fold(self) -> None:
        """Take away what stands below a line, or below the line that this one was inlined into."""
        row = self.row_under_cursor()
        if row is None or not (row.unfolded or row.depth):
            self._say("nothing is unfolded here")
            return
        key = row.key if row.unfolded else row.key[:-1]
        self.unfolded = {other for other in self.unfolded if other[: len(key)] != key}
        self._refold(key)

    def _refold(self, key: Key) -> None:
        self._fill()
        self._place(key)
        tell(self, self.Folded())

    def _say(self, why: str) -> None:
        tell(self, self.Unable(why))

    # Where the cursor goes.

    def _fill(self) -> None:
        self._rows = CodeRows(self._parts, self.unfolded, self._sources)

    def _by_heat(self) -> list[int]:
        """Return the rows that cost anything, the hottest first."""
        costs = {
            number: (abs(row.cost.cum), abs(row.cost.flat))
            for number, row in self._rows.costly()
            if row.cost is not None and (row.cost.flat or row.cost.cum)
        }
        return sorted(costs, key=lambda number: costs[number], reverse=True)

    def _hot(self) -> list[int]:
        """Return the rows that cost much, the hottest first; if none does, those that cost anything."""
        rows, total = self._by_heat(), self._code.total if self._code is not None else 1
        hot = [number for number in rows if isinstance(row := self._rows[number], CodeRow) and row.is_hot(total)]
        return hot or rows

    def _stay(self, before: Key | None) -> None:
        if before is None:
            self.renew()
        else:
            self._place(before)

    def _place(self, key: Key) -> None:
        """Put the cursor on the row with a key, as high on the screen as it was; else leave it where it is."""
        here = self._rows.find(key)
        self.stay_on(here if here >= 0 else self.cursor)

    def _jump(self, row: int) -> None:
        """Move the cursor to a row, with what is around it if that was not on the screen."""
        if self.top <= row < self.top + self.page_rows:
            self._go(row)
        elif row != self.cursor:
            self._centre(row)
            tell(self, self.Moved(self, row))

    def _centre(self, row: int) -> None:
        self.top = max(row - self.page_rows // 2, 0)
        self.renew(row)

    # What it looks like.

    def row_count(self) -> int:
        """Return the number of lines."""
        return len(self._rows)

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one line: number, flat, cum, bar, text."""
        shown, palette = self._rows[row], self.palette
        if isinstance(shown, Note):
            pieces = [(shown.text, palette.bar if shown.warns else palette.faint)]
        else:
            pieces = self._code_pieces(shown)
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(text, style) for text, _ in pieces], width, style)
        return strip(pieces, width, palette.plain)

    def _code_pieces(self, row: CodeRow) -> list[Piece]:
        palette, code = self.palette, self._code
        number = "" if row.depth else str(row.line or "?")
        fold = (GLYPHS.falling if row.unfolded else GLYPHS.folded) if row.inlined else " "
        if row.cost is None or code is None:
            costs: list[Piece] = [(f"{'.':>9} {'.':>9} {' ' * _BAR} ", palette.faint)]
        else:
            flat, cum = (code.write(value) if value else "." for value in (row.cost.flat, row.cost.cum))
            share = min(abs(row.cost.cum) / code.total, 1)
            costs = [(f"{flat:>9} {cum:>9} ", palette.strong), (f"{bar(share, _BAR)} ", palette.bar)]
        return [(f"{number:>6}", palette.faint), (fold, palette.bar), *costs, *self._text(row)]

    def _text(self, row: CodeRow) -> list[Piece]:
        text, palette, code = row.text, self.palette, self._code
        before: list[Piece] = []
        if row.depth:
            file, line = row.place
            named = f"{posixpath.basename(clean(file)) or '?'}:{line or '?'} "
            before = [("  " * row.depth, palette.plain), (named, palette.faint)]
        if text is None or row.source is None:
            told = "" if code is None else code.label(row.frame) if row.depth else code.calls(row.place)
            return [*before, (told, palette.faint)]
        coloured = highlighted(row.source, row.line, palette)
        if row.depth:
            coloured = _unindented(coloured)
        found = code.found if code is not None else None
        if found is not None and found(text):
            coloured = [(piece, style + _FOUND) for piece, style in coloured]
        return [*before, *coloured]


def _unindented(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces without the blanks that the first ones begin with."""
    kept = list(pieces)
    while kept and not kept[0][0].strip():
        kept.pop(0)
    return [(kept[0][0].lstrip(), kept[0][1]), *kept[1:]] if kept else []
