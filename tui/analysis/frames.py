"""What a report counts: at a granularity, every line of every location becomes a frame.

A frame id is the common key of selection, search, colour, peek and listing. Which parts of a call tell frames apart
follows google/pprof's `Profile.Aggregate` and `graph.nodeInfo`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from tui.analysis.namelines import in_lines, is_clean, unclean
from tui.analysis.ranks import ranks
from tui.analysis.uniquerows import unique_rows
from tui.paths import clean_path, trimmed_path
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array, UInt64Array, row_type
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.pprof.strings import StringTable


class Granularity(StrEnum):
    """What makes two calls the same frame."""

    FUNCTIONS = "functions"
    FILEFUNCTIONS = "filefunctions"
    FILES = "files"
    LINES = "lines"
    ADDRESSES = "addresses"


_NAMED = frozenset(Granularity) - {Granularity.FILES}
_WITH_FILE = frozenset(Granularity) - {Granularity.FUNCTIONS}
_WITH_LINE = frozenset({Granularity.LINES, Granularity.ADDRESSES})


@dataclass(frozen=True, eq=False)
class FrameTable:
    """All frames of a profile at one granularity; row i is frame i."""

    strings: StringTable
    """The profile's strings, for `name` and `objfile`."""
    files: StringTable
    """Source paths made clean (no `//`, `.` or `..`), for `file`."""
    name: IndexArray
    """String index of the function name; 0 if unknown or not part of the granularity."""
    file: IndexArray
    """Index in `files`; 0 if unknown or not part of the granularity."""
    line: Int64Array
    """Line number; 0 if unknown or not part of the granularity."""
    column: Int64Array
    address: UInt64Array
    objfile: IndexArray
    """String index of the binary; 0 where the name tells enough, unless binaries were asked for."""
    start_line: Int64Array
    """Where the function begins; 0 where `objfile` is left out."""
    of_call: FrameArray
    """[n_calls]: frame of each call; calls of location i are call_offsets[i] to call_offsets[i+1]."""
    call_offsets: IndexArray
    """int64[n_locations+1]. A location without lines has one call, known by address or binary alone."""
    of_function: IndexArray
    """int64[n_frames]: a row of the profile's functions that stands for the frame; -1 for none."""

    def __len__(self) -> int:
        return len(self.name)

    def label(self, frame: int) -> str:
        """Return the printable name of a frame, fit for a terminal."""
        return self._printable(frame, self.strings, self.files)

    def label_as_recorded(self, frame: int) -> str:
        """Return the printable name with the profile's own bytes (`surrogateescape`): for pipes and patterns."""
        return self.sort_key(frame).decode("utf-8", "surrogateescape")

    def sort_key(self, frame: int) -> bytes:
        """Return the printable name as bytes, which is what Go compares."""
        if self._plain[frame]:
            return self.strings.raw[int(self.name[frame])]
        text = self._printable(frame, _Latin(self.strings.raw), _Latin(self.files.raw))
        return text.encode("latin-1")

    def _printable(self, frame: int, strings: _Texts, files: _Texts) -> str:
        name, file, objfile = (int(column[frame]) for column in (self.name, self.file, self.objfile))
        return " ".join(self.name_parts(frame, strings[name], files[file], strings[objfile]))

    def name_parts(self, frame: int, name: str, file: str, objfile: str) -> list[str]:
        """Return what a name is put together from, as google/pprof's `NodeInfo.NameComponents` does.

        Args:
            frame: the frame, of which address, line and column are taken.
            name: its function as it is to be written, and likewise
            file: its source file, and
            objfile: its binary.
        """
        address, line = int(self.address[frame]), int(self.line[frame])
        parts = [f"{address:016x}"] if address else []
        if name:
            parts.append(name)
        if line:
            column = int(self.column[frame])
            parts.append(f"{file}:{line}" + (f":{column}" if column else ""))
        elif file:
            parts.append(file)
        elif not name:
            parts.append(f"[{objfile.rstrip('/').rpartition('/')[2] or '/'}]" if objfile else "<unknown>")
        return parts

    def repeated(self, frames: IndexArray) -> FrameTable:
        """Return a table whose row i is frame `frames[i]` of this one; calls are not part of it."""
        columns = ("name", "file", "line", "column", "address", "objfile", "start_line", "of_function")
        return replace(self, **{column: getattr(self, column)[frames] for column in columns})

    @cached_property
    def joined(self) -> tuple[bytes, IndexArray]:
        """All printable names in UTF-8, a line each, and where each begins (int64[n_frames])."""
        raw = self.strings.raw
        lines = list(map(raw.__getitem__, self.name.tolist()))
        # Most names are a function's alone and clean as they are: a million of them wait for nothing to be made.
        text, starts = in_lines(lines)
        if self._plain.all() and is_clean(text, len(lines)):
            return text, starts
        made = self._plain.copy()
        made[unclean(text, starts)] = False
        for frame in np.flatnonzero(~made).tolist():
            lines[frame] = self.label(frame).encode("utf-8", "replace")
        return in_lines(lines)

    @property
    def is_joined(self) -> bool:
        """Say whether `joined` is there already."""
        return "joined" in self.__dict__

    @cached_property
    def joined_small(self) -> bytes:
        """All printable names as `joined` has them, in small letters; bytes beyond ASCII stay as they are."""
        return self.joined[0].lower()

    @cached_property
    def name_order(self) -> IndexArray:
        """int64[n_frames]: rank of each frame's printable name in byte order; equal names have equal ranks."""
        return self.name_ranks(np.arange(len(self)))

    @property
    def is_ranked(self) -> bool:
        """Say whether `name_order` is there already."""
        return "name_order" in self.__dict__

    def name_ranks(self, frames: IndexArray) -> IndexArray:
        """int64[n]: rank of the printable names of some frames among each other."""
        if self._plain[frames].all():
            raw = self.strings.raw
            keys = [raw[name] for name in self.name[frames].tolist()]
        else:
            keys = [self.sort_key(frame) for frame in frames.tolist()]
        return ranks(keys)

    @cached_property
    def _plain(self) -> BoolArray:
        """bool[n_frames]: frames whose printable name is that of a function alone."""
        plain: BoolArray = (self.name != 0) & (self.address == 0) & (self.line == 0) & (self.file == 0)
        return plain

    @cached_property
    def inlined(self) -> BoolArray:
        """bool[n_calls]: calls that were inlined into the next call of the same location."""
        inlined = np.ones(len(self.of_call), np.bool_)
        inlined[self.call_offsets[1:] - 1] = False
        return inlined


