"""Frames of generated files (compiled TypeScript, bundles) as frames of the sources they were made of.

google/pprof does not do this. It is done only where the generated file, its source map and the source are all here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui.looking import is_file
from tui.pprof.distinct import used
from tui.pprof.profile import Functions, Profile
from tui.pprof.strings import StringTable
from tui.symbols.filenames import is_generated
from tui.symbols.places import Search, candidates
from tui.symbols.sourcemaps import SourceMap, source_map


def with_originals(profile: Profile, search: Search | None = None) -> Profile:
    """Return the profile with files and lines of sources for calls in files that were made of them.

    Args:
        profile: the profile.
        search: where to look for generated files; None for what this run looks at.
    """
    raw, table, locations = profile.strings.raw, profile.functions, profile.locations
    search = search or Search.here("", "")
    maps = {string: found for string in _generated(profile) if (found := _map(raw[string], search))}
    if not maps:
        return profile
    changed = np.flatnonzero(np.isin(table.filename[locations.line_function], list(maps)))
    strings: dict[bytes, int] = {}
    functions: dict[tuple[int, int], int] = {}
    starts: list[int] = []
    function, line = locations.line_function.copy(), locations.line_number.copy()
    for at in changed.tolist():
        old = int(function[at])
        source_lines = maps[int(table.filename[old])]
        place = source_lines.original(int(line[at]), int(locations.line_column[at]))
        if place is None:
            continue
        file = strings.setdefault(str(place[0]).encode("utf-8", "surrogateescape"), len(raw) + len(strings))
        if (old, file) not in functions:
            functions[old, file] = len(table) + len(functions)
            begins = source_lines.original(int(table.start_line[old]))
            starts.append(begins[1] if begins is not None and begins[0] == place[0] else 0)
        function[at], line[at] = functions[old, file], place[1]
    if not functions:
        return profile
    return replace(
        profile,
        strings=StringTable([*raw, *strings]),
        functions=_more(table, list(functions), starts),
        locations=replace(
            locations,
            line_function=function,
            line_number=line,
            line_column=np.where(function >= len(table), 0, locations.line_column),
        ),
    )


def _generated(profile: Profile) -> list[int]:
    """Return the string indexes of files that may be made of others."""
    files = used(profile.functions.filename).tolist()
    return [string for string in files if is_generated(profile.strings.raw[string])]


def _map(recorded: bytes, search: Search) -> SourceMap | None:
    """Return the source map of a file as the profile names it."""
    for place in candidates(recorded, search):
        if is_file(place):
            return source_map(place)
    return None


def _more(old: Functions, added: list[tuple[int, int]], starts: list[int]) -> Functions:
    """Return the functions with copies of some in other files."""
    rows, files = np.array(added, np.int64).T
    ids = np.arange(1, len(rows) + 1, dtype=np.uint64) + old.ids.max(initial=np.uint64(0))
    return Functions(
        ids=np.concatenate([old.ids, ids]),
        name=np.concatenate([old.name, old.name[rows]]),
        system_name=np.concatenate([old.system_name, old.system_name[rows]]),
        filename=np.concatenate([old.filename, files]),
        start_line=np.concatenate([old.start_line, np.array(starts, np.int64)]),
    )
