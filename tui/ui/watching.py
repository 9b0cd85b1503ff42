"""A source that is watched: fetched again when it is due, unless it is frozen."""

from __future__ import annotations

import time
from dataclasses import replace

from tui.errors import NoneFetched, ProfileError, Refused
from tui.ui.loading import Order

_AFTER_FAILURE = 10
"""Seconds until a source is asked again that failed, at least, so that a server that refuses is left in peace."""


class Watch:
    """When to fetch what; whoever owns it asks often enough, and fetches one at a time."""

    def __init__(self, order: Order, seconds: int) -> None:
        """Begin to watch.

        Args:
            order: what is fetched.
            seconds: time between two fetches; 0 for one right after the other.
        """
        self.order = _by_itself(order)
        self.seconds = seconds
        self.frozen = False
        self._due = time.monotonic() + seconds

    def take_over(self, order: Order) -> None:
        """Go on as the same was had by the user, who may have given a password or a shorter time for it since."""
        if order.repeats(self.order):
            self.order = _by_itself(order)

    def is_due(self) -> bool:
        """Say whether it is time for a fetch."""
        return not self.frozen and time.monotonic() >= self._due

    def began(self) -> None:
        """Note that a fetch begins: the next is due so long after it, however long it takes."""
        self._due = time.monotonic() + self.seconds

    def failed(self, error: ProfileError) -> int:
        """Note that it failed; return after how many seconds the next is due, which may be for the server to say."""
        refusals = error.failures if isinstance(error, NoneFetched) else (error,)
        wanted = [refusal.way_out.after for refusal in refusals if isinstance(refusal, Refused)]
        pause = max(self.seconds, _AFTER_FAILURE, *wanted)
        self._due = time.monotonic() + pause
        return pause

    def freeze(self) -> None:
        """Fetch no more, or go on at once."""
        self.frozen = not self.frozen
        self._due = time.monotonic()

    def text(self) -> str:
        """Return what is going on."""
        if self.frozen:
            return "frozen"
        return f"watching, every {self.seconds} s" if self.seconds else "watching"


def _by_itself(order: Order) -> Order:
    return replace(order, refresh=True, quiet=True, compare=False)
