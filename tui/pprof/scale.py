"""Values multiplied, units made equal, sample types made common: what comes before profiles are merged or compared.

Follows google/pprof's `Profile.ScaleN`, `CompatibilizeSampleTypes`, `Normalize` and `measurement.ScaleProfiles`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tui import units
from tui.errors import BadOption
from tui.pprof.arrays import Int64Array
from tui.pprof.parts import labels_where, with_samples
from tui.pprof.profile import Labels, Profile
from tui.pprof.strings import StringTable

BASE_LABEL = (b"pprof::base", b"true")
"""Marks the samples of the base in a difference whose percentages refer to the base."""


def scaled(profile: Profile, ratios: Sequence[float]) -> Profile:
    """Return the profile with each column of values multiplied.

    Samples of which no multiplied value is left go.

    Args:
        profile: the profile.
        ratios: one for each sample type; a column whose ratio is 1 stays and keeps no sample alive.
    """
    if all(ratio == 1 for ratio in ratios):
        return profile
    values = profile.values.copy()
    changed = [column for column, ratio in enumerate(ratios) if ratio != 1]
    for column in changed:
        values[:, column] = rounded(profile.values[:, column].astype(np.float64) * ratios[column])
    return with_samples(replace(profile, values=values), (values[:, changed] != 0).any(axis=1))


def rounded(numbers: NDArray[np.float64]) -> Int64Array:
    """Return numbers rounded half away from zero, as Go rounds; beyond 64 bits the processor decides, as there."""
    size = np.abs(numbers)
    whole = np.floor(size)
    whole += size - whole >= 0.5
    # A warning would be written into the middle of the screen.
    with np.errstate(invalid="ignore"):
        return np.copysign(whole, numbers).astype(np.int64)


def normalised(profile: Profile, base: Profile) -> Profile:
    """Return the profile scaled so that each sample type adds up to what it does in `base`.

    Raises:
        BadOption: the two do not have the same sample types.
    """
    check_compatible(profile, base)
    sums = [one.values.sum(axis=0, dtype=np.int64).tolist() for one in (base, profile)]
    return scaled(profile, [wanted / own if own else 0.0 for wanted, own in zip(*sums, strict=True)])


def marked_as_base(profile: Profile) -> Profile:
    """Return the profile with all samples labelled as the base of a difference; a number of that name stays, too."""
    strings = list(profile.strings.raw) or [b""]
    key, value = len(strings), len(strings) + 1
    count = profile.n_samples
    old = profile.strings
    others = np.array([string != BASE_LABEL[0] for string in old.raw], np.bool_)[profile.labels.key]
    kept = labels_where(profile.labels, others | (profile.labels.string == 0))
    order = np.argsort(np.concatenate([kept.sample, np.arange(count)]), kind="stable")

    def joined(column: Int64Array, added: int) -> Int64Array:
        return np.concatenate([column, np.full(count, added, np.int64)])[order]

    return replace(
        profile,
        strings=StringTable([*strings, *BASE_LABEL]),
        labels=Labels(
            np.concatenate([kept.sample, np.arange(count)])[order],
            joined(kept.key, key),
            joined(kept.string, value),
            joined(kept.number, 0),
            joined(kept.unit, 0),
        ),
    )


def check_compatible(first: Profile, other: Profile) -> None:
    """See that two profiles measure the same (`Profile.compatible`).

    Raises:
        BadOption: period types or sample types differ.
    """
    if first.period_type != other.period_type:
        raise BadOption(f"incompatible period types {_type_text(first)} and {_type_text(other)}")
    if first.sample_types != other.sample_types:
        raise BadOption("incompatible sample types")


def _type_text(profile: Profile) -> str:
    return f"{profile.period_type.type}/{profile.period_type.unit}"


def with_common_types(profiles: Sequence[Profile]) -> list[Profile]:
    """Return profiles with the sample types that all have, in the order of the first.

    Raises:
        BadOption: they have none in common, or one of a profile twice that another does not have.
    """
    seen = Counter(value_type.type for profile in profiles for value_type in profile.sample_types)
    common = [value_type.type for value_type in profiles[0].sample_types if seen[value_type.type] == len(profiles)]
    if not common:
        raise BadOption("profiles have empty common sample type list", remedy="Are they of the same kind?")
    return [_with_types(profile, common) for profile in profiles]


def _with_types(profile: Profile, common: list[str]) -> Profile:
    types = [value_type.type for value_type in profile.sample_types]
    for kind in common:
        # As in pprof, a type that one profile has twice counts as one that two profiles have.
        if kind not in types:
            raise BadOption(f'"{kind}" sample type is not found in profile')
    columns = [types.index(kind) for kind in common]
    if columns == list(range(len(types))):
        return profile
    header = profile.header
    kept = tuple(header.sample_types[column] for column in columns)
    default = header.default_sample_type if profile.default_sample_type in common else kept[0][0]
    return replace(
        profile,
        header=replace(header, sample_types=kept, default_sample_type=default),
        values=np.ascontiguousarray(profile.values[:, columns]),
    )


def with_common_units(profiles: Sequence[Profile]) -> list[Profile]:
    """Return profiles scaled to the finest unit of each sample type and of the period.

    Raises:
        BadOption: what they measure cannot be converted.
    """
    if len(profiles) < 2:
        return list(profiles)
    period_unit = _finest([(p.period_type.type, p.period_type.unit) for p in profiles], "period type")
    columns = zip(*([(v.type, v.unit) for v in p.sample_types] for p in profiles), strict=True)
    wanted = [_finest(list(column), "sample types") for column in columns]
    return [_with_units(profile, period_unit, wanted) for profile in profiles]


def _finest(types: list[tuple[str, str]], what: str) -> str:
    kind, unit = types[0]
    for other_kind, other_unit in types[1:]:
        same = kind.removesuffix("s") == other_kind.removesuffix("s")
        families = [family for family in units.FAMILIES if family.find(unit) and family.find(other_unit)]
        if not same or not (unit == other_unit or families):
            raise BadOption(f"{what}: incompatible types: {{{kind} {unit}}} {{{other_kind} {other_unit}}}")
        if units.scale(1, other_unit, unit)[0] < 1:
            kind, unit = other_kind, other_unit
    return unit


def _with_units(profile: Profile, period_unit: str, wanted: list[str]) -> Profile:
    ratios = [units.scale(1, v.unit, unit)[0] for v, unit in zip(profile.sample_types, wanted, strict=True)]
    strings = list(profile.strings.raw)

    def index(text: str, old: int) -> int:
        if profile.strings[old] == text:
            return old
        strings.append(text.encode())
        return len(strings) - 1

    header = profile.header
    period, _ = units.scale(header.period, profile.period_type.unit, period_unit)
    changed = replace(
        header,
        period=int(period),
        period_type=(header.period_type[0], index(period_unit, header.period_type[1])),
        sample_types=tuple(
            (kind, index(new, unit)) for (kind, unit), new in zip(header.sample_types, wanted, strict=True)
        ),
    )
    return scaled(replace(profile, header=changed, strings=StringTable(strings)), ratios)
