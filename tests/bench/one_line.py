"""An application of Textual's that does least: a line of text, and a key that changes it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class OneLine(App[None]):
    """Counts keys."""

    BINDINGS = [("h,j,k,l", "count", "Count"), ("q", "quit", "Quit")]
    pressed = 0

    def compose(self) -> ComposeResult:
        yield Static("levels")

    def action_count(self) -> None:
        """Show one more."""
        self.pressed += 1
        self.query_one(Static).update(f"levels {self.pressed}")


if __name__ == "__main__":
    OneLine().run()
