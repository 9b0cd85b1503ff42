"""What is on the screen while there is nothing else to show yet."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Center, Middle

from tui.ui.screens.noticing import NoticingScreen
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.line import Lines


class WaitingScreen(NoticingScreen):
    """Says what is awaited, for how long, and how to stop."""

    BINDINGS = [Binding("escape", "cancel", "Cancel")]
    DEFAULT_CSS = """
    WaitingScreen Lines { width: 80%; }
    """

    def __init__(self, awaited: str = "") -> None:
        """Wait for something.

        Args:
            awaited: what to say until there is news.
        """
        super().__init__()
        self._awaited = awaited

    def compose(self) -> ComposeResult:
        """Lay out one line in the middle."""
        with Middle(), Center():
            yield Lines(id="keys")

    def on_mount(self) -> None:
        """Show the first words."""
        self.show_bottom()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Say what is awaited."""
        return [(f" {self._awaited}", palette.line)]

    def action_cancel(self) -> None:
        """Call it off."""
        self.call_off()
