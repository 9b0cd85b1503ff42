"""Puts the calls found for locations into a profile: new columns, and not a loop over its samples."""

from __future__ import annotations

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tui.pprof.arrays import Int64Array
from tui.pprof.profile import Functions, Locations, Mapping, Profile
from tui.pprof.strings import StringTable
from tui.symbols.debuginfo import Call


def with_whole_mapping(profile: Profile) -> Profile:
    """Return a profile that has no mappings with one of all addresses, as google/pprof adds it."""
    if profile.mappings:
        return profile
    everything = Mapping(1, 0, 0, 0, 0, 0, False, False, False, False)
    nowhere = np.zeros(len(profile.locations), np.int64)
    return replace(profile, mappings=(everything,), locations=replace(profile.locations, mapping=nowhere))


def with_calls(profile: Profile, found: Lookup[int, Sequence[Call]]) -> Profile:
    """Return the profile with other calls at some locations.

    Args:
        profile: the profile.
        found: by row of a location its calls, the innermost first.
    """
    if not found:
        return profile
    new = _New(profile)
    calls = [(new.function(call), call.line) for row in sorted(found) for call in found[row]]
    strings, functions = new.tables()
    function, line = np.array(calls, np.int64).reshape(-1, 2).T
    return replace(
        profile,
        strings=strings,
        functions=functions,
        locations=_relined(profile.locations, found, function, line),
        mappings=_knowing_more(profile, found),
    )


class _New:
    """The functions of a profile, and those that come."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._strings: dict[bytes, int] = {}
        self._functions: dict[tuple[int, int], int] = {}

    def function(self, call: Call) -> int:
        """Return the row of a function."""
        key = (self._string(call.function), self._string(call.file))
        return self._functions.setdefault(key, len(self._profile.functions) + len(self._functions))

    def _string(self, text: str) -> int:
        if not text:
            return 0
        raw = text.encode("utf-8", "surrogateescape")
        return self._strings.setdefault(raw, max(len(self._profile.strings), 1) + len(self._strings))

    def tables(self) -> tuple[StringTable, Functions]:
        """Return all strings and functions."""
        old = self._profile.functions
        name, file = np.array(list(self._functions), np.int64).reshape(-1, 2).T
        highest = int(old.ids.max(initial=0))
        functions = Functions(
            ids=np.concatenate([old.ids, np.arange(1, len(name) + 1, dtype=np.uint64) + np.uint64(highest)]),
            name=np.concatenate([old.name, name]),
            system_name=np.concatenate([old.system_name, name]),
            filename=np.concatenate([old.filename, file]),
            start_line=np.concatenate([old.start_line, np.zeros(len(name), np.int64)]),
        )
        return StringTable([*(self._profile.strings.raw or (b"",)), *self._strings]), functions


def _relined(old: Locations, found: Lookup[int, Sequence[Call]], function: Int64Array, line: Int64Array) -> Locations:
    """Return the locations with the new lines, which come in the order of their locations."""
    rows = np.array(sorted(found), np.int64)
    counts = np.diff(old.line_offsets)
    is_new = np.zeros(len(old), np.bool_)
    is_new[rows] = True
    stays = np.repeat(~is_new, counts)
    counts[rows] = [len(found[row]) for row in rows.tolist()]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    takes = np.repeat(is_new, counts)

    def filled(kept: Int64Array, came: Int64Array) -> Int64Array:
        column = np.empty(int(offsets[-1]), np.int64)
        column[~takes], column[takes] = kept[stays], came
        return column

    return replace(
        old,
        folded=old.folded & ~is_new,
        line_offsets=offsets,
        line_function=filled(old.line_function, function),
        line_number=filled(old.line_number, line),
        line_column=filled(old.line_column, np.zeros_like(line)),
    )


def _knowing_more(profile: Profile, found: Lookup[int, Sequence[Call]]) -> tuple[Mapping, ...]:
    """Return the mappings with a note of what is known of their locations now."""
    known: dict[int, set[str]] = {}
    for row, calls in found.items():
        of_mapping = known.setdefault(int(profile.locations.mapping[row]), set())
        for call in calls:
            of_mapping |= {"name"} if call.function else set()
            of_mapping |= {"file"} if call.file else set()
            of_mapping |= {"line"} if call.line else set()
    return tuple(
        mapping
        if row not in known
        else replace(
            mapping,
            has_functions=mapping.has_functions or "name" in known[row],
            has_filenames=mapping.has_filenames or "file" in known[row],
            has_line_numbers=mapping.has_line_numbers or "line" in known[row],
            has_inline_frames=True,
        )
        for row, mapping in enumerate(profile.mappings)
    )
