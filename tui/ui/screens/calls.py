"""The functions that a line calls, to choose one."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from tui.ui.screens.costs import CostsScreen


class CallsScreen(CostsScreen):
    """Its result is the frame chosen, or None for none."""

    BINDINGS = [Binding("greater_than_sign", "dismiss", "Close")]

    def __init__(self, line: int, calls: Sequence[tuple[int, str, str]]) -> None:
        """Show calls.

        Args:
            line: the line that makes them.
            calls: frame, cost and name of each, the heaviest first.
        """
        super().__init__(f"line {line} calls", "go to it", calls)
