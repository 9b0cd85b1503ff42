"""Mangled names made readable where google/pprof makes them (`internal/symbolizer`, Demangle)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui.pprof.arrays import BoolArray
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.pprof.strings import StringTable
from tui.symbolizing.how import INSTALL, How
from tui.symbols.demangling import can_demangle, demangled, looks_mangled


def with_readable_names(profile: Profile, how: How) -> tuple[Profile, list[str]]:
    """Return the profile with readable names for functions that have only their linker's, and remarks.

    Args:
        profile: the profile.
        how: what is asked for.
    """
    if how.force:
        profile = _with_linkers_names(profile)
    if how.demangle == "none":
        return profile, []
    raw, table = profile.strings.raw, profile.functions
    system = table.system_name[undecided(profile)]
    mangled = [string for string in used(system).tolist() if looks_mangled(raw[string])]
    if not mangled:
        return profile, []
    if not can_demangle():
        return profile, [f"Names are shown as the linker knows them. What makes them readable comes with: {INSTALL}"]
    index: dict[int, int] = {}
    added = list(raw)
    for string in mangled:
        readable = demangled(raw[string], how.demangle)
        if readable is not None and readable != raw[string]:
            index[string] = len(added)
            added.append(readable)
    named = np.array(
        [
            index.get(system, name) if open_ else name
            for name, system, open_ in zip(
                table.name.tolist(), table.system_name.tolist(), undecided(profile).tolist(), strict=True
            )
        ],
        np.int64,
    )
    return replace(profile, strings=StringTable(added), functions=replace(table, name=named)), []


def undecided(profile: Profile) -> BoolArray:
    """bool[n_functions]: which have no other name than the linker's."""
    canonical = profile.strings.canonical
    name, system = canonical[profile.functions.name], canonical[profile.functions.system_name]
    found: BoolArray = (name == 0) | (name == system)
    return found


def _with_linkers_names(profile: Profile) -> Profile:
    """Return the profile with the linker's names for all functions that have one."""
    table = profile.functions
    both = (table.name != 0) & (table.system_name != 0)
    return replace(profile, functions=replace(table, name=np.where(both, table.system_name, table.name)))
