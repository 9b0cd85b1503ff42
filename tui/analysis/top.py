"""The functions that cost most: flat, cum and number of samples of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.analysis.nodeorder import heaviest_first
from tui.analysis.sampletype import total
from tui.analysis.stacks import Stacks, weigh
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True, eq=False)
class Top:
    """Flat and cum of every frame, and the total that percentages refer to."""

    flat: Int64Array
    """int64[n_frames]: value of the samples whose leaf the frame is."""
    cum: Int64Array
    """int64[n_frames]: value of the samples whose stack the frame is in, each counted once."""
    samples: IndexArray
    """int64[n_frames]: number of samples whose stack the frame is in."""
    total: int
    """Sum of absolute values of all samples."""

    def order(self, table: FrameTable, *, by: str = "flat", reverse: bool = False) -> IndexArray:
        """Return the frames that weigh anything, sorted as pprof sorts them.

        Args:
            table: the frames, for names.
            by: `flat`, `cum` or `name`.
            reverse: the other way round.
        """
        shown = np.flatnonzero((self.flat != 0) | (self.cum != 0))
        flat, cum = -np.abs(self.flat[shown]), -np.abs(self.cum[shown])
        if by == "name":
            place = np.lexsort((flat, cum, table.name_order[shown]))
        else:
            place = heaviest_first(table, shown, flat, cum) if by == "flat" else heaviest_first(table, shown, cum, flat)
        ordered: IndexArray = shown[place]
        return ordered[::-1] if reverse else ordered


def top_of_locations(profile: Profile, values: Int64Array) -> Top:
    """Return flat and cum of every location, of which there may be several in a frame; values are int64[n_samples]."""
    locations = Stacks(profile.stack_offsets, profile.stack_locations, len(profile.locations), profile.stack_of_sample)
    return top(locations, values)


def top(stacks: Stacks, values: Int64Array) -> Top:
    """Return flat and cum of every frame.

    Args:
        stacks: the stacks of n samples.
        values: int64[n], in the unit of the sample type.
    """
    weight, samples = weigh(stacks, values, np.ones(len(values), np.int64))
    return Top(weight.flat, weight.cum, samples.cum, total(values))
