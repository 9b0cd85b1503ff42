"""A list of functions with what each costs, over what is on the screen, to choose one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from tui.ui.screens.overlay import Overlay
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows


class CostsScreen(Overlay[int | None]):
    """Its result is the number that stands for the row chosen, or None for none."""

    BINDINGS = [Binding("escape,q", "dismiss", "Close")]
    DEFAULT_CSS = """
    CostsScreen { align: center middle; }
    CostsScreen Choices { width: 80; max-width: 100%; height: 60%; max-height: 40; }
    CostsScreen Lines { width: 80; max-width: 100%; }
    """

    def __init__(self, title: str, does: str, rows: Sequence[tuple[int, str, str]], *, cursor: int = 0) -> None:
        """Show a list.

        Args:
            title: what it is a list of.
            does: what choosing a row does.
            rows: for each row the number that stands for it, cost and name.
            cursor: the row to begin at.
        """
        super().__init__()
        self._title, self._does, self._rows, self._cursor = title, does, rows, cursor

    def compose(self) -> ComposeResult:
        """Lay out head, list and foot."""
        yield Lines(id="costs-title")
        yield Choices((18,), id="costs-list")
        yield Lines(id="costs-foot")

    def on_mount(self) -> None:
        """Fill in the list."""
        title, foot = self.query_one("#costs-title", Lines), self.query_one("#costs-foot", Lines)
        title.show([(f" {self._title}", title.palette.line_strong)])
        key, faint = foot.palette.key, foot.palette.line_faint
        foot.show([(" ⏎ ", key), (f"{self._does} ", faint), (" Esc ", key), ("close", faint)])
        listed = self.query_one(Choices)
        listed.show([Choice((cost, name), number) for number, cost, name in self._rows])
        listed.place_cursor(self._cursor)
        self.set_focus(listed)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(self._rows[event.row][0])
