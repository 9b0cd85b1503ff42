"""The lines of a text, kept as the one text.

A line as an object of its own takes a hundred bytes, and thousands of small objects that come and go leave the memory
of a process in pieces, of which nothing goes back to the system.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import overload

import numpy as np

from tui.pprof.arrays import IndexArray

_BREAK = ord("\n")


class TextLines(Sequence[str]):
    """Lines without their ends; each is made when it is looked at."""

    def __init__(self, text: str) -> None:
        """Keep a text that has a line break between every two lines."""
        self.text = text
        characters = (
            np.frombuffer(text.encode("ascii"), np.uint8)
            if text.isascii()
            else np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        )
        # Of each line the place behind its end.
        self._behind: IndexArray = np.append(np.flatnonzero(characters == _BREAK), len(text)) + 1

    @property
    def nbytes(self) -> int:
        """About how many bytes they take in memory."""
        return sys.getsizeof(self.text) + self._behind.nbytes

    @property
    def longest(self) -> int:
        """Characters of the longest line."""
        return int(np.diff(self._behind, prepend=0).max()) - 1

    def __len__(self) -> int:
        return len(self._behind)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        return self.text[self._behind[row - 1] if row else 0 : self._behind[row] - 1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextLines) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)
