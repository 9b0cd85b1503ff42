"""How far a load has come, in words."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.errors import Cancelled
from tui.fetch.cancel import CancelToken
from tui.gathering import Plan, Step
from tui.opening import Opened
from tui.text import clean
from tui.ui.glyphs import GLYPHS
from tui.ui.widgets.cells import cut_middle, width_of

if TYPE_CHECKING:
    from tui.ui.loading import Order


_LEAST = 12
"""Cells of a source that are shown on any screen."""


class Progress:
    """How far a load has come, for whoever wants to tell; written by other threads."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.cancel = CancelToken()
        self._began = time.monotonic()
        self._received = 0
        targets = order.targets if isinstance(order.source, Plan) else ()
        self._work = ""
        # Not the steps themselves, which hold whole profiles.
        self._lines = [(clean(target.display), f"waiting{GLYPHS.ellipsis}") for target in targets]
        self._done: set[int] = set()

    def received(self, count: int) -> None:
        """Note the bytes received so far."""
        self._received = count

    def worked(self, doing: str, share: float) -> None:
        """Note how far work on what came is.

        Raises:
            Cancelled: nobody wants it any more.
        """
        if self.cancel.cancelled:
            raise Cancelled("cancelled", where=self.order.source.display)
        if doing:
            self._work = f"{doing}{GLYPHS.ellipsis} {share:.0%}"

    def stepped(self, step: Step) -> None:
        """Note how far one of several sources is."""
        self._lines[step.number] = clean(step.display), _state(step)
        if step.outcome is not None:
            self._done.add(step.number)

    def text(self, width: int) -> str:
        """Return what is going on, in one line of so many cells: of a long URL, the middle is left out."""
        order, source = self.order, self.order.source
        if self._work:
            return _fitting("", source.display, GLYPHS.dot.join(("", self._work, "Esc cancels")), width)
        if isinstance(source, Plan):
            return _fitting("fetching ", f"{len(self._lines)} sources", self._clock(f"{len(self._done)} done"), width)
        if not order.remote:
            return _fitting("reading ", source.display, GLYPHS.ellipsis, width)
        got = f"{self._received:,} bytes" if self._received else ""
        return _fitting("asking " if order.lists else "fetching ", source.display, self._clock(got), width)

    def _clock(self, got: str) -> str:
        seconds, asked = time.monotonic() - self._began, self.order.seconds
        clock = f"{seconds:.0f} of {asked} s" if asked else f"{seconds:.0f} s"
        return GLYPHS.dot.join(filter(None, (f"{GLYPHS.ellipsis} {clock}", got, "Esc cancels")))

    def lines(self) -> Sequence[tuple[str, str]]:
        """Return name and state of each of several sources; none for one alone."""
        return [*self._lines]


def _fitting(doing: str, display: str, rest: str, width: int) -> str:
    room = max(width - width_of(doing) - width_of(rest), _LEAST)
    return doing + cut_middle(clean(display), room) + rest


def _state(step: Step) -> str:
    if isinstance(step.outcome, Opened):
        return f"{step.received:,} bytes, done" if step.received else "done"
    if step.outcome is not None:
        return step.outcome.what
    return f"{step.received:,} bytes" if step.received else f"waiting{GLYPHS.ellipsis}"
