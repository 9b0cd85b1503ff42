"""Two profiles side by side: what each frame and each stack weighed before and after.

A difference is one profile in which the samples of the base count negative (pprof's -diff_base and -base). So what was
before is what is negative, turned round, and what is after is the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tui.analysis.calltree import Node, Weights
from tui.analysis.stacks import Stacks, weigh
from tui.analysis.trees import Grown
from tui.pprof.arrays import Int64Array
from tui.pprof.profile import Profile
from tui.pprof.scale import BASE_LABEL


class Change(StrEnum):
    """How a value changed."""

    NEW = "new"
    """It was not there before."""
    GONE = "gone"
    """It is no longer there."""
    MORE = "more"
    LESS = "less"
    SAME = "same"


def change(before: int, after: int) -> Change:
    """Return how a value changed."""
    if before == after:
        return Change.SAME
    if before == 0:
        return Change.NEW
    if after == 0:
        return Change.GONE
    return Change.MORE if after > before else Change.LESS


def in_words(before: int, after: int) -> str:
    """Return the ratio of two values as people say it: `x2.0`, `new`, `gone`, `=`.

    A share of the total says nothing of it: what doubled from 12.5 % would read +12.5 %.
    """
    how = change(before, after)
    if how in (Change.NEW, Change.GONE):
        return how.value
    if how is Change.SAME:
        return "="
    ratio = after / before
    if ratio >= 100:
        return f"x{ratio:.0f}"
    return f"x{ratio:.1f}" if ratio >= 1.05 else f"x{ratio:.2f}"


def is_difference(profile: Profile) -> bool:
    """Say whether the profile has a base that it is compared with, marked or by negative values."""
    raw = profile.strings.raw
    return all(mark in raw for mark in BASE_LABEL) or bool((profile.values < 0).any())


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What every frame weighed before and after."""

    flat_before: Int64Array
    """int64[n_frames]"""
    flat_after: Int64Array
    cum_before: Int64Array
    """int64[n_frames]: each sample counted once."""
    cum_after: Int64Array
    total_before: int
    """Sum over all samples."""
    total_after: int


def sides(stacks: Stacks, values: Int64Array) -> Sides:
    """Return what frames weighed on both sides.

    Args:
        stacks: the stacks of n samples.
        values: int64[n], those of the base negative.
    """
    before, after = split(values)
    old, new = weigh(stacks, before, after)
    totals = (int(side.sum(dtype=np.int64)) for side in (before, after))
    return Sides(old.flat, new.flat, old.cum, new.cum, *totals)


def split(values: Int64Array) -> tuple[Int64Array, Int64Array]:
    """Return the values of both sides, each int64[n] and not negative."""
    return np.maximum(-values, 0), np.maximum(values, 0)


@dataclass(frozen=True, slots=True, eq=False)
class SideWeights:
    """What the sorted stacks of a tree weigh on both sides, as prefix sums int64[n+1]."""

    before: Int64Array
    after: Int64Array
    widths: Weights
    """Each stack as wide as its larger side, so that children fill their parent."""

    def of(self, node: Node) -> tuple[int, int]:
        """Return what a node weighed before and after."""
        before, after = (int(side[node.behind] - side[node.first]) for side in (self.before, self.after))
        return before, after


def side_weights(grown: Grown, values: Int64Array) -> SideWeights:
    """Sum up both sides over the stacks of a tree.

    Args:
        grown: the tree.
        values: int64[n_samples], those of the base negative.
    """
    before, after = (grown.weigh(side).net for side in split(values))
    whole = grown.weigh(values)
    larger = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.maximum(np.diff(before), np.diff(after)))])
    return SideWeights(before, after, Weights(whole.net, larger, whole.samples))
