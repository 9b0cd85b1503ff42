"""The part of the application that lets go of what is no longer on the screen."""

from __future__ import annotations

from textual.app import App
from textual.await_remove import AwaitRemove
from textual.dom import DOMNode
from textual.widget import Widget


class ForgettingApp(App[None]):
    """Holds nothing of a screen that is gone, however many profiles are opened in a run."""

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Remove widgets, and first their pictures: Textual keeps those of the last 1,024 widgets, be they gone."""
        for node in nodes:
            for widget in node.walk_children(Widget, with_self=True):
                widget._styles_cache.clear()
        return super()._prune(*nodes, parent=parent)
