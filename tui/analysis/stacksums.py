"""What the samples of each stack add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.grouping import Places
from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array


@dataclass(frozen=True, slots=True, eq=False)
class StackSums:
    """Sums of one sample type, [n_stacks] each."""

    values: Int64Array
    """int64: what the samples add up to; wraps at 64 bits, as in Go."""
    counts: IndexArray
    """int64: how many there are."""
    valued: BoolArray
    """bool: whether any of them has a value, of which the sum does not tell."""

    @classmethod
    def of(cls, stacks: Stacks, values: Int64Array) -> StackSums:
        """Add up values (int64[n_samples])."""
        return cls(stacks.sums(values), stacks.counts(), stacks.having(values != 0))

    def value(self, stacks: IndexArray) -> int:
        """Return what some stacks (int64) add up to; wraps at 64 bits."""
        return int(self.values[stacks].sum(dtype=np.int64))

    def once(self, group: Places, stacks: IndexArray, count: int) -> Int64Array:
        """Return what the stacks of each group add up to, each counted once in a group: int64[count].

        Args:
            group: int[n]: number of each stack's group.
            stacks: int64[n], ascending.
            count: number of groups.
        """
        found = np.zeros(count, np.int64)
        order = np.argsort(group, kind="stable")
        group, stacks = group[order], stacks[order]
        is_first = np.ones(len(group), np.bool_)
        is_first[1:] = (group[1:] != group[:-1]) | (stacks[1:] != stacks[:-1])
        group, stacks = group[is_first], stacks[is_first]
        begins = np.flatnonzero(np.diff(group.astype(np.int64), prepend=-1))
        if len(begins):
            found[group[begins]] = np.add.reduceat(self.values[stacks], begins)
        return found

    def count(self, stacks: IndexArray) -> int:
        """Return the number of samples of some stacks (int64)."""
        return int(self.counts[stacks].sum())
