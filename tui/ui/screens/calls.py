"""The functions that a line calls, to choose one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows


class CallsScreen(ModalScreen[int | None]):
    """Its result is the frame chosen, or None for none."""

    BINDINGS = [Binding("escape,q,greater_than_sign", "dismiss", "Close")]
    DEFAULT_CSS = """
    CallsScreen { align: center middle; }
    CallsScreen Choices { width: 80; max-width: 100%; height: 60%; max-height: 20; }
    CallsScreen Lines { width: 80; max-width: 100%; }
    """

    def __init__(self, line: int, calls: Sequence[tuple[int, str, str]]) -> None:
        """Show calls.

        Args:
            line: the line that makes them.
            calls: frame, cost and name of each, the heaviest first.
        """
        super().__init__()
        self._line, self._calls = line, calls

    def compose(self) -> ComposeResult:
        """Lay out head, calls and foot."""
        yield Lines(id="calls-title")
        yield Choices((18,), id="calls-list")
        yield Lines(id="calls-foot")

    def on_mount(self) -> None:
        """Fill in the calls, the cursor on the heaviest."""
        title, foot = self.query_one("#calls-title", Lines), self.query_one("#calls-foot", Lines)
        title.show([(f" line {self._line} calls", title.palette.line_strong)])
        key, faint = foot.palette.key, foot.palette.line_faint
        foot.show([(" ⏎ ", key), ("go to it ", faint), (" Esc ", key), ("close", faint)])
        listed = self.query_one(Choices)
        listed.show([Choice((cost, name), frame) for frame, cost, name in self._calls])
        self.set_focus(listed)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(self._calls[event.row][0])
