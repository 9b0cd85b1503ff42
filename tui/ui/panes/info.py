"""What the profile says of itself: types, times, binaries, comments."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from tui.analysis.info import Fact
from tui.analysis.search import Matches
from tui.session import Session, ViewState
from tui.ui.panes.pane import Pane
from tui.ui.widgets.cells import cut, strip
from tui.ui.widgets.rows import Rows

_NAMES = 15
"""Cells for what a fact is about."""


class FactList(Rows):
    """A line for each fact."""

    facts: tuple[Fact, ...] = ()
    matches: Matches | None = None

    def row_count(self) -> int:
        """Return the number of facts."""
        return len(self.facts)

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one fact."""
        name, text = self.facts[row]
        found = self.matches is not None and self.matches.in_text(text)
        style = self.palette.match if found else self.palette.plain
        pieces = [(f"  {name:<{_NAMES}}", self.palette.faint), (cut(text, width - _NAMES - 2), style)]
        if under_cursor:
            style = self.palette.cursor if self.has_focus else self.palette.held
            return strip([(piece, style) for piece, _ in pieces], width, style)
        return strip(pieces, width, self.palette.plain)


class InfoPane(Pane):
    """Facts about the profile as a whole."""

    word, number, label = "info", 7, "Info"

    def body(self) -> Widget:
        """Make the list."""
        self._list = FactList(id="info-list")
        self._shown: tuple[object, ...] = ()
        return self._list

    def show(self, session: Session, state: ViewState) -> None:
        """Show the facts."""
        shown = (session, state.pattern, self.app.theme)
        if shown != self._shown:
            self._shown, self._list.matches = shown, session.matches(state)
            self._list.facts = session.facts
            self._list.renew()
            self.head("the profile as a whole")

    def forget(self) -> None:
        """Let go of the profile."""
        self._shown, self._list.facts, self._list.matches = (), (), None
