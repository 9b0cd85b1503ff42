"""Callers above, callees below; Enter goes on to the function under the cursor."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from tui import units
from tui.analysis.peek import Neighbour, Peek
from tui.analysis.search import Matches
from tui.session import Session, ViewState
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import FunctionPane
from tui.ui.panes.subject import Subject
from tui.ui.widgets.cells import Piece, fitted, strip
from tui.ui.widgets.rows import Rows

_Row = Neighbour | str | None
"""A neighbour, a heading, or None for the function itself."""

_Place = tuple[bytes, bool]
"""Name of a neighbour, and whether it is a callee."""


class PeekList(Rows):
    """Neighbours with weight and share."""

    session: Session | None = None
    index = 0
    peek: Peek | None = None
    matches: Matches | None = None
    entries: tuple[_Row, ...] = ()

    def clear(self) -> None:
        """Have no rows."""
        self.session = self.peek = self.matches = None
        self.entries = ()

    def row_count(self) -> int:
        """Return the number of rows, headings included."""
        return len(self.entries)

    def may_rest(self, row: int) -> bool:
        """The cursor rests on functions, not on headings."""
        return not isinstance(self.entries[row], str)

    def place(self) -> _Place | None:
        """Return the neighbour under the cursor; None for the function itself."""
        entry = self.entries[self.cursor] if self.cursor < len(self.entries) else None
        if self.session is None or not isinstance(entry, Neighbour):
            return None
        return self.session.table.sort_key(entry.frame), self.cursor > self.entries.index(None)

    def find(self, place: _Place) -> int:
        """Return the row of a neighbour; -1 if there is none of its name on its side."""
        assert self.session is not None
        table, middle = self.session.table, self.entries.index(None) if None in self.entries else -1
        for row, entry in enumerate(self.entries):
            if isinstance(entry, Neighbour) and (table.sort_key(entry.frame), row > middle) == place:
                return row
        return -1

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one neighbour."""
        entry, palette = self.entries[row], self.palette
        if isinstance(entry, str):
            return strip([(entry, palette.faint)], width, palette.plain)
        pieces = self._itself(width) if entry is None else self._neighbour(entry, width)
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(text, style) for text, _ in pieces], width, style)
        return strip(pieces, width, palette.plain)

    def _itself(self, width: int) -> list[Piece]:
        assert self.session is not None
        assert self.peek is not None
        total = self.session.top(self.index).total
        cum = f"{self.session.write(self.peek.cum, self.index):>9} {units.percentage(self.peek.cum, total)}  "
        flat = f"  (itself {self.session.write(self.peek.flat, self.index)})"
        name = fitted(self.session.table.label(self.peek.frame), width - len(cum) - len(flat))
        found = self.matches is not None and bool(self.matches.frames[self.peek.frame])
        style = self.palette.match if found else self.palette.strong
        return [(cum, self.palette.strong), (name, style), (flat, self.palette.faint)]

    def _neighbour(self, entry: Neighbour, width: int) -> list[Piece]:
        assert self.session is not None
        assert self.peek is not None
        share = units.percentage(entry.weight, self.peek.cum)
        found = self.matches is not None and bool(self.matches.frames[entry.frame])
        inline = " (inline)" if entry.inline else ""
        numbers = f"{self.session.write(entry.weight, self.index):>9} {share}    "
        name = self.session.table.label(entry.frame)
        return [
            (numbers, self.palette.plain),
            (
                fitted(name, width - len(numbers) - len(inline)),
                self.palette.match if found else self.palette.plain,
            ),
            (inline, self.palette.faint),
        ]


class PeekPane(FunctionPane):
    """The selected function between its callers and callees; the cursor leaves it in the middle."""

    word, number, label = "peek", 3, "Peek"
    enters = "peek"
    selects = False

    def body(self) -> Widget:
        """Make the list."""
        self._list = PeekList(id="peek-list")
        self._shown: tuple[object, ...] = ()
        self._about: Subject | None = None
        self._left: _Place | None = None
        """Where the cursor was when the profile was let go of."""
        return self._list

    def show(self, session: Session, state: ViewState) -> None:
        """Show the neighbours of the selected frame; for the root, what to do to see some."""
        shown = (session, state.index, state.frame, self.app.theme)
        rows = self._list
        matches = session.matches(state)
        if shown == self._shown:
            if matches is not rows.matches:
                rows.matches = matches
                rows.refresh_changed()
            return
        self._shown = shown
        about, before = Subject.of(session, state.index, state.frame), self._about
        self._about = about
        kept = (rows.place() or self._left) if about.is_still(before) else None
        self._left = None
        found = session.peek(state)
        rows.session, rows.index, rows.peek, rows.matches = session, state.index, found, matches
        if found is None:
            rows.entries = ("  select a function to see who calls it, and whom it calls",)
            self.head("")
        else:
            callers: tuple[_Row, ...] = found.callers or ("              nobody: it is where stacks begin",)
            callees: tuple[_Row, ...] = found.callees or ("              nobody: it is where stacks end",)
            left_out = session.neighbours(state.index, found.frame).left_out
            above, below = (f"{GLYPHS.dot}{count} left out" if count else "" for count in left_out)
            rows.entries = (
                f"  callers, share of its cum{above}",
                *callers,
                None,
                f"  callees, share of its cum{below}",
                *callees,
            )
            self.head(session.table.label(found.frame))
        here = rows.find(kept) if kept is not None else -1
        if here >= 0:
            rows.stay_on(here)
        else:
            rows.top = 0
            rows.renew(len(found.callers) + 1 if found and found.callers else 2)

    def forget(self) -> None:
        """Let go of the profile."""
        self._shown, self._left = (), self._list.place() or self._left
        self._list.clear()

    def frame_at(self, row: int) -> int:
        """Return the neighbour in a row."""
        entry = self._list.entries[row]
        return entry.frame if isinstance(entry, Neighbour) else -1
