"""Reads Mach-O: segments and the symbol table, of the image for this machine where a file holds several."""

from __future__ import annotations

import platform
import struct

import numpy as np

from tui.symbols.image import Image, Segment, Symbols, Tables, symbols_of
from tui.symbols.regular import Content

MAGICS = (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce")
FAT_MAGIC = b"\xca\xfe\xba\xbe"
_MACHINES = {0x01000007: "x86_64", 7: "i386", 0x0100000C: "arm64"}
_HERE = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
_SEGMENT, _SEGMENT_64, _SYMTAB, _UUID = 0x1, 0x19, 0x2, 0x1B
_DEBUGGING, _KIND, _IN_A_SECTION = 0xE0, 0x0E, 0x0E
_INSTRUCTIONS = 0x80000400
"""Flags of sections that hold instructions."""
_EXECUTABLE = 4
_MOST_COMMANDS = 1 << 16
_MOST_SECTIONS = 1 << 16
"""Of all segments together; symbols can name 255."""
_MOST_IMAGES = 64


class _Reader:
    """The load commands of one image."""

    def __init__(self, content: Content, start: int) -> None:
        self.content, self.start = content, start
        magic = content.read(start, 4)
        self.order = "<" if magic[3:] == b"\xfe" else ">"
        self.wide = magic in (MAGICS[0], MAGICS[2])
        self.segments: list[Segment] = []
        self.sections: list[tuple[int, int, bool]] = []
        """Address, size, and whether there are instructions in it."""
        self.table: tuple[int, ...] = ()
        self.build_id = ""
        processor, _, _, commands, _, _ = self.unpack("IIIIII", 4)
        self.machine = _MACHINES.get(processor, f"machine {processor}")
        at = 32 if self.wide else 28
        for _ in range(min(commands, _MOST_COMMANDS)):
            kind, size = self.unpack("II", at)
            if kind in (_SEGMENT, _SEGMENT_64):
                self._segment(at, at + size, wide=kind == _SEGMENT_64)
            elif kind == _SYMTAB:
                self.table = self.unpack("IIII", at + 8)
            elif kind == _UUID:
                self.build_id = content.read(start + at + 8, 16).hex()
            if size < 8:
                raise ValueError("a load command has no end")
            at += size

    def unpack(self, form: str, offset: int) -> tuple[int, ...]:
        layout = struct.Struct(self.order + form)
        return layout.unpack(self.content.read(self.start + offset, layout.size))

    def _segment(self, at: int, ends: int, *, wide: bool) -> None:
        form = "QQQQIIII" if wide else "IIIIIIII"
        address, loaded, offset, size, _, protection, sections, _ = self.unpack(form, at + 24)
        self.segments.append(Segment(offset, size, loaded, address, bool(protection & _EXECUTABLE)))
        first, length = at + 24 + struct.calcsize(f"<{form}"), 80 if wide else 68
        if first + sections * length > ends or len(self.sections) + sections > _MOST_SECTIONS:
            raise ValueError("a segment has more sections than its command has place for")
        for number in range(sections):
            begins = first + number * length + 32
            place = self.unpack("QQ" if wide else "II", begins)
            (flags,) = self.unpack("I", begins + (32 if wide else 24))
            self.sections.append((place[0], place[1], bool(flags & _INSTRUCTIONS)))


def read_macho(content: Content) -> Image:
    """Return what a Mach-O file says.

    Raises:
        ValueError: it is damaged.
        struct.error: likewise.
        OSError: it cannot be read.
        FileTrouble: it has more symbols than are read.
    """
    start = _image_for_here(content) if content.read(0, 4) == FAT_MAGIC else 0
    reader = _Reader(content, start)
    return Image(
        machine=reader.machine,
        segments=tuple(reader.segments),
        symbols=_symbols(reader),
        build_id=reader.build_id,
        by_segment=True,
        base_offset=start,
    )


def _image_for_here(content: Content) -> int:
    """Return where the image for this machine's processor begins, or else the first."""
    (count,) = struct.unpack(">I", content.read(4, 4))
    images = [struct.unpack(">IIIII", content.read(8 + 20 * number, 20)) for number in range(min(count, _MOST_IMAGES))]
    here = _HERE.get(platform.machine().lower())
    found = [offset for processor, _, offset, _, _ in images if _MACHINES.get(processor) == here]
    if not images:
        raise ValueError("there is no image in it")
    return found[0] if found else int(images[0][2])


def _symbols(reader: _Reader) -> Symbols:
    none = np.zeros(0, np.uint64)
    if not reader.table:
        return Symbols(none, none, np.zeros(0, np.int64), b"")
    at, count, text_at, text_size = reader.table
    fields = [("name", "u4"), ("kind", "u1"), ("section", "u1"), ("described", "u2"), ("value", "u8")]
    if not reader.wide:
        fields[-1] = ("value", "u4")
    layout = np.dtype([(name, reader.order + form) for name, form in fields])
    tables = Tables(reader.content)
    rows = np.frombuffer(tables.read(reader.start + at, count * layout.itemsize), layout)
    text = tables.read(reader.start + text_at, text_size)
    has_code = np.array([False, *(is_code for _, _, is_code in reader.sections)])
    known = (rows["kind"] & _DEBUGGING == 0) & (rows["kind"] & _KIND == _IN_A_SECTION)
    known &= rows["section"] < len(has_code)
    rows = rows[known]
    rows = rows[has_code[rows["section"]]]
    ends = np.array([address + size for address, size, _ in reader.sections], np.uint64)
    values = rows["value"].astype(np.uint64)
    return symbols_of(values, np.zeros(len(rows), np.uint64), rows["name"].astype(np.int64), text, ends)
