"""In which order the samples of a profile use its locations and mappings: pprof numbers them so in a merge."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui.pprof.arrays import IndexArray
from tui.pprof.batches import spans
from tui.pprof.profile import Profile
from tui.pprof.runs import offsets_of, taken

_FIRST_BATCH = 1 << 12
"""Calls looked at first: most often these use all mappings. Each batch after it is twice as large."""
_BATCH = 1 << 18
"""Most calls looked at together."""


def by_first_use(numbers: IndexArray, count: int) -> tuple[IndexArray, IndexArray]:
    """Return the distinct numbers in the order of their first use, and for each possible number its place in it.

    Args:
        numbers: int64[n], each below `count`.
        count: how many there can be; those that are not there get the place -1.
    """
    found, first = np.unique(numbers, return_index=True)
    found = found[np.argsort(first)]
    place = np.full(count, -1)
    place[found] = np.arange(len(found))
    return found, place


def locations_by_use(profile: Profile) -> IndexArray:
    """int64[n_locations]: locations in the order in which samples use them, then those that none uses."""
    _, locations = taken(profile.stack_offsets, profile.stack_locations, _stacks_by_use(profile))
    found, place = by_first_use(locations.astype(np.int64), len(profile.locations))
    return np.concatenate([found, np.flatnonzero(place < 0)])


def mappings_by_use(profile: Profile) -> Iterator[int]:
    """Yield the mappings that samples use, in the order of their first use."""
    is_used = np.zeros(len(profile.locations), np.bool_)
    is_used[profile.stack_locations] = True
    # The last one stands for no mapping.
    missing = np.zeros(len(profile.mappings) + 1, np.bool_)
    missing[profile.locations.mapping[is_used]] = True
    missing[-1] = False
    if missing.sum() < 2:
        yield from np.flatnonzero(missing).tolist()
        return
    stacks = _stacks_by_use(profile)
    offsets = offsets_of(np.diff(profile.stack_offsets)[stacks])
    first, batch = 0, _FIRST_BATCH
    while missing.any() and first < len(stacks):
        _, length = next(spans(offsets[first:], batch))
        _, locations = taken(profile.stack_offsets, profile.stack_locations, stacks[first : first + length])
        wanted = missing[profile.locations.mapping]
        found, place = np.unique(profile.locations.mapping[locations[wanted[locations]]], return_index=True)
        yield from found[np.argsort(place)].tolist()
        missing[found] = False
        first, batch = first + length, min(2 * batch, _BATCH)


def _stacks_by_use(profile: Profile) -> IndexArray:
    return by_first_use(profile.stack_of_sample, profile.n_stacks)[0]
