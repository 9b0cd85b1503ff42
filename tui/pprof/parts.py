"""A profile without some of its samples, calls, lines or labels: a new Profile that shares what stays the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tui.pprof.arrays import BoolArray, FrameArray, IndexArray
from tui.pprof.batches import Growing, in_order, spans
from tui.pprof.profile import Labels, Profile

_BATCH = 1 << 18
"""Calls looked at together."""


def call_samples(profile: Profile) -> IndexArray:
    """int64[len(stack_locations)]: the sample that each call of the stacks belongs to."""
    return np.repeat(np.arange(profile.n_samples), np.diff(profile.stack_offsets))


def passing(profile: Profile, locations: BoolArray) -> IndexArray:
    """int64[n_samples]: how many calls of each sample are in the locations marked (bool[n_locations])."""
    return _count(profile, lambda calls: locations[profile.stack_locations[calls]])


def places(profile: Profile, locations: BoolArray) -> IndexArray:
    """Return the places in `stack_locations` that hold one of the locations marked (bool[n_locations]), ascending."""

    def of_span(span: tuple[int, int]) -> IndexArray:
        start, end = (int(profile.stack_offsets[edge]) for edge in span)
        return np.flatnonzero(locations[profile.stack_locations[start:end]]) + start

    found = Growing(np.int64)
    for some in in_order(of_span, spans(profile.stack_offsets, _BATCH)):
        found.append(some)
    return found.whole()


def _count(profile: Profile, marks: Callable[[slice], BoolArray]) -> IndexArray:
    """int64[n_samples]: how many calls of each sample are marked; `marks` tells for a range of calls."""

    def of_span(span: tuple[int, int]) -> IndexArray:
        offsets = profile.stack_offsets[span[0] : span[1] + 1]
        so_far = np.zeros(offsets[-1] - offsets[0] + 1, np.int64)
        np.cumsum(marks(slice(offsets[0], offsets[-1])), out=so_far[1:])
        counts: IndexArray = np.diff(so_far[offsets - offsets[0]])
        return counts

    counts = Growing(np.int64)
    for some in in_order(of_span, spans(profile.stack_offsets, _BATCH)):
        counts.append(some)
    return counts.whole()


def with_samples(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the samples marked (bool[n_samples])."""
    if kept.all():
        return profile
    depths = np.diff(profile.stack_offsets)
    new_row = np.cumsum(kept) - 1
    has_label = kept[profile.labels.sample]
    labels = labels_where(profile.labels, has_label)
    return replace(
        profile,
        values=profile.values[kept],
        stack_offsets=np.concatenate([np.zeros(1, np.int64), np.cumsum(depths[kept])]),
        stack_locations=_stacks_where(profile, kept, depths),
        labels=replace(labels, sample=new_row[labels.sample]),
    )


def _stacks_where(profile: Profile, kept: BoolArray, depths: IndexArray) -> FrameArray:
    """Return the stacks of the samples marked, end to end."""

    def of_span(span: tuple[int, int]) -> FrameArray:
        first, behind = span
        calls = np.repeat(kept[first:behind], depths[first:behind])
        some: FrameArray = profile.stack_locations[profile.stack_offsets[first] : profile.stack_offsets[behind]][calls]
        return some

    stacks = Growing(np.uint32)
    for some in in_order(of_span, spans(profile.stack_offsets, _BATCH)):
        stacks.append(some)
    return stacks.whole()


def with_calls(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the calls of stacks marked (bool[len(stack_locations)]); samples stay, maybe empty."""
    if kept.all():
        return profile
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(_count(profile, lambda calls: kept[calls]))])
    return replace(profile, stack_offsets=offsets, stack_locations=profile.stack_locations[kept])


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
    return replace(profile, locations=locations)


def with_labels(profile: Profile, kept: BoolArray) -> Profile:
    """Return the profile with the labels marked (bool[n_labels])."""
    return profile if kept.all() else replace(profile, labels=labels_where(profile.labels, kept))


def labels_where(labels: Labels, kept: BoolArray) -> Labels:
    """Return the rows of a table of labels that are marked."""
    return Labels(labels.sample[kept], labels.key[kept], labels.string[kept], labels.number[kept], labels.unit[kept])


def line_locations(profile: Profile) -> IndexArray:
    """int64[n_lines]: the location that each line belongs to."""
    return np.repeat(np.arange(len(profile.locations)), np.diff(profile.locations.line_offsets))