class _Latin:
    """Byte strings seen as text, one character for each byte."""

    def __init__(self, raw: tuple[bytes, ...]) -> None:
        self._raw = raw

    def __getitem__(self, index: int) -> str:
        return self._raw[index].decode("latin-1")


_Texts = StringTable | _Latin


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
    functions, canonical = profile.functions, profile.strings.canonical
    known = calls.function >= 0
    all_known = bool(known.all())
    function = calls.function if all_known else np.where(known, calls.function, 0)

    def of_function(column: IndexArray) -> IndexArray:
        if all_known:
            return column[function]
        return np.where(known, column[function], 0) if len(column) else np.zeros(len(known), np.int64)

    files, file_of_function = _clean_files(profile, source_path, trim_path)
    zero = np.zeros(len(known), np.int64)
    name = canonical[of_function(functions.name)] if granularity in _NAMED else zero
    file = of_function(file_of_function) if granularity in _WITH_FILE else zero
    line = np.where(known, calls.line, 0) if granularity in _WITH_LINE else zero
    by_address = granularity is Granularity.ADDRESSES
    with_columns = (by_address and not noinlines) or (columns and granularity in _WITH_LINE)
    column = np.where(known, calls.column, 0) if with_columns else zero
    address = profile.locations.address[calls.location].view(np.int64) if by_address else zero
    apart = (name == 0) | binaries
    mapping_file = np.array([0, *(canonical[mapping.file] for mapping in profile.mappings)], np.int64)
    objfile = start_line = zero
    if apart.any():
        objfile = np.where(apart, mapping_file[profile.locations.mapping[calls.location] + 1], 0)
        start_line = np.where(apart & known, of_function(functions.start_line), 0)
    key = (name, file, line, column, address, objfile, start_line)
    first, frame_of_call = unique_rows(key)
    zeros = np.zeros(len(first), np.int64)

    def of_frame(values: IndexArray) -> IndexArray:
        # What no frame has is one column for all, which takes neither time nor memory.
        return zeros if values is zero else values[first]

    return FrameTable(
        strings=profile.strings,
        files=files,
        name=of_frame(name),
        file=of_frame(file),
        line=of_frame(line),
        column=of_frame(column),
        address=of_frame(address).view(np.uint64),
        objfile=of_frame(objfile),
        start_line=of_frame(start_line),
        of_call=frame_of_call.astype(row_type(len(first))),
        call_offsets=calls.offsets,
        of_function=calls.function[first],
    )


@dataclass(frozen=True, slots=True)
class _Calls:
    """Calls of all locations: their lines, or one nameless call where there are none."""

    location: IndexArray
    function: IndexArray
    line: Int64Array
    column: Int64Array
    offsets: IndexArray

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
