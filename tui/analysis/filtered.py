"""What options leave of a profile: labels become frames, filters apply, and the total is taken.

The order decides the numbers and is pprof's (`driver.generateRawReport`): labels become frames first, and the total is
taken before the filters unless percentages are relative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.filters import NameFilters, filter_by_name, prune_from, show_from
from tui.analysis.regex import Pattern
from tui.analysis.tags import filter_by_tag, filter_labels, with_tag_frames
from tui.errors import BadOption
from tui.options import Options
from tui.pprof.arrays import IndexArray
from tui.pprof.profile import Profile
from tui.pprof.scale import BASE_LABEL

FILTERS = ("focus", "ignore", "hide", "show", "show_from", "tagfocus", "tagignore", "tagshow", "taghide")
"""Options that a report's legend names."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """A profile after the filters, and what percentages refer to."""

    profile: Profile
    remarks: tuple[str, ...]
    """Lines for stderr, such as patterns that matched nothing."""
    _counted: Profile
    """The profile that totals are taken of."""
    _mean: bool

    def total(self, index: int, *, summed: bool = False) -> int:
        """Return the sum of absolute values of a column; of samples of a diff base alone if there are any.

        Follows google/pprof's `computeTotal`; for a mean it is divided by the sum of the first column, unless `summed`.
        """
        profile, mean = self._counted, self._mean and not summed
        value, divisor = _sums(profile, slice(None), index, mean)
        of_base = _sums(profile, _base_samples(profile), index, mean)
        if of_base[0] > 0:
            value, divisor = of_base
        if divisor:
            quotient = abs(value) // abs(divisor)
            return -quotient if (value < 0) != (divisor < 0) else quotient
        return value


def filtered(profile: Profile, options: Options, *, keyed: bool = False) -> Filtered:
    """Return what the options leave of a profile.

    Args:
        profile: the profile.
        options: what is asked for.
        keyed: name frames of labels `key=value`, where pprof shows the value alone.

    Raises:
        BadOption: a pattern is no regular expression, or values would be divided by 0.
    """
    if options.divide_by == 0:
        raise BadOption("zero divisor specified")
    roots, leaves = (list(filter(None, keys.split(","))) for keys in (options.tagroot, options.tagleaf))
    framed, unmatched = with_tag_frames(profile, roots, leaves, options.unit, keyed=keyed)
    left, said = apply_filters(framed, options)
    # A comma alone names no label, and so matches none.
    named = (("TagRoot", options.tagroot, roots), ("TagLeaf", options.tagleaf, leaves))
    unmatched = [option for option, given, keys in named if option in unmatched or (given and not keys)]
    remarks = (*(f"{option} expression matched no samples" for option in unmatched), *said)
    return Filtered(left, remarks, left if options.relative_percentages else framed, options.mean)


def apply_filters(profile: Profile, options: Options) -> tuple[Profile, list[str]]:
    """Return the profile that the filters leave, and remarks on those that matched nothing (`applyFocus`).

    Raises:
        BadOption: a pattern is no regular expression.
    """
    given = {
        name: Pattern(getattr(options, name), name) if getattr(options, name) else None
        for name in ("focus", "ignore", "hide", "show", "show_from", "prune_from", "tagshow", "taghide")
    }
    names = NameFilters(given["focus"], given["ignore"], given["hide"], given["show"])
    profile, unmatched = filter_by_name(profile, names)
    if given["show_from"] is not None:
        profile, matched = show_from(profile, given["show_from"])
        unmatched += [] if matched else ["ShowFrom"]
    remarks = [f"{option} expression matched no samples" for option in unmatched]
    if options.tagfocus or options.tagignore:
        profile, said = filter_by_tag(profile, options.tagfocus, options.tagignore)
        remarks += said
    if given["tagshow"] is not None or given["taghide"] is not None:
        profile, unmatched = filter_labels(profile, given["tagshow"], given["taghide"])
        remarks += [f"{option} expression matched no samples" for option in unmatched]
    if given["prune_from"] is not None:
        profile = prune_from(profile, given["prune_from"])
    return profile, remarks


def _sums(profile: Profile, samples: IndexArray | slice, index: int, mean: bool) -> tuple[int, int]:
    divisor = int(profile.values[samples, 0].sum(dtype=np.int64)) if mean else 0
    return int(np.abs(profile.values[samples, index]).sum(dtype=np.int64)), divisor


def _base_samples(profile: Profile) -> IndexArray:
    """Return the samples of the base of a difference."""
    raw, labels = profile.strings.raw, profile.labels
    marked = np.zeros(profile.n_samples, np.bool_)
    if all(wanted in raw for wanted in BASE_LABEL):
        is_key, is_true = (np.array([string == wanted for string in raw], np.bool_) for wanted in BASE_LABEL)
        marked[labels.sample[is_key[labels.key] & is_true[labels.string]]] = True
    return np.flatnonzero(marked)
