"""Reads ELF: segments, the symbol table, the build id and the debug link; a large file is read only where they are.

Libraries that parse whole files make an object of each symbol: of the 150,000 in a JavaScript engine in 16 s.
Here a table of symbols is one array.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tui.symbols.image import Image, Segment, Symbols, Tables, symbols_of
from tui.symbols.regular import Content

MAGIC = b"\x7fELF"
_MACHINES = {3: "i386", 62: "x86_64", 183: "arm64"}
_LOADED, _NOTE_SEGMENT, _EXECUTABLE = 1, 4, 1
_SYMBOLS, _DYNAMIC_SYMBOLS, _NOTES, _NOT_IN_FILE = 2, 11, 7, 8
_FUNCTIONS = (2, 10)
"""Types of symbols: functions, and those that are chosen when the program starts."""
_GNU, _BUILD_ID = b"GNU\0", 3
_LINK_NAME = b".gnu_debuglink\0"
_LONGEST_LINK = 1 << 12
_ADDRESSES_NAME = b".debug_addr\0"
"""The section that what is in .dwo files refers to; some compilers write it in any case."""
_MOST_SECTIONS = 1 << 16
_MOST_SEGMENTS = (1 << 16) // 56
"""Linux starts no program with more than 64 KB of program headers."""
_LONGEST_NOTE, _MOST_NOTES = 1 << 16, 1 << 20
"""Bytes read of one segment or section of notes, and of all: many may be said to be at one place."""


@dataclass(frozen=True, slots=True)
class _Section:
    name: int
    kind: int
    offset: int
    size: int
    link: int


class _Reader:
    """The layout of one file: 32 or 64 bits, either order of bytes."""

    def __init__(self, content: Content) -> None:
        self.content, self.tables = content, Tables(content)
        start = content.read(0, 16)
        self.wide = start[4] == 2
        self.order = "<" if start[5] == 1 else ">"
        header = self.unpack("HHIQQQIHHHHHH" if self.wide else "HHIIIIIHHHHHH", 16)
        self.machine = _MACHINES.get(header[1], f"machine {header[1]}")
        self.program_headers, self.section_headers = header[4], header[5]
        self.program_size, self.programs, self.section_size, self.sections = header[8:12]
        self.names_at = header[12]

    def unpack(self, form: str, offset: int) -> tuple[int, ...]:
        layout = struct.Struct(self.order + form)
        return layout.unpack(self.content.read(offset, layout.size))

    def segments(self) -> Iterator[tuple[int, Segment]]:
        """Yield kind and place of each segment."""
        for number in range(min(self.programs, _MOST_SEGMENTS)):
            at = self.program_headers + number * self.program_size
            if self.wide:
                kind, flags, offset, address, _, size, loaded, _ = self.unpack("IIQQQQQQ", at)
            else:
                kind, offset, address, _, size, loaded, flags, _ = self.unpack("IIIIIIII", at)
            yield kind, Segment(offset, size, loaded, address, bool(flags & _EXECUTABLE))

    def all_sections(self) -> list[_Section]:
        """Return the sections; none if the file was stripped of them."""
        found = []
        for number in range(min(self.sections, _MOST_SECTIONS) if self.section_headers else 0):
            at = self.section_headers + number * self.section_size
            name, kind, _, _, offset, size, link, *_ = self.unpack("IIQQQQIIQQ" if self.wide else "IIIIIIIIII", at)
            found.append(_Section(name, kind, offset, size, link))
        return found

    def bytes_of(self, section: _Section, most: int | None = None) -> bytes:
        """Return what is in a section, or the first `most` bytes of it."""
        size = section.size if most is None else min(section.size, most)
        return b"" if section.kind == _NOT_IN_FILE else self.tables.read(section.offset, size)


def read_elf(content: Content) -> Image:
    """Return what an ELF file says.

    Raises:
        ValueError: it is damaged.
        struct.error: likewise.
        OSError: it cannot be read.
        FileTrouble: it has more symbols than are read.
    """
    reader = _Reader(content)
    segments = list(reader.segments())
    sections = reader.all_sections()
    names = reader.bytes_of(sections[reader.names_at]) if reader.names_at < len(sections) else b""
    link = next((section for section in sections if names.startswith(_LINK_NAME, section.name)), None)
    notes = [(one.offset, one.size) for kind, one in segments if kind == _NOTE_SEGMENT]
    notes += [(one.offset, one.size) for one in sections if one.kind == _NOTES]
    return Image(
        machine=reader.machine,
        segments=tuple(segment for kind, segment in segments if kind == _LOADED),
        symbols=_symbols(reader, sections),
        build_id=_build_id(reader, notes),
        debug_link=_debug_link(reader, link) if link else "",
        may_be_split=any(names.startswith(_ADDRESSES_NAME, section.name) for section in sections),
    )


def _symbols(reader: _Reader, sections: list[_Section]) -> Symbols:
    """Return the functions; those that other files may use if the whole table was stripped."""
    none = np.zeros(0, np.uint64)
    for kind in (_SYMBOLS, _DYNAMIC_SYMBOLS):
        table = next((section for section in sections if section.kind == kind), None)
        if table is None or table.link >= len(sections):
            continue
        text = reader.bytes_of(sections[table.link])
        fields = [("name", "u4"), ("info", "u1"), ("other", "u1"), ("section", "u2"), ("value", "u8"), ("size", "u8")]
        if not reader.wide:
            fields = [("name", "u4"), ("value", "u4"), ("size", "u4"), *fields[1:4]]
        layout = np.dtype([(name, reader.order + form) for name, form in fields])
        content = reader.bytes_of(table)
        rows = np.frombuffer(content, layout, count=len(content) // layout.itemsize)
        rows = rows[np.isin(rows["info"] & 15, _FUNCTIONS)]
        if len(rows):
            values, sizes = (rows[name].astype(np.uint64) for name in ("value", "size"))
            return symbols_of(values, sizes, rows["name"].astype(np.int64), text, none)
    return Symbols(none, none, np.zeros(0, np.int64), b"")


def _build_id(reader: _Reader, places: list[tuple[int, int]]) -> str:
    left = _MOST_NOTES
    for offset, size in places:
        wanted = min(size, _LONGEST_NOTE, left)
        try:
            notes = reader.content.read(offset, wanted)
        except ValueError:
            # A file of symbols alone has no content where the program's is.
            continue
        left -= wanted
        at = 0
        while at + 12 <= len(notes):
            name, described, kind = struct.unpack_from(f"{reader.order}III", notes, at)
            value = at + 12 + (name + 3) // 4 * 4
            if kind == _BUILD_ID and notes[at + 12 : at + 12 + name] == _GNU:
                return notes[value : value + described].hex()
            at = value + (described + 3) // 4 * 4
    return ""


def _debug_link(reader: _Reader, section: _Section) -> str:
    name, end, _ = reader.bytes_of(section, _LONGEST_LINK).partition(b"\0")
    return name.decode("utf-8", "surrogateescape") if end else ""
