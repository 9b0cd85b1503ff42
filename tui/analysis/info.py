"""What a profile says of itself, in lines for people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from tui import units
from tui.pprof.profile import Profile
from tui.text import clean


class Fact(NamedTuple):
    """One line: what it is about, and what is known."""

    name: str
    text: str


def facts(profile: Profile) -> tuple[Fact, ...]:
    """Return everything known of the profile as a whole; names repeat as "" where a fact takes several lines."""
    said = [*_times(profile), *_types(profile), *_sizes(profile), *_mappings(profile)]
    said += _several("comment", [profile.strings[index] for index in profile.header.comments])
    if profile.header.doc_url:
        said.append(Fact("documentation", profile.strings[profile.header.doc_url]))
    for name, index in (("drops frames", profile.header.drop_frames), ("keeps frames", profile.header.keep_frames)):
        if index:
            said.append(Fact(name, profile.strings[index]))
    return tuple(said)


def _times(profile: Profile) -> list[Fact]:
    header, said = profile.header, []
    if header.time_nanos:
        try:
            taken = datetime.fromtimestamp(header.time_nanos / 1e9, UTC).astimezone()
            said.append(Fact("taken", f"{taken:%Y-%m-%d %H:%M:%S %Z}"))
        except (ValueError, OverflowError, OSError):
            said.append(Fact("taken", f"{header.time_nanos} ns after 1970, which no calendar has"))
    if header.duration_nanos:
        said.append(Fact("duration", units.label(header.duration_nanos, "nanoseconds")))
    if header.period:
        kind, unit = (profile.strings[index] for index in header.period_type)
        each = units.label(header.period, unit) if unit else str(header.period)
        said.append(Fact("period", f"one sample every {each}{f' of {kind}' if kind else ''}"))
    return said


def _types(profile: Profile) -> list[Fact]:
    lines = []
    for column, kind in enumerate(profile.sample_types):
        total = int(np.abs(profile.values[:, column]).sum(dtype=np.int64))
        lines.append(f"{clean(kind.type)} ({clean(kind.unit)}): {units.label(total, kind.unit)}")
    default = profile.header.default_sample_type
    if default:
        lines.append(f"shown first: {profile.strings[default]}")
    return _several("sample types", lines)


def _sizes(profile: Profile) -> list[Fact]:
    depths = np.diff(profile.stack_offsets)
    deepest = f", up to {int(depths.max()):,} deep" if len(depths) else ""
    return [
        Fact("samples", f"{profile.n_samples:,}{deepest}"),
        Fact("locations", f"{len(profile.locations):,} in {len(profile.functions):,} functions"),
        Fact("labels", f"{len(profile.labels):,}"),
    ]


def _mappings(profile: Profile) -> list[Fact]:
    text = profile.strings
    lines = []
    for mapping in profile.mappings:
        build_id = f"  build id {text[mapping.build_id]}" if mapping.build_id else ""
        lines.append(f"{mapping.start:x}-{mapping.limit:x}  {text[mapping.file] or 'no name'}{build_id}")
    return _several("mappings", lines)


def _several(name: str, lines: list[str]) -> list[Fact]:
    return [Fact(name if row == 0 else "", line) for row, line in enumerate(lines)]
