"""Whether frames of two profiles are the same functions: those of one name are.

What is to be known again is kept by name, so that the profile it was in need not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import ReferenceType, ref

import numpy as np

from tui.analysis.frames import FrameTable
from tui.pprof.arrays import FrameArray, IndexArray


@dataclass(frozen=True, slots=True, eq=False)
class NamedFrame:
    """A frame that is known again in another table; within one, its number tells."""

    table: ReferenceType[FrameTable]
    number: int
    """-1 for the root, which has a name of its own."""
    name: bytes

    @classmethod
    def of(cls, table: FrameTable, number: int) -> NamedFrame:
        """Return a frame by name."""
        return cls(ref(table), number, table.sort_key(number) if number >= 0 else b"")

    def is_namesake(self, other: NamedFrame) -> bool:
        """Say whether it is the same function as another."""
        if min(self.number, other.number) < 0 or self._is_beside(other):
            return self.number == other.number
        return self.name == other.name

    def _is_beside(self, other: NamedFrame) -> bool:
        table = self.table()
        return table is not None and table is other.table()


@dataclass(frozen=True, slots=True, eq=False)
class NamedStack:
    """A stack that is known again in another table, frame by frame; within one, the numbers of its frames tell."""

    table: ReferenceType[FrameTable]
    frames: FrameArray
    """unsigned[n]: number of each frame."""
    names: tuple[bytes, ...]
    """Of each function once: a deep stack has few."""
    place: IndexArray
    """int64[n]: place in `names` of each frame."""

    @classmethod
    def of(cls, table: FrameTable, frames: FrameArray) -> NamedStack:
        """Return a stack by names."""
        distinct, place = np.unique(frames, return_inverse=True)
        # Not a part of all frames of the profile, which would be kept with it.
        return cls(ref(table), frames.copy(), tuple(table.sort_keys(distinct.astype(np.int64))), place)

    def is_namesake(self, table: FrameTable, frames: FrameArray) -> bool:
        """Say whether a stack of a table has the same functions in the same order."""
        if len(frames) != len(self.frames):
            return False
        if self.table() is table:
            return bool(np.array_equal(self.frames, frames))
        # Most stacks have another leaf, and need not be looked at further.
        if len(frames) and table.sort_key(int(frames[-1])) != self.names[self.place[-1]]:
            return False
        distinct, there = np.unique(frames, return_inverse=True)
        places = {name: at for at, name in enumerate(self.names)}
        renumbered = np.array([places.get(name, -1) for name in table.sort_keys(distinct.astype(np.int64))], np.int64)
        return bool(np.array_equal(renumbered[there], self.place))
