"""Articles on shelves behind one lock: customers take while clerks count, and they wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Iterable

_FULL_SHELF = 500


class Stock:
    """How many there are of each article; safe to use from several threads."""

    def __init__(self, n_articles: int = 250) -> None:
        """Fill the shelves.

        Args:
            n_articles: how many different articles there are.
        """
        self.n_articles = n_articles
        self._pieces = [_FULL_SHELF] * n_articles
        # A semaphore waits in Python's own code, so that a sampler can tell a waiting thread by its innermost frame.
        self._turn = threading.Semaphore()

    def reserve(self, wishes: Iterable[tuple[int, int]]) -> int:
        """Take pieces off the shelves, and refill a shelf that is too empty.

        Args:
            wishes: article and number of pieces.

        Returns:
            How many shelves had to be refilled.
        """
        refilled = 0
        with self._turn:
            for article, pieces in wishes:
                if self._pieces[article] < pieces:
                    self._pieces[article] = _FULL_SHELF
                    refilled += 1
                self._pieces[article] -= pieces
        return refilled

    def count_stock(self) -> int:
        """Return the number of pieces on all shelves; nobody else gets at them meanwhile."""
        with self._turn:
            return sum(self.count_shelf(article) for article in range(self.n_articles))

    def count_shelf(self, article: int) -> int:
        """Return the pieces of one article, counted as a clerk does: by the handful."""
        left, counted, handful = self._pieces[article], 0, 3
        while left > 0:
            handful = min(left, handful * 5 % 37)
            left -= handful
            counted += handful
        return counted
