"""What pprof does to every profile first: names made readable, frames dropped that the writer wants gone.

Follows google/pprof's `internal/driver/fetch.go`, `internal/symbolizer` (names) and `Profile.RemoveUninteresting`.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import numpy as np

from tui.analysis.filters import prune
from tui.analysis.regex import Pattern
from tui.errors import BadOption
from tui.pprof.distinct import used
from tui.pprof.profile import Mapping, Profile
from tui.pprof.strings import StringTable


def as_loaded(profile: Profile, *, all_frames: bool = False, shorten: bool = True) -> Profile:
    """Return the profile as pprof works on it.

    A profile without mappings gets one without a name; a mapping named by a URL loses it; functions get the names that
    pprof would show; frames that the profile's drop_frames names go.

    Args:
        profile: as decoded.
        all_frames: keep the frames that drop_frames names.
        shorten: give functions the short names that pprof would show.
    """
    profile = _without_urls(with_a_mapping(profile))
    profile = _with_names(profile) if shorten else profile
    return profile if all_frames else _without_dropped(profile)


def with_a_mapping(profile: Profile) -> Profile:
    """Return the profile with one mapping, without a name, for all locations if it has none; before it is merged."""
    if profile.mappings:
        return profile
    none = Mapping(1, 0, 0, 0, 0, 0, False, False, False, False)
    everywhere = np.zeros(len(profile.locations), np.int64)
    return replace(profile, mappings=(none,), locations=replace(profile.locations, mapping=everywhere))


def _without_urls(profile: Profile) -> Profile:
    # A URL stands for the source of a legacy profile, and only where there is no build id.
    named = tuple(
        replace(mapping, file=0)
        if mapping.file and not profile.strings.raw[mapping.build_id] and _is_url(profile.strings.decoded(mapping.file))
        else mapping
        for mapping in profile.mappings
    )
    return profile if named == profile.mappings else replace(profile, mappings=named)


def _is_url(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme)
    except ValueError:
        return False


def _with_names(profile: Profile) -> Profile:
    """Give functions without a name of their own the system's, simplified if it looks like C++."""
    table, strings = profile.functions, profile.strings
    canonical = strings.canonical
    name, system = canonical[table.name], canonical[table.system_name]
    undecided = (name == 0) | (name == system)
    if not undecided.any():
        return profile
    added = list(strings.raw)
    index: dict[int, int] = {}
    for string in used(system[undecided]).tolist():
        simple = _simplified(strings.raw[string])
        if simple == strings.raw[string]:
            index[string] = string
        else:
            index[string] = len(added)
            added.append(simple)
    named = table.name.copy()
    named[undecided] = [index[string] for string in system[undecided].tolist()]
    if np.array_equal(named, table.name):
        return profile
    return replace(profile, strings=StringTable(added), functions=replace(table, name=named))


def _simplified(name: bytes) -> bytes:
    """Return a name without parameters and template arguments if it looks like readable C++."""
    if b".<" in name or b"])." in name:
        return name
    if not any(sign in name for sign in (b"<", b">", b"[", b"]", b"::")):
        return name
    return _without(_without(name, b"()"), b"<>")


def _without(name: bytes, brackets: bytes) -> bytes:
    """Return a name without what stands in brackets; unchanged from the first bracket that closes nothing."""
    opening, closing = brackets
    kept = bytearray()
    nesting = first = 0
    for at, byte in enumerate(name):
        kept.append(byte)
        if byte == opening:
            nesting += 1
            if nesting == 1:
                first = len(kept) - 1
        elif byte == closing:
            nesting -= 1
            if nesting < 0:
                return bytes(kept) + name[at + 1 :]
            if nesting == 0:
                del kept[first:]
    return bytes(kept)


def _without_dropped(profile: Profile) -> Profile:
    if not profile.drop_frames:
        return profile
    try:
        drop = Pattern(f"^({profile.drop_frames})$", "drop_frames")
        keep = Pattern(f"^({profile.keep_frames})$", "keep_frames") if profile.keep_frames else None
    except BadOption:
        # pprof goes on with all frames if the profile's own pattern is none.
        return profile
    return prune(profile, drop, keep)
