"""Tells what somebody types from what pours in: a file sent to the terminal by mistake must not hold it for minutes."""

from __future__ import annotations

AHEAD = 4096
"""Keys that may wait; the kernel keeps as many bytes for a program that reads lines."""


class Flood:
    """Lets keys through until too many wait, and then none before it is quiet again.

    What is left out is left out to its end: the rest of a text, read as keys, would do anything.
    """

    def __init__(self) -> None:
        """Begin with no key typed."""
        self._let_through = 0
        self.rises = False
        """Whether too much came, and nothing is heard for now."""

    def lets_through(self, done: int) -> bool:
        """Say whether one more key is to be acted upon.

        Args:
            done: how many of those let through so far have been acted upon.
        """
        self.rises = self.rises or self._let_through - done >= AHEAD
        self._let_through += not self.rises
        return not self.rises

    def ebbs(self) -> bool:
        """Hear keys again, since nothing comes any more; say whether something was left out."""
        rose, self.rises = self.rises, False
        return rose
