"""Labels of samples in the order that reports print them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from tui.pprof.profile import Profile


@dataclass(slots=True)
class SampleLabels:
    """Labels of one sample by key, as recorded (`surrogateescape`)."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    units: dict[str, list[str]] = field(default_factory=dict)
    """Units of the numbers; filled up with empty ones where some have a unit, absent for a key where none has."""


def labels_by_sample(profile: Profile) -> Iterator[SampleLabels]:
    """Yield the labels of each sample."""
    table, decoded = profile.labels, profile.strings.decoded
    edges = np.searchsorted(table.sample, np.arange(profile.n_samples + 1)).tolist()
    rows = list(zip(table.key.tolist(), table.string.tolist(), table.number.tolist(), table.unit.tolist(), strict=True))
    for first, behind in pairwise(edges):
        labels = SampleLabels()
        for key, string, number, unit in rows[first:behind]:
            name = decoded(key)
            if string:
                labels.texts.setdefault(name, []).append(decoded(string))
                continue
            numbers = labels.numbers.setdefault(name, [])
            if unit:
                units = labels.units.setdefault(name, [])
                units += [""] * (len(numbers) - len(units))
                units.append(decoded(unit))
            numbers.append(number)
        for name, units in labels.units.items():
            units += [""] * (len(labels.numbers[name]) - len(units))
        yield labels
