"""The part of the application that lets go of what is no longer on the screen, and gives its memory back."""

from __future__ import annotations

import gc
from functools import partial

from rich.segment import Segment
from textual.app import App
from textual.await_remove import AwaitRemove
from textual.dom import DOMNode
from textual.widget import Widget

from tui.ui.allocator import trim
from tui.ui.messages import Gone

_SOON = 1.0
"""Seconds until what came is shown, and what it came instead of is gone."""
_MUCH = 1 << 24
"""Bytes of profiles that are gone after which rubbish is looked for, which goes through all objects there are."""


class ForgettingApp(App[None]):
    """Holds nothing of a screen that is gone, however many profiles are opened in a run."""

    _gone = 0
    """Bytes of the profiles that went since rubbish was last looked for."""

    def _prune(self, *nodes: Widget, parent: DOMNode | None = None) -> AwaitRemove:
        """Remove widgets, and first their pictures: Textual keeps those of the last 1,024 widgets, be they gone."""
        for node in nodes:
            for widget in node.walk_children(Widget, with_self=True):
                widget._styles_cache.clear()
        return super()._prune(*nodes, parent=parent)

    def on_gone(self, event: Gone) -> None:
        """Give memory back to the system soon.

        What a screen and its session hold goes in circles. Python looks for such rubbish by the number of objects, and
        a profile of a gigabyte is a few; and what is free stays with the process, scattered over what is not.
        """
        self.set_timer(_SOON, partial(self._give_back, event.nbytes))

    def _give_back(self, nbytes: int) -> None:
        self._gone += nbytes
        if self._gone >= _MUCH:
            self._gone = 0
            gc.collect()
        # Rich keeps the last 16,384 texts that it cut in two, and both parts of each: those of a profile are its names.
        Segment._split_cells.cache_clear()
        trim()
