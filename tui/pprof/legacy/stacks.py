"""Stacks as legacy forms have them: bare addresses, return addresses where the form recorded calls."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray, Int64Array, UInt64Array


@dataclass(frozen=True, slots=True)
class Stacks:
    """The addresses of all samples in one column."""

    addresses: UInt64Array
    """Leaf first, sample by sample."""
    offsets: IndexArray
    """int64[n_samples+1]: sample i has addresses[offsets[i]:offsets[i+1]]."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def seconds(self) -> IndexArray:
        """Return where in `addresses` the leaf's caller stands, for every sample that has one."""
        return self.offsets[:-1][np.diff(self.offsets) > 1] + 1

    def callers_lowered(self, *, leaf_too: bool) -> Stacks:
        """Return the stacks with return addresses lowered by one, so that they lie in the call they return from.

        Args:
            leaf_too: True if the leaf is a return address as well, not the place where the program was stopped.
        """
        lowered = np.ones(len(self.addresses), np.uint64)
        if not leaf_too:
            lowered[self.offsets[:-1][np.diff(self.offsets) > 0]] = 0
        return Stacks(self.addresses - lowered, self.offsets)

    def where(self, kept: BoolArray) -> Stacks:
        """Return the stacks with the addresses that are marked; samples stay."""
        so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
        return Stacks(self.addresses[kept], so_far[self.offsets])

    def repeated_leaves(self) -> BoolArray:
        """Mark the callers that are the leaf once more.

        A handler may have the leaf from the signal and, one lower after `callers_lowered`, from unwinding.
        """
        seconds = self.seconds()
        marked = np.zeros(len(self.addresses), np.bool_)
        marked[seconds] = self.addresses[seconds - 1] == self.addresses[seconds] + np.uint64(1)
        return marked


class Samples:
    """Collects samples from the lines of a text form."""

    def __init__(self) -> None:
        self._addresses = array("Q")
        self._depths = array("q")
        self._values: list[Sequence[int]] = []
        self._block_sizes = array("q")

    def add(self, addresses: array[int], values: Sequence[int], block_size: int = 0) -> None:
        """Add a sample.

        Args:
            addresses: leaf first.
            values: int64s, one for each sample type.
            block_size: bytes of one allocation, for heaps.
        """
        self._addresses.extend(addresses)
        self._depths.append(len(addresses))
        self._values.append(values)
        self._block_sizes.append(block_size)

    def count_last_again(self) -> None:
        """Count the last sample, if there is one, once more."""
        if self._values:
            self._values[-1] = [value + 1 for value in self._values[-1]]

    def __len__(self) -> int:
        return len(self._values)

    @property
    def stacks(self) -> Stacks:
        """The stacks of all samples so far."""
        depths = np.frombuffer(self._depths, np.int64) if self._depths else np.zeros(0, np.int64)
        addresses = np.frombuffer(self._addresses, np.uint64) if self._addresses else np.zeros(0, np.uint64)
        return Stacks(addresses.copy(), np.concatenate([np.zeros(1, np.int64), np.cumsum(depths)]))

    @property
    def block_sizes(self) -> Int64Array:
        """int64[n_samples]: bytes of one allocation."""
        return np.array(self._block_sizes, np.int64)

    def values(self, n_types: int) -> Int64Array:
        """Return int64[n_samples, n_types]."""
        return np.array(self._values, np.int64).reshape(len(self._values), n_types)
