"""Labels with weight and bar: to filter by one, or to put it at the root or the leaf of all stacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui.analysis.labels import LabelKey
from tui.analysis.search import Matches
from tui.errors import as_profile_error
from tui.pprof.arrays import IndexArray
from tui.session import Session, ViewState
from tui.ui.panes.labelrows import NONE, Entries, LabelList, Place
from tui.ui.panes.pane import Pane
from tui.ui.widgets.telling import tell

_COUNTING, _LOOKING = "labels", "labels found"
_MANY = 20_000
"""To look through so many is not for the thread that draws."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """The labels of a session, counted in a thread."""

    session: Session
    index: int
    found: tuple[LabelKey, ...]


@dataclass(frozen=True, slots=True)
class _Searched:
    """Rows that a search finds."""

    entries: Entries
    matches: Matches
    rows: IndexArray
    """int64[n], ascending."""


class LabelsPane(Pane):
    """Keys and values, the heaviest first; where there are many, they are counted and looked through in a thread."""

    word, number, label = "labels", 5, "Labels"

    @dataclass
    class Walked(Message):
        """Labels were looked through for the next one that the search finds."""

        by: int
        """In which direction."""
        told: str
        """Which of how many it is, or why nobody knows; empty if there is none."""

    def body(self) -> Widget:
        """Make the list."""
        self._list = LabelList(id="labels-list")
        self._shown: tuple[object, ...] = ()
        self._searched: _Searched | None = None
        self._looking: tuple[Entries, Matches] | None = None
        """What a thread looks through, and for what; None for nothing."""
        self._left: Place | None = None
        """Where the cursor was when the profile was let go of."""
        self._by = 1
        """In which direction the user wants to go then."""
        return self._list

    def show(self, session: Session, state: ViewState) -> None:
        """Show the labels of all samples that the filters leave, as soon as they are counted."""
        shown = (session, state.index, self.app.theme)
        rows, matches = self._list, session.matches(state)
        if shown == self._shown:
            if matches is not rows.matches:
                rows.matches = matches
                rows.refresh_changed()
            return
        self._shown, rows.matches = shown, matches
        if session.is_counted(state.index):
            self._fill(_Counted(session, state.index, session.labels(state.index)))
            return
        rows.note = "  counting the labels"
        rows.refresh_changed()
        self._work(partial(_count, session, state.index), _COUNTING)

    def forget(self) -> None:
        """Let go of the profile."""
        rows = self._list
        self._left = rows.entries.place(rows.cursor) or self._left
        self._shown, self._searched, self._looking = (), None, None
        rows.clear()

    def text(self) -> str:
        """Return the label under the cursor: a value, or a key."""
        return self._list.text()

    def walk_matches(self, by: int) -> str | None:
        """Put the cursor on the next or previous label that the search finds.

        Returns:
            Which of how many it is; nothing if there is none; None if it takes a while, and `Walked` says so then.
        """
        entries, matches, searched = self._list.entries, self._list.matches, self._searched
        if matches is None or not entries:
            return ""
        if searched is None or (searched.entries, searched.matches) != (entries, matches):
            if len(entries) >= _MANY:
                self._by = by
                if self._looking != (entries, matches):
                    self._looking = entries, matches
                    self._work(partial(_look, entries, matches), _LOOKING)
                return None
            searched = self._searched = _look(entries, matches)
        return self._walk(searched.rows, by)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was counted, and go to what was found, if it is still asked for."""
        if event.worker.name not in (_COUNTING, _LOOKING):
            return
        event.stop()
        result = event.worker.result
        if event.state is WorkerState.ERROR:
            self._failed(event.worker.name, str(as_profile_error(event.worker.error)))
        elif isinstance(result, _Counted):
            if (result.session, result.index) == self._shown[:2]:
                self._fill(result)
        elif isinstance(result, _Searched) and self._looking == (result.entries, result.matches):
            self._looking, self._searched = None, result
            tell(self, self.Walked(self._by, self.walk_matches(self._by) or ""))

    def _failed(self, name: str, why: str) -> None:
        if name == _LOOKING:
            self._looking = None
            tell(self, self.Walked(self._by, why))
        else:
            self._list.note = f"  no labels: {why}"
            self._list.refresh_changed()

    def _work(self, work: Callable[[], object], name: str) -> None:
        self.run_worker(work, thread=True, exclusive=True, group=name, name=name, exit_on_error=False)

    def _fill(self, counted: _Counted) -> None:
        rows, found = self._list, counted.found
        kept, self._left = rows.entries.place(rows.cursor) or self._left, None
        rows.note = NONE
        rows.session, rows.index, rows.entries = counted.session, counted.index, Entries(found)
        here = rows.entries.find(kept) if kept is not None else -1
        rows.stay_on(here if here >= 0 else rows.cursor)
        self.head(f"{len(found):,} {'key' if len(found) == 1 else 'keys'}" if found else "none")

    def _walk(self, found: IndexArray, by: int) -> str:
        rows = self._list
        if not len(found):
            return ""
        here = rows.cursor
        place = int(np.searchsorted(found, here, side="right")) if by > 0 else int(np.searchsorted(found, here)) - 1
        place %= len(found)
        rows.place_cursor(int(found[place]))
        return f"label {place + 1} of {len(found)} that match"


def _count(session: Session, index: int) -> _Counted:
    return _Counted(session, index, session.labels(index))


def _look(entries: Entries, matches: Matches) -> _Searched:
    return _Searched(entries, matches, entries.matching(matches))
