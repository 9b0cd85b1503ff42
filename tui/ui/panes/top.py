"""The functions that cost most, as a table."""

from __future__ import annotations

import numpy as np
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui import units
from tui.analysis.difference import in_words
from tui.pprof.arrays import IndexArray, Int64Array
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import FunctionPane
from tui.ui.widgets.cells import fitted, strip
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell

_CHANGES = {"flat": "Δflat", "cum": "Δcum", "name": "name"}
_WITH_SIDES = 68
"""Cells from which on a difference has room for both sides."""


class TopTable(Rows):
    """Rows of flat, flat%, sum%, cum, cum% and name; only what is on the screen is formatted."""

    BINDINGS = keys.bindings("top")

    class Sorted(Message):
        """The user wants another column to sort by."""

    class Reversed(Message):
        """The user wants the order turned round."""

    session: Session | None = None
    state: ViewState | None = None
    frames: IndexArray = np.zeros(0, np.int64)
    sums: Int64Array = np.zeros(0, np.int64)

    def clear(self) -> None:
        """Have no rows."""
        self.session = self.state = None
        self.frames = self.sums = np.zeros(0, np.int64)

    def row_count(self) -> int:
        """Return the number of functions."""
        return len(self.frames)

    def head_lines(self) -> int:
        """One line names the columns."""
        return 1

    def head_line(self, y: int, width: int) -> Strip:
        """Name the columns; the one sorted by is marked."""
        by = self.state.sort if self.state else "flat"
        mark = GLYPHS.rising if self.state and self.state.reverse else GLYPHS.falling
        if self.session is not None and self.session.is_difference:
            return strip([(_difference_head(by, mark, width), self.palette.faint)], width, self.palette.faint)
        titles = {column: mark + column if column == by else column for column in ("flat", "cum", "name")}
        share, running = self._columns(width)
        text = f"{titles['flat']:>9}{' flat%' if share else '':>7}{'  sum%' if running else ''}"[
            : 9 + 7 * (share + running)
        ]
        text += f" {titles['cum']:>9} {'cum%':>6}  {titles['name']}"
        return strip([(text, self.palette.faint)], width, self.palette.faint)

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one function."""
        assert self.session is not None
        assert self.state is not None
        frame, palette = int(self.frames[row]), self.palette
        numbers = self._numbers(row, frame, width)
        name = fitted(self.session.table.label(frame), width - len(numbers))
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(numbers + name, style)], width, style)
        matches = self.session.matches(self.state)
        found = matches is not None and bool(matches.frames[frame])
        return strip(
            [(numbers, palette.plain), (name, palette.match if found else palette.plain)], width, palette.plain
        )

    def _numbers(self, row: int, frame: int, width: int) -> str:
        assert self.session is not None
        assert self.state is not None
        index = self.state.index
        if self.session.is_difference:
            return _difference_numbers(self.session, index, frame, width)
        top = self.session.top(index)
        flat, cum = int(top.flat[frame]), int(top.cum[frame])
        share, running = self._columns(width)
        text = f"{self.session.write(flat, index):>9} "
        text += f"{units.percentage(flat, top.total)} " if share else ""
        text += f"{units.percentage(int(self.sums[row]), top.total)} " if running else ""
        return text + f"{self.session.write(cum, index):>9} {units.percentage(cum, top.total)}  "

    @staticmethod
    def _columns(width: int) -> tuple[bool, bool]:
        """Say whether there is room for flat% and sum%: names are what a narrow table must not lose."""
        return width >= 52, width >= 64

    def action_sort(self) -> None:
        """Ask for the next column."""
        tell(self, self.Sorted())

    def action_reverse(self) -> None:
        """Ask for the other order."""
        tell(self, self.Reversed())


def _difference_head(by: str, mark: str, width: int) -> str:
    """Name the columns of a difference: what flat and cum changed by, how many times as much, and both sides of cum."""
    titles = {column: mark + name if column == by else name for column, name in _CHANGES.items()}
    sides = f" {'before':>9} {'after':>9}" if width >= _WITH_SIDES else ""
    return f"{titles['flat']:>10} {titles['cum']:>10} {'':>5}{sides}  {titles['name']}"


def _difference_numbers(session: Session, index: int, frame: int, width: int) -> str:
    sides, top = session.sides(index), session.top(index)
    before, after = int(sides.cum_before[frame]), int(sides.cum_after[frame])
    changes = (_signed(session, int(column[frame]), index) for column in (top.flat, top.cum))
    both = f" {session.write(before, index):>9} {session.write(after, index):>9}" if width >= _WITH_SIDES else ""
    return f"{next(changes):>10} {next(changes):>10} {in_words(before, after):>5}{both}  "


def _signed(session: Session, value: int, index: int) -> str:
    return ("+" if value > 0 else "") + session.write(value, index)


class TopPane(FunctionPane):
    """The table; moving the cursor moves the selection."""

    word, number, label = "top", 2, "Top"
    enters = "peek"

    def body(self) -> Widget:
        """Make the table."""
        self._table = TopTable(id="top-table")
        self._shown: tuple[object, ...] = ()
        return self._table

    def show(self, session: Session, state: ViewState) -> None:
        """Show the rows in the state's order, the selected one under the cursor."""
        table = self._table
        frames = session.rows(state)
        table.session, table.state = session, state
        shown = (session, id(frames), state.pattern, self.app.theme)
        if shown != self._shown:
            self._shown = shown
            table.frames = frames
            table.sums = np.cumsum(session.top(state.index).flat[frames])
            table.renew(self._row_of(state, frames, table.cursor))
            self.head(f"{len(frames):,} functions")
        else:
            table.place_cursor(self._row_of(state, frames, table.cursor))

    def forget(self) -> None:
        """Let go of the profile."""
        self._shown = ()
        self._table.clear()

    def frame_at(self, row: int) -> int:
        """Return the frame in a row."""
        return int(self._table.frames[row])

    @staticmethod
    def _row_of(state: ViewState, frames: IndexArray, fallback: int) -> int:
        if state.frame < 0:
            return fallback
        found = np.flatnonzero(frames == state.frame)
        return int(found[0]) if len(found) else fallback
