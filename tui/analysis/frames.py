"""What a report counts: at a granularity, every line of every location becomes a frame.

A frame id is the common key of selection, search, colour, peek and listing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from tui.analysis.namelines import NameLines, printable_lines
from tui.analysis.ranks import ranks
from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array, UInt64Array
from tui.pprof.strings import StringTable


class Granularity(StrEnum):
    """What makes two calls the same frame."""

    FUNCTIONS = "functions"
    FILEFUNCTIONS = "filefunctions"
    FILES = "files"
    LINES = "lines"
    ADDRESSES = "addresses"


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
    def joined(self) -> NameLines:
        """All printable names, a line each."""
        raw = self.strings.raw
        return printable_lines(list(map(raw.__getitem__, self.name.tolist())), self._plain, self.label)

    @property
    def is_joined(self) -> bool:
        """Say whether `joined` is there already."""
        return "joined" in self.__dict__

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
        return ranks(self.sort_keys(frames))

    def sort_keys(self, frames: IndexArray) -> list[bytes]:
        """Return `sort_key` of some frames."""
        if self._plain[frames].all():
            return list(map(self.strings.raw.__getitem__, self.name[frames].tolist()))
        return [self.sort_key(frame) for frame in frames.tolist()]

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
