"""What every location weighs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.stacks import Stacks, weigh
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True, eq=False)
class LocationWeights:
    """Flat, cum and number of samples of every location, int64[n_locations] each."""

    flat: Int64Array
    cum: Int64Array
    samples: IndexArray


def location_weights(profile: Profile, values: Int64Array) -> LocationWeights:
    """Add up values (int64[n_samples])."""
    stacks = Stacks(profile.stack_offsets, profile.stack_locations, len(profile.locations), profile.stack_of_sample)
    weight, samples = weigh(stacks, values, np.ones(len(values), np.int64))
    return LocationWeights(weight.flat, weight.cum, samples.cum)
