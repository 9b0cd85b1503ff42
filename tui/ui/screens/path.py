"""The path from the root to where the zoom stands, to walk back along it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding

from tui.ui.screens.costs import CostsScreen


class PathScreen(CostsScreen):
    """Its result is the number of the row chosen, the root being 0; the cursor begins where the zoom stands."""

    BINDINGS = [Binding("p", "dismiss", "Close")]

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show these rows of worth and name, from the root."""
        numbered = [(number, *row) for number, row in enumerate(rows)]
        super().__init__("path of the zoom, from the root", "zoom to it", numbered, cursor=len(rows) - 1)
