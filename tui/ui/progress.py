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

if TYPE_CHECKING:
    from tui.ui.loading import Order


class Progress:
    """How far a load has come, for whoever wants to tell; written by other threads."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.cancel = CancelToken()
        self._began = time.monotonic()
        self._received = 0
        targets = order.targets if isinstance(order.source, Plan) else ()
        self._work = ""
        self._steps = [Step(number, target.display, 0) for number, target in enumerate(targets)]

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
        self._steps[step.number] = step

    def text(self) -> str:
        """Return what is going on, in one line."""
        order, source = self.order, self.order.source
        if self._work:
            return GLYPHS.dot.join((clean(source.display), self._work, "Esc cancels"))
        if isinstance(source, Plan):
            done = sum(step.outcome is not None for step in self._steps)
            return self._line(f"fetching {len(self._steps)} sources", f"{done} done")
        if not order.remote:
            return f"reading {clean(source.display)}{GLYPHS.ellipsis}"
        got = f"{self._received:,} bytes" if self._received else ""
        return self._line(f"{'asking' if order.lists else 'fetching'} {source.display}", got)

    def _line(self, doing: str, got: str) -> str:
        seconds, asked = time.monotonic() - self._began, self.order.seconds
        clock = f"{seconds:.0f} of {asked} s" if asked else f"{seconds:.0f} s"
        return GLYPHS.dot.join(filter(None, (f"{doing}{GLYPHS.ellipsis} {clock}", got, "Esc cancels")))

    def lines(self) -> Sequence[tuple[str, str]]:
        """Return name and state of each of several sources; none for one alone."""
        return [(clean(step.display), _state(step)) for step in self._steps]


def _state(step: Step) -> str:
    if isinstance(step.outcome, Opened):
        return f"{step.received:,} bytes, done" if step.received else "done"
    if step.outcome is not None:
        return step.outcome.what
    return f"{step.received:,} bytes" if step.received else f"waiting{GLYPHS.ellipsis}"
