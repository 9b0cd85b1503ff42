"""What an object file says, whether ELF or Mach-O: where it is loaded, which functions it has, which build it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tui.errors import FileTrouble
from tui.symbols.regular import Content

MOST_TABLE_BYTES = 256 << 20
"""Bytes of symbols and names that are read of one file; those of the largest programs have some tens of MB."""
MOST_FUNCTIONS = 1 << 22
"""Functions that are read of one file: to put them into order takes 7 s and 700 MB; browsers have a million."""
Addresses: TypeAlias = npt.NDArray[np.uint64]
_LONGEST_WITHOUT_SIZE = 1 << 16
"""Most bytes of a function whose size is not said."""
_LONGEST_NAME = 1 << 16
"""Most bytes of a name, which in a damaged file may have no end."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the file that is loaded into memory."""

    offset: int
    """In the file."""
    size: int
    """Bytes in the file."""
    loaded: int
    """Bytes in memory; what the file does not have is zero."""
    address: int
    """Where it is loaded, unless the whole file is moved."""
    is_code: bool


@dataclass(frozen=True, eq=False)
class Symbols:
    """The functions of a file, by address; of several at one address the largest comes last."""

    starts: Addresses
    """uint64[n], ascending."""
    ends: Addresses
    """uint64[n]: the address behind each."""
    names: npt.NDArray[np.int64]
    """int64[n]: where each name begins in `text`."""
    text: bytes
    """Names, each with a zero behind it."""

    def __len__(self) -> int:
        return len(self.starts)

    def name(self, row: int) -> bytes:
        """Return the name of a function as the linker has it."""
        start = int(self.names[row])
        end = self.text.find(b"\0", start, start + _LONGEST_NAME)
        return self.text[start:end] if end >= 0 else self.text[start : start + _LONGEST_NAME]


class Tables:
    """Reads the tables of a file, up to a size in total: a file without content may claim gigabytes of them."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._left = MOST_TABLE_BYTES

    def read(self, offset: int, size: int) -> bytes:
        """Return `size` bytes of the file from `offset` on.

        Raises:
            FileTrouble: they are too many, with those that were read before.
            ValueError: the file does not have them.
            OSError: they cannot be read.
        """
        if self._left < size <= self._content.size:
            raise FileTrouble(f"it has more than {MOST_TABLE_BYTES >> 20} MB of symbols")
        self._left -= size
        return self._content.read(offset, size)


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """An object file."""

    machine: str
    """The processor: `x86_64`, `i386` or `arm64`, or a number for another."""
    segments: tuple[Segment, ...]
    symbols: Symbols
    build_id: str
    """In hexadecimal digits; empty if it has none."""
    debug_link: str = ""
    """The name of the file with what debuggers want to know, if that was taken out; empty for none."""
    by_segment: bool = False
    """True if the whole file is moved as one, by what its first segment of code is moved (Mach-O)."""
    base_offset: int = 0
    """Where the image begins in its file, which may hold images for several processors."""
    may_be_split: bool = False
    """True if lines may be in files of their own beside it, as `-gsplit-dwarf` puts them into .dwo files."""


def symbols_of(
    values: Addresses, sizes: Addresses, names: npt.NDArray[np.int64], text: bytes, bounds: Addresses
) -> Symbols:
    """Return functions in order; one without a size ends where the next or its section does.

    Args:
        values: uint64[n]: where each begins.
        sizes: uint64[n]: bytes of each; 0 if unknown.
        names: int64[n]: where each name begins in `text`.
        text: names, each with a zero behind it.
        bounds: uint64[m]: more addresses that no function without a size goes beyond.

    Raises:
        FileTrouble: they are too many.
    """
    if len(values) > MOST_FUNCTIONS:
        raise FileTrouble(f"it has more than {MOST_FUNCTIONS:,} functions")
    known = (values != 0) & (names > 0) & (names < len(text))
    values, sizes, names = values[known], sizes[known], names[known]
    order = np.lexsort((sizes, values))
    values, sizes, names = values[order], sizes[order], names[order]
    edges = np.unique(np.concatenate([values, bounds]))
    following = np.append(edges, np.uint64((1 << 64) - 1))[np.searchsorted(edges, values, side="right")]
    unsaid = np.minimum(following - values, np.uint64(_LONGEST_WITHOUT_SIZE))
    return Symbols(values, values + np.where(sizes > 0, sizes, unsaid), names, text)
