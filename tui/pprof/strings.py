"""The string table of a profile: the bytes as they came, and the same strings cleaned for the screen."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tui.pprof.distinct import all_differ
from tui.text import clean

if TYPE_CHECKING:
    from tui.pprof.arrays import IndexArray


_BYTES_EACH = sys.getsizeof(b"") + 8 + 7
"""What an object of bytes takes besides its content: itself, a reference, and what is lost as sizes are rounded."""


class StringTable:
    """Strings by index; index 0 is always the empty string."""

    def __init__(self, raw: Iterable[bytes]) -> None:
        """Keep the strings as they are on the wire.

        Args:
            raw: the strings in the order of the profile's table; the first is empty.
        """
        self.raw: tuple[bytes, ...] = tuple(raw)

    @cached_property
    def text(self) -> tuple[str, ...]:
        """Every string as `clean` text, fit for a terminal."""
        return tuple(map(clean, self.raw))

    @cached_property
    def canonical(self) -> IndexArray:
        """int64[n]: for each index the first index that holds the same bytes.

        Writers may repeat a string; what counts in a report is the content, so names are compared by this.
        """
        if all_differ(np.fromiter(map(hash, self.raw), np.int64, len(self.raw)).view(np.uint64)):
            # So it is with most writers, and to put a million strings in a dictionary takes three times as long.
            return np.arange(len(self.raw))
        first: dict[bytes, int] = {}
        return np.array([first.setdefault(string, index) for index, string in enumerate(self.raw)], dtype=np.int64)

    @cached_property
    def nbytes(self) -> int:
        """About how many bytes it takes in memory."""
        return sum(map(len, self.raw)) + _BYTES_EACH * len(self.raw)

    def decoded(self, index: int) -> str:
        """Return string `index` as text that still holds its bytes (`surrogateescape`), for patterns and pipes."""
        return self.raw[index].decode("utf-8", "surrogateescape")

    def __getitem__(self, index: int) -> str:
        """Return string `index` as `clean` text; for a few of many, which then need not all be made clean."""
        return clean(self.raw[index])

    def __len__(self) -> int:
        return len(self.raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StringTable) and self.raw == other.raw

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key
