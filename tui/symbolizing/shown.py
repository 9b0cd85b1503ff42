"""A profile as pprof works on it, with names as `-symbolize` wants them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui.analysis.loading import as_loaded
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.pprof.strings import StringTable
from tui.symbolizing.how import RUN, How
from tui.symbolizing.names import undecided


def as_shown(profile: Profile, *, all_frames: bool = False, how: How | None = None) -> Profile:
    """Return the profile as `as_loaded` does, but for names that are not to be shortened.

    Args:
        profile: with names already looked up.
        all_frames: keep the frames that drop_frames names.
        how: what is asked for; None for what this run was asked for.
    """
    how = how or RUN.how
    shorten = how.demangle == "default" and not how.off
    if not how.off and how.demangle in ("full", "templates"):
        profile = _named_by_system(profile, cut=how.demangle == "templates")
    return as_loaded(profile, all_frames=all_frames, shorten=shorten)


def _named_by_system(profile: Profile, *, cut: bool) -> Profile:
    """Return the profile with the system's names where it has no others; `cut` takes argument lists off C++ ones."""
    table, strings = profile.functions, list(profile.strings.raw)
    changed = undecided(profile)
    name = np.where(changed, table.system_name, table.name)
    for string in used(name[changed]).tolist() if cut else ():
        shorter = _without_parameters(strings[string])
        if shorter != strings[string]:
            name = np.where(changed & (name == string), len(strings), name)
            strings.append(shorter)
    return replace(profile, strings=StringTable(strings), functions=replace(table, name=name))


def _without_parameters(name: bytes) -> bytes:
    """Return a name that looks like readable C++ without what stands in parentheses, if they match."""
    if b".<" in name or b"])." in name or not any(sign in name for sign in (b"<", b">", b"[", b"]", b"::")):
        return name
    kept, nesting = bytearray(), 0
    for byte in name:
        nesting += byte == ord("(")
        if not nesting:
            kept.append(byte)
        nesting -= byte == ord(")")
        if nesting < 0:
            return name
    return name if nesting else bytes(kept)
