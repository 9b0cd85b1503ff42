"""A profile without some of its samples, calls, lines or labels: a new Profile that shares what stays the same."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.batches import in_order, laid_end_to_end, spans
from tui.pprof.profile import Labels, PartOf, Profile
from tui.pprof.runs import any_of_runs, marked_runs, offsets_of

_BATCH = 1 << 18
"""Calls looked at together."""


def call_stacks(profile: Profile) -> IndexArray:
    """int64[len(stack_locations)]: the stack that each call belongs to."""
    return np.repeat(np.arange(profile.n_stacks), np.diff(profile.stack_offsets))


def through(profile: Profile, locations: BoolArray) -> BoolArray:
    """bool[n_stacks]: stacks with a call in the locations marked (bool[n_locations])."""

    def of_span(span: tuple[int, int]) -> BoolArray:
        offsets = profile.stack_offsets[span[0] : span[1] + 1]
        return any_of_runs(locations.take(profile.stack_locations[offsets[0] : offsets[-1]]), offsets - offsets[0])

    return laid_end_to_end(in_order(of_span, spans(profile.stack_offsets, _BATCH)), profile.n_stacks, np.bool_)


def _count(profile: Profile, marks: Callable[[slice], BoolArray]) -> IndexArray:
    """int64[n_stacks]: how many calls of each stack are marked; `marks` tells for a range of calls."""

    def of_span(span: tuple[int, int]) -> IndexArray:
        offsets = profile.stack_offsets[span[0] : span[1] + 1]
        so_far = np.zeros(offsets[-1] - offsets[0] + 1, np.int64)
        np.cumsum(marks(slice(offsets[0], offsets[-1])), out=so_far[1:])
        counts: IndexArray = np.diff(so_far[offsets - offsets[0]])
        return counts

    return laid_end_to_end(in_order(of_span, spans(profile.stack_offsets, _BATCH)), profile.n_stacks, np.int64)


def with_samples(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the samples marked (bool[n_samples]) and their stacks."""
    if kept.all():
        return profile
    new_row = np.cumsum(kept) - 1
    has_label = kept[profile.labels.sample]
    labels = labels_where(profile.labels, has_label)
    rows = np.flatnonzero(kept)
    stack_of_sample = profile.stack_of_sample[rows]
    is_used = np.zeros(profile.n_stacks, np.bool_)
    is_used[stack_of_sample] = True
    used = np.flatnonzero(is_used)
    stack_offsets, (stack_locations,) = marked_runs(profile.stack_offsets, [profile.stack_locations], is_used)
    whole = profile.part_of
    return replace(
        profile,
        values=profile.values[rows],
        stack_of_sample=(np.cumsum(is_used) - 1)[stack_of_sample],
        stack_offsets=stack_offsets,
        stack_locations=stack_locations,
        labels=replace(labels, sample=new_row[labels.sample]),
        part_of=PartOf(weakref.ref(profile), used) if whole is None else PartOf(whole.whole, whole.stacks[used]),
    )


def with_stacks(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the stacks marked (bool[n_stacks]) and the samples that have one of them."""
    return profile if kept.all() else with_samples(profile, kept[profile.stack_of_sample])


def with_calls(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the calls of stacks marked (bool[len(stack_locations)]); samples stay, maybe empty."""
    if kept.all():
        return profile
    offsets = offsets_of(_count(profile, lambda calls: kept[calls]))
    locations = profile.stack_locations[np.flatnonzero(kept)]
    return replace(profile, stack_offsets=offsets, stack_locations=locations, part_of=None)


def with_lines(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the lines of locations marked (bool[n_lines]); locations stay, maybe without lines."""
    if kept.all():
        return profile
    table = profile.locations
    so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    locations = replace(
        table,
        line_offsets=so_far[table.line_offsets],
        line_function=table.line_function[kept],
        line_number=table.line_number[kept],
        line_column=table.line_column[kept],
    )
    return replace(profile, locations=locations, part_of=None)


def outermost(profile: Profile) -> Profile:
    """Return the profile with inlined calls given to the outermost caller of their location."""
    ends = profile.locations.line_offsets[1:]
    kept = np.zeros(len(profile.locations.line_function), np.bool_)
    kept[ends[np.diff(profile.locations.line_offsets) > 0] - 1] = True
    return with_lines(profile, kept)


def with_labels(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the labels marked (bool[n_labels])."""
    return profile if kept.all() else replace(profile, labels=labels_where(profile.labels, kept))


def labels_where(labels: Labels, kept: BoolArray) -> Labels:
    """Return the rows of a table of labels that are marked."""
    rows = np.flatnonzero(kept)
    return Labels(labels.sample[rows], labels.key[rows], labels.string[rows], labels.number[rows], labels.unit[rows])


def line_locations(profile: Profile) -> IndexArray:
    """int64[n_lines]: the location that each line belongs to."""
    return np.repeat(np.arange(len(profile.locations)), np.diff(profile.locations.line_offsets))
