"""From the calls of a profile to its frames, at a granularity.

Which parts of a call tell frames apart follows google/pprof's `Profile.Aggregate` and `graph.nodeInfo`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tui.analysis.frames import FrameTable, Granularity
from tui.analysis.uniquerows import unique_rows
from tui.paths import clean_path, trimmed_path
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array, row_type
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.pprof.strings import StringTable

_NAMED = frozenset(Granularity) - {Granularity.FILES}
_WITH_FILE = frozenset(Granularity) - {Granularity.FUNCTIONS}
_WITH_LINE = frozenset({Granularity.LINES, Granularity.ADDRESSES})


def frame_table(
    profile: Profile,
    granularity: Granularity,
    *,
    noinlines: bool = False,
    columns: bool = False,
    binaries: bool = False,
    source_path: str | None = "",
    trim_path: str = "",
) -> FrameTable:
    """Return the frames of a profile.

    Args:
        profile: the profile.
        granularity: what makes two calls the same frame.
        noinlines: give inlined calls to the outermost caller of their location.
        columns: tell calls in one line apart by their column (pprof's `showcolumns`).
        binaries: keep frames of different binaries apart, as reports on addresses and lines do.
        source_path: where sources are, as in $PATH; what stands before one of its last names is cut off source paths.
            None leaves all paths as they are.
        trim_path: beginnings to cut off source paths, as in $PATH.
    """
    calls = _Calls.of(profile, noinlines=noinlines)
    files, file_of_function = _clean_files(profile, source_path, trim_path)
    by_address = granularity is Granularity.ADDRESSES
    with_columns = (by_address and not noinlines) or (columns and granularity in _WITH_LINE)
    key = _key(profile, calls, file_of_function, granularity, columns=with_columns, binaries=binaries)
    first, frame_of_call = unique_rows(key)
    zeros = np.zeros(len(first), np.int64)
    # What no frame has is one column for all, which takes neither time nor memory.
    of_frame = _Key(*(zeros if column is calls.zero else column[first] for column in key))
    return FrameTable(
        strings=profile.strings,
        files=files,
        name=of_frame.name,
        file=of_frame.file,
        line=of_frame.line,
        column=of_frame.column,
        address=of_frame.address.view(np.uint64),
        objfile=of_frame.objfile,
        start_line=of_frame.start_line,
        of_call=frame_of_call.astype(row_type(len(first))),
        call_offsets=calls.offsets,
        of_function=calls.function[first],
    )


class _Key(NamedTuple):
    """What tells frames apart: int64[n_calls] each, as `FrameTable` has them; addresses as signed numbers."""

    name: IndexArray
    file: IndexArray
    line: Int64Array
    column: Int64Array
    address: Int64Array
    objfile: IndexArray
    start_line: Int64Array


def _key(
    profile: Profile,
    calls: _Calls,
    file_of_function: IndexArray,
    granularity: Granularity,
    *,
    columns: bool,
    binaries: bool,
) -> _Key:
    """Return the columns; `calls.zero` for what is no part of the granularity, and what no call has."""
    functions, locations, canonical, zero = profile.functions, profile.locations, profile.strings.canonical, calls.zero
    with_line = granularity in _WITH_LINE
    name = canonical[calls.of_function(functions.name)] if granularity in _NAMED else zero
    apart = (name == 0) | binaries
    objfile = start_line = zero
    if apart.any():
        mapping_file = np.array([0, *(canonical[mapping.file] for mapping in profile.mappings)], np.int64)
        objfile = np.where(apart, mapping_file[locations.mapping[calls.location] + 1], 0)
        start_line = np.where(apart & calls.known, calls.of_function(functions.start_line), 0)
    by_address = granularity is Granularity.ADDRESSES
    return _Key(
        name=name,
        file=calls.of_function(file_of_function) if granularity in _WITH_FILE else zero,
        line=np.where(calls.known, calls.line, 0) if with_line else zero,
        column=np.where(calls.known, calls.column, 0) if columns else zero,
        address=locations.address[calls.location].view(np.int64) if by_address else zero,
        objfile=objfile,
        start_line=start_line,
    )


@dataclass(frozen=True, eq=False)
class _Calls:
    """Calls of all locations: their lines, or one nameless call where there are none."""

    location: IndexArray
    function: IndexArray
    line: Int64Array
    column: Int64Array
    offsets: IndexArray

    @cached_property
    def known(self) -> BoolArray:
        """bool[n_calls]: calls of a function."""
        return self.function >= 0

    @cached_property
    def zero(self) -> Int64Array:
        """int64[n_calls]: zeros."""
        return np.zeros(len(self.function), np.int64)

    def of_function(self, column: IndexArray) -> IndexArray:
        """Return what a column of the functions has for each call; 0 where the function is not known."""
        if self._all_known:
            return column[self.function]
        if not len(column):
            return self.zero
        return np.where(self.known, column[np.where(self.known, self.function, 0)], 0)

    @cached_property
    def _all_known(self) -> bool:
        return bool(self.known.all())

    @classmethod
    def of(cls, profile: Profile, *, noinlines: bool) -> _Calls:
        table = profile.locations
        count = np.diff(table.line_offsets)
        if (count == 1).all():
            of_line = (table.line_function, table.line_number, table.line_column)
            return cls(np.arange(len(table)), *of_line, table.line_offsets)
        shown = np.minimum(count, 1) if noinlines else count
        calls = np.maximum(shown, 1)
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(calls)])
        location = np.repeat(np.arange(len(table)), calls)
        # The outermost caller is the last line of a location.
        skipped = table.line_offsets[:-1] + (count - shown)
        row = np.arange(len(location)) - offsets[location] + skipped[location]
        has_lines = count[location] > 0
        row = np.where(has_lines, row, 0)

        def column(values: IndexArray, missing: int) -> IndexArray:
            return np.where(has_lines, values[row], missing) if len(values) else np.full(len(row), missing, np.int64)

        return cls(
            location,
            column(table.line_function, -1),
            column(table.line_number, 0),
            column(table.line_column, 0),
            offsets,
        )


def _clean_files(profile: Profile, source_path: str | None, trim_path: str) -> tuple[StringTable, IndexArray]:
    """Return the clean source paths, and the index of each function's among them."""
    index: dict[bytes, int] = {b"": 0}
    filename = profile.functions.filename
    of_string = np.zeros(int(filename.max(initial=0)) + 1, np.int64)
    for string in used(filename).tolist():
        path = profile.strings.raw[string]
        path = path if source_path is None else trimmed_path(path, source_path, trim_path)
        of_string[string] = index.setdefault(clean_path(path), len(index))
    return StringTable(index), of_string[filename]
