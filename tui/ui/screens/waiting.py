"""What is on the screen while there is nothing else to show yet."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Center, Middle

from tui.ui.screens.noticing import NoticingScreen
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines

_SHARE = 0.8
"""Of the screen's width, for what is awaited; the style says the same."""


class WaitingScreen(NoticingScreen):
    """Says what is awaited, for how long, and how to stop; of several sources, how far each is."""

    BINDINGS = [Binding("escape", "cancel", "Cancel")]
    DEFAULT_CSS = """
    WaitingScreen Middle { height: 1fr; }
    WaitingScreen Lines { width: 80%; }
    WaitingScreen Choices { width: 80%; margin: 0 0 1 0; display: none; }
    """

    def __init__(self, awaited: str = "") -> None:
        """Wait for something.

        Args:
            awaited: what to say until there is news.
        """
        super().__init__()
        self._awaited = awaited
        self._lines: Sequence[tuple[str, str]] = ()

    def compose(self) -> ComposeResult:
        """Lay out the sources, and one line, in the middle."""
        with Middle():
            with Center():
                yield Choices((40,), id="sources")
            with Center():
                yield Lines(id="keys")

    def on_mount(self) -> None:
        """Show the first words."""
        self.show_bottom()

    def tell(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show how far several sources are.

        Args:
            lines: name and state of each, clean.
        """
        if list(lines) == list(self._lines):
            return
        self._lines = lines
        sources = self.query_one(Choices)
        sources.display = bool(lines)
        sources.styles.height = min(len(lines), max(self.size.height - 4, 1))
        row = sources.cursor
        sources.show([Choice(line, number) for number, line in enumerate(lines)])
        sources.place_cursor(row)
        if lines and self.focused is None:
            self.set_focus(sources)

    def notice_width(self) -> int:
        """Return the cells of its line, which is in the middle."""
        return max(int(self.size.width * _SHARE) - 2, 0)

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Say what is awaited."""
        return [(f" {self._awaited}", palette.line)]

    def action_cancel(self) -> None:
        """Call it off."""
        self.call_off()
