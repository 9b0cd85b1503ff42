"""Where the next smaller number stands, asked for many places at once."""

from __future__ import annotations

import numpy as np

from tui.pprof.arrays import IndexArray


class Minima:
    """Numbers with the least of every two, four, eight... neighbours: a search climbs as far as it has to."""

    def __init__(self, numbers: IndexArray) -> None:
        """Take numbers (int64[n], none below 0)."""
        # What stands behind the last number is smaller than anything asked for, so each search finds something.
        lowest = np.full(1 << len(numbers).bit_length(), -1)
        lowest[: len(numbers)] = numbers
        self._levels = [lowest]
        while len(lowest) > 1:
            lowest = lowest.reshape(-1, 2).min(axis=1)
            self._levels.append(lowest)

    def next_below(self, first: IndexArray, limits: IndexArray) -> IndexArray:
        """Return where the next number below a limit stands, n if there is none.

        Args:
            first: int64[m]: the places to begin at, each at most n.
            limits: int64[m], none below 0.
        """
        block, level = first.copy(), np.zeros(len(first), np.int64)
        left = np.arange(len(first))
        for number, lowest in enumerate(self._levels):
            within = lowest[block[left]] < limits[left]
            level[left[within]] = number
            left = left[~within]
            if not len(left):
                break
            # What comes behind is the first half of a larger block, or its second half, the first being looked at.
            block[left] = (block[left] + 1) >> 1
        for number in range(int(level.max(initial=0)), 0, -1):
            rows = np.flatnonzero(level == number)
            half = block[rows] << 1
            block[rows] = half + (self._levels[number - 1][half] >= limits[rows])
            level[rows] = number - 1
        return block
