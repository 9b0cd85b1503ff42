"""The heaviest stacks, each with the labels that its samples carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.calltree import CallTree, Weights
from tui.analysis.tags import number_units
from tui.pprof.arrays import IndexArray
from tui.pprof.profile import Profile
from tui.units import label


@dataclass(frozen=True, slots=True)
class Trace:
    """One distinct stack."""

    stack: int
    """Its place among the tree's sorted stacks."""
    value: int
    """What its samples add up to, in the unit of the sample type."""
    samples: int
    """Their number."""


def heaviest(tree: CallTree, weights: Weights, most: int) -> tuple[Trace, ...]:
    """Return the stacks that weigh most, by absolute value, and of equals those that come first in the tree.

    Args:
        tree: the call tree.
        weights: what its stacks weigh.
        most: how many.
    """
    value, samples = np.diff(weights.net), np.diff(weights.samples)
    there = np.flatnonzero(value != 0)
    order = there[np.argsort(-np.abs(value[there]).astype(np.float64), kind="stable")][:most]
    return tuple(Trace(stack, int(value[stack]), int(samples[stack])) for stack in order.tolist())


def labels_of(profile: Profile, samples: IndexArray) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the labels of some samples (int64): keys by name, each with its values, the most frequent first."""
    labels, strings = profile.labels, profile.strings
    rows = np.flatnonzero(np.isin(labels.sample, samples))
    if not len(rows):
        return ()
    units, _ = number_units(profile)
    key, string = strings.canonical[labels.key[rows]], strings.canonical[labels.string[rows]]
    number = np.where(string != 0, 0, labels.number[rows])
    distinct, count = np.unique(np.stack([key, string, number], axis=1), axis=0, return_counts=True)
    by_key: dict[str, list[tuple[int, str]]] = {}
    for (of_key, text, amount), times in zip(distinct.tolist(), count.tolist(), strict=True):
        shown = strings[text] if text else label(amount, units.get(of_key, ""))
        by_key.setdefault(strings[of_key], []).append((-times, shown))
    return tuple((name, tuple(shown for _, shown in sorted(values))) for name, values in sorted(by_key.items()))
