"""Several profiles made one: merged, told apart by where they are from, compared with a base, annotated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tui.analysis.loading import with_a_mapping
from tui.pprof.profile import Labels, Profile
from tui.pprof.scale import marked_as_base, normalised, scaled, with_common_types, with_common_units
from tui.pprof.strings import StringTable

HOST_LABEL = "host"
"""Key of the label that says which of several servers a sample is from."""


def combined(profiles: Sequence[Profile]) -> Profile:
    """Return the sum of profiles, brought to common sample types and units; each has a mapping before, as in pprof.

    Raises:
        BadOption: they do not go together.
    """
    mapped = [with_a_mapping(profile) for profile in profiles]
    alike = with_common_units(with_common_types(mapped)) if _declares_types(mapped) else mapped
    if len(alike) == 1:
        return alike[0]
    # What one profile alone does not need is not loaded for it.
    from tui.pprof.merge import merge

    return merge(alike)


def difference(profile: Profile, base: Profile, *, of_base: bool = True, normalize: bool = False) -> Profile:
    """Return what `profile` has more than `base`, as pprof's -diff_base and -base make it.

    Args:
        profile: what is compared.
        base: what it is compared with.
        of_base: percentages refer to the base, as with -diff_base.
        normalize: scale the profile to the total of the base first.

    Raises:
        BadOption: they do not go together.
    """
    base = marked_as_base(base) if of_base else base
    if normalize:
        profile = normalised(profile, base)
    return combined([profile, scaled(base, [-1.0] * len(base.sample_types))])


def told_apart(profiles: Sequence[Profile], hosts: Sequence[str]) -> list[Profile]:
    """Return the profiles with a label on every sample that says which server it is from, if there are several.

    Args:
        profiles: the profiles.
        hosts: the address of the server that each is from; empty for a file.
    """
    if sum(map(bool, hosts)) < 2:
        return list(profiles)
    taken = any(HOST_LABEL.encode() in _keys(profile) for profile in profiles)
    key = f"server_{HOST_LABEL}" if taken else HOST_LABEL
    return [_labelled(profile, key, host) if host else profile for profile, host in zip(profiles, hosts, strict=True)]


def identified(profile: Profile, build_id: str) -> Profile:
    """Return the profile with a build id for its first mapping, if that has none; empty for none to give."""
    if not build_id:
        return profile
    profile = with_a_mapping(profile)
    strings, (first, *others) = list(profile.strings.raw) or [b""], profile.mappings
    if strings[first.build_id]:
        # pprof does not override one either: that would very likely be wrong.
        return profile
    named = replace(first, build_id=len(strings))
    strings.append(build_id.encode("utf-8", "surrogateescape"))
    return replace(profile, strings=StringTable(strings), mappings=(named, *others))


def annotated(profile: Profile, *, binary: str = "", comment: str = "") -> Profile:
    """Return the profile with the name of its first mapping replaced, and a comment added, as far as they are given."""
    if not (binary or comment):
        return profile
    profile = with_a_mapping(profile) if binary else profile
    strings = list(profile.strings.raw) or [b""]
    mappings, header = profile.mappings, profile.header
    if binary:
        mappings = (replace(mappings[0], file=len(strings)), *mappings[1:])
        strings.append(binary.encode("utf-8", "surrogateescape"))
    if comment:
        header = replace(header, comments=(*header.comments, len(strings)))
        strings.append(comment.encode("utf-8", "surrogateescape"))
    return replace(profile, strings=StringTable(strings), mappings=mappings, header=header)


def _declares_types(profiles: Sequence[Profile]) -> bool:
    return len(profiles) > 1 or bool(profiles[0].sample_types)


def _keys(profile: Profile) -> set[bytes]:
    return {profile.strings.raw[key] for key in set(profile.labels.key.tolist())}


def _labelled(profile: Profile, key: str, value: str) -> Profile:
    """Return the profile with one more label on every sample."""
    strings = [*(profile.strings.raw or [b""]), key.encode(), value.encode("utf-8", "surrogateescape")]
    samples, zeros = np.arange(profile.n_samples), np.zeros(profile.n_samples, np.int64)
    added = (samples, zeros + (len(strings) - 2), zeros + (len(strings) - 1), zeros, zeros)
    old = profile.labels
    columns = zip((old.sample, old.key, old.string, old.number, old.unit), added, strict=True)
    sample, *others = (np.concatenate(pair) for pair in columns)
    order = np.argsort(sample, kind="stable")
    labels = Labels(sample[order], *(column[order] for column in others))
    return replace(profile, strings=StringTable(strings), labels=labels)
