"""The path from the root to where the zoom stands, to walk back along it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows


class PathScreen(ModalScreen[int | None]):
    """Its result is the number of the row chosen, the root being 0."""

    BINDINGS = [Binding("escape,q,p", "dismiss", "Close")]
    DEFAULT_CSS = """
    PathScreen { align: center middle; }
    PathScreen Choices { width: 80; max-width: 100%; height: 60%; max-height: 40; }
    PathScreen Lines { width: 80; max-width: 100%; }
    """

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these rows of worth and name, from the root."""
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Lay out head, path and foot."""
        yield Lines(id="path-title")
        yield Choices((18,), id="path-list")
        yield Lines(id="path-foot")

    def on_mount(self) -> None:
        """Fill in the path, the cursor on where the zoom stands."""
        title, foot = self.query_one("#path-title", Lines), self.query_one("#path-foot", Lines)
        title.show([(" path of the zoom, from the root", title.palette.line_strong)])
        key, faint = foot.palette.key, foot.palette.line_faint
        foot.show([(" ⏎ ", key), ("zoom to it ", faint), (" Esc ", key), ("close", faint)])
        listed = self.query_one(Choices)
        listed.show([Choice(row, number) for number, row in enumerate(self._rows)])
        listed.place_cursor(len(self._rows) - 1)
        listed.focus()

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(event.row)
