"""What the samples of each stack add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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

    def count(self, stacks: IndexArray) -> int:
        """Return the number of samples of some stacks (int64)."""
        return int(self.counts[stacks].sum())
