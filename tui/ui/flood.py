"""Tells what somebody types from what pours in: a file sent to the terminal by mistake must not hold it for minutes."""

from __future__ import annotations

AHEAD = 4096
"""Keys that may wait; the kernel keeps as many bytes for a program that reads lines."""


class Flood:
    """Lets keys through until too many wait, and then none before it is quiet again; nor do those count that wait.

    What is left out is left out whole: a part of a text, read as keys, would do anything.
    """

    def __init__(self) -> None:
        """Begin with no key typed."""
        self._let_through = 0
        self._done = 0
        self._void = 0
        self.rises = False
        """Whether too much came, and nothing is heard for now."""

    def lets_through(self) -> bool:
        """Say whether one more key is to be sent to the application."""
        # What is left out waits for nothing, even if the application has not come to it yet.
        if not self.rises and self._let_through - max(self._done, self._void) >= AHEAD:
            self.rises = True
            self._void = self._let_through
        self._let_through += not self.rises
        return not self.rises

    def counts(self) -> bool:
        """Say whether the next of the keys that were let through is to be acted upon."""
        self._done += 1
        return self._done > self._void

    def ebbs(self) -> bool:
        """Hear keys again, since nothing comes any more; say whether something was left out."""
        rose, self.rises = self.rises, False
        return rose
