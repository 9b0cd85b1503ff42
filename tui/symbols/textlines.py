"""The lines of a text, kept as the one text.

A line as an object of its own takes a hundred bytes, and thousands of small objects that come and go leave the memory
of a process in pieces, of which nothing goes back to the system.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import overload

import numpy as np

from tui.pprof.arrays import IndexArray
from tui.pprof.runs import offsets_of


class TextLines(Sequence[str]):
    """Lines without line breaks; each is made when it is looked at."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Keep lines, none of which has a line break in it."""
        made = list(lines)
        self._text = "\n".join(made)
        self._starts: IndexArray = offsets_of(np.fromiter(map(len, made), np.int64, len(made)) + 1)

    @property
    def nbytes(self) -> int:
        """About how many bytes they take in memory."""
        return sys.getsizeof(self._text) + self._starts.nbytes

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        return self._text[self._starts[row] : self._starts[row + 1] - 1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TextLines) and (self._text, len(self)) == (other._text, len(other))

    def __hash__(self) -> int:
        return hash(self._text)
