"""The machine code of the selected function with what each instruction costs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui.analysis.regex import Pattern
from tui.disassembly import Line, Routine, routines
from tui.errors import ProfileError, as_profile_error
from tui.paths import clean_path
from tui.session import Session, ViewState
from tui.text import clean
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import Pane
from tui.ui.panes.subject import Subject
from tui.ui.widgets.bars import bar
from tui.ui.widgets.cells import Piece, cut, strip
from tui.ui.widgets.rows import Rows

_WORK = "disasm"
_READING = "  reading the binary"
_Place = tuple[int, int]
"""Address of an instruction, and the line of the screen that it is on."""
_BAR = 6
_TEXT, _LEAST = 40, 16
"""Most and fewest cells for an instruction before its place."""
_NUMBERS = 38
"""Cells of costs, bar and address."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for a selection, or why it could not be."""

    session: Session
    index: int
    frame: int
    routines: tuple[Routine, ...]
    trouble: str = ""


class DisasmList(Rows):
    """A heading for each function, and its instructions."""

    session: Session | None = None
    index = 0
    rows: tuple[Line | str, ...] = ()
    placed: frozenset[int] = frozenset()
    """Rows that tell their place in the source: those that cost, and those where it changes."""
    total = 1

    def clear(self, text: str) -> None:
        """Have a note alone."""
        self.session, self.rows = None, (text,)
        self.top = self.cursor = 0

    def row_count(self) -> int:
        """Return the number of lines."""
        return len(self.rows)

    def place(self) -> _Place | None:
        """Return where the cursor is; None on a heading."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else ""
        return None if isinstance(row, str) else (row.address, self.cursor - self.top)

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one line."""
        shown, palette = self.rows[row], self.palette
        pieces = [(cut(shown, width), palette.faint)] if isinstance(shown, str) else self._pieces(shown, row)
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(text, style) for text, _ in pieces], width, style)
        return strip(pieces, width, palette.plain)

    def _pieces(self, line: Line, row: int) -> list[Piece]:
        assert self.session is not None
        palette = self.palette
        flat, cum = (self.session.write(cost, self.index) if cost else "." for cost in (line.flat, line.cum))
        # The line before the function: on a narrow screen the end goes.
        function, _, place = clean(line.place if row in self.placed else "").rpartition(" ")
        room = min(_TEXT, max(self.size.width - _NUMBERS - len(place) - 1, _LEAST))
        costs = palette.strong if line.cum else palette.faint
        return [
            (f"{flat:>9} {cum:>9} ", costs),
            (f"{bar(min(abs(line.cum) / self.total, 1), _BAR)} ", palette.bar),
            (f"{line.address:>8x} ", palette.faint),
            (cut(clean(line.text), room) if place else clean(line.text), palette.plain),
            (f" {place} {function}" if place else "", palette.faint),
        ]


class DisasmPane(Pane):
    """Opens at the instruction that costs most; the binary is read in a thread."""

    word, number, label = "disasm", 8, "Disasm"

    def body(self) -> Widget:
        """Make the list."""
        self._list = DisasmList(id="disasm-list")
        self._shown: tuple[object, ...] = ()
        self._about: Subject | None = None
        """What the code that is shown is of; None if none is."""
        self._left: _Place | None = None
        """Where the cursor was when the profile was let go of."""
        return self._list

    def show(self, session: Session, state: ViewState) -> None:
        """Show the code of the selected frame, once it is read."""
        shown = (session, state.index, state.frame, self.app.theme)
        if shown == self._shown:
            return
        self._shown = shown
        if state.frame < 0:
            self._say("  select a function to see its machine code")
            return
        if not Subject.of(session, state.index, state.frame).is_still(self._about):
            self._say(_READING)
        work = partial(_read, session, state.index, state.frame)
        self.run_worker(work, thread=True, exclusive=True, group=_WORK, name=_WORK, exit_on_error=False)

    def forget(self) -> None:
        """Let go of the profile."""
        self._shown, self._left = (), self._list.place() or self._left
        self._list.clear(_READING)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was read, if it is still what is selected."""
        if event.worker.name != _WORK:
            return
        event.stop()
        if event.state is WorkerState.ERROR:
            self._say(f"  no machine code: {as_profile_error(event.worker.error)}")
        found = event.worker.result
        if event.state is not WorkerState.SUCCESS or not isinstance(found, _Read):
            return
        if (found.session, found.index, found.frame) != self._shown[:3]:
            return
        if found.trouble:
            self._say(f"  no machine code: {found.trouble}")
        else:
            self._fill(found)

    def _fill(self, found: _Read) -> None:
        rows: list[Line | str] = []
        for routine in found.routines:
            flat, cum = (found.session.write(cost, found.index) for cost in (routine.flat, routine.cum))
            rows += [f"  {clean(routine.name)}{GLYPHS.dot}flat {flat}{GLYPHS.dot}cum {cum}", *routine.lines]
        listed = self._list
        about, before = Subject.of(found.session, found.index, found.frame), self._about
        kept = (listed.place() or self._left) if about.is_still(before) else None
        address, line = kept or (None, 0)
        self._about, self._left = about, None
        listed.session, listed.index, listed.rows = found.session, found.index, tuple(rows)
        listed.placed = _placed(rows)
        listed.total = max((abs(routine.cum) for routine in found.routines), default=1) or 1
        here = next((at for at, row in enumerate(rows) if isinstance(row, Line) and row.address == address), -1)
        self.head(clean(found.session.table.label(found.frame)))
        if here >= 0:
            listed.top = max(here - line, 0)
            listed.renew(here)
            return
        costs = [(abs(row.flat), abs(row.cum)) if isinstance(row, Line) else (-1, -1) for row in rows]
        hottest = max(range(len(rows)), key=lambda row: costs[row])
        listed.top = max(hottest - listed.page_rows // 2, 0)
        listed.renew(hottest)

    def place(self) -> tuple[bytes, int] | None:
        """Return file and line of the instruction under the cursor; None if they are not known."""
        listed = self._list
        row = listed.rows[listed.cursor] if listed.cursor < len(listed.rows) else ""
        if isinstance(row, str) or not row.calls or not row.calls[0].file:
            return None
        return clean_path(os.fsencode(row.calls[0].file)), row.calls[0].line

    def _say(self, text: str) -> None:
        self._about = self._left = None
        self._list.clear(text)
        self._list.renew(0)
        self.head("")


def _placed(rows: Sequence[Line | str]) -> frozenset[int]:
    """Return the rows that tell their place."""
    before, placed = "", set()
    for number, row in enumerate(rows):
        place = "" if isinstance(row, str) else row.place
        if place and (place != before or (isinstance(row, Line) and row.cum)):
            placed.add(number)
        before = place
    return frozenset(placed)


def _read(session: Session, index: int, frame: int) -> _Read:
    table = session.table
    calls = np.flatnonzero(table.of_call == frame)
    locations = np.unique(np.searchsorted(table.call_offsets, calls, side="right") - 1)
    try:
        found = routines(
            session.profile,
            session.values(index),
            session.top_of_locations(index),
            Pattern("", "disasm"),
            intel=session.options.intel_syntax,
            wanted=locations,
        )
        return _Read(session, index, frame, tuple(found))
    except ProfileError as error:
        return _Read(session, index, frame, (), str(error))
