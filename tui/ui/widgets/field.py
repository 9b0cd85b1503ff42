"""A field to type into."""

from __future__ import annotations

from textual.widgets import Input

from tui.ui.widgets.telling import tell


class Field(Input):
    """Says at once that its line is done: keys typed ahead are meant for what comes of it."""

    async def action_submit(self) -> None:
        """Say that the line is done."""
        tell(self, self.Submitted(self, self.value))
