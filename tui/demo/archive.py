"""Old pages: rendered as HTML, compressed by zlib, checked, and kept for a while."""

from __future__ import annotations

import html
import random
import zlib
from collections import deque

_PAGES_KEPT = 200
"""Bounds the memory of a program that may run for days."""
_WORDS = ("bolt", "hammer", "lamp", "rope", "saw", "screw & nut", "shelf", "<b>special</b>", "tape", "wrench")


class Archive:
    """The latest pages, compressed."""

    def __init__(self, seed: int = 5) -> None:
        """Begin empty.

        Args:
            seed: of what the pages say.
        """
        self._chance = random.Random(seed)
        self._pages: deque[bytes] = deque(maxlen=_PAGES_KEPT)

    def archive_pages(self) -> None:
        """Put one more page away: some milliseconds of work."""
        page = render_page([self._chance.choice(_WORDS) for _ in range(120)])
        self._pages.append(compress_page(page))


def render_page(words: list[str]) -> str:
    """Return an HTML page with a row for each word."""
    rows = [render_row(number, word) for number, word in enumerate(words)]
    return "<html><body><table>" + "\n".join(rows) + "</table></body></html>"


def render_row(number: int, word: str) -> str:
    """Return a table row that shows a word as text, whatever it holds."""
    return f"<tr><td>{number}</td><td>{html.escape(word)}</td></tr>"


def compress_page(page: str) -> bytes:
    """Return the page compressed, with its checksum behind."""
    plain = page.encode()
    return zlib.compress(plain, 9) + checksum(plain[::4]).to_bytes(4, "big")


def checksum(plain: bytes) -> int:
    """Return Fletcher's checksum of 32 bits."""
    low = high = 0
    for byte in plain:
        low = (low + byte) % 65_535
        high = (high + low) % 65_535
    return high << 16 | low
