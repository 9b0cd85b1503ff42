"""Binaries that claim more than they have, or more than is good: what they cost is bounded, whatever they say."""

from __future__ import annotations

import contextlib
import os
import struct
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.robust.growth import grows_in_proportion
from tests.symbols.cross_builds import CrossBuild
from tui.errors import FileTrouble
from tui.symbols import image
from tui.symbols.binary import Binary
from tui.symbols.image import MOST_TABLE_BYTES


def elf(segments: bytes, sections: bytes = b"", names: int = 0) -> bytes:
    """An ELF file for x86_64 of 64 bits: its header, headers of segments, headers of sections."""
    ends = 64 + len(segments)
    parts = (64, 56, len(segments) // 56, 64, len(sections) // 64, names)
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0, 64, ends if sections else 0, 0, *parts)
    return header + segments + sections


def elf_section(name: int, kind: int, offset: int, size: int, link: int = 0) -> bytes:
    return struct.pack("<IIQQQQIIQQ", name, kind, 0, 0, offset, size, link, 0, 8, 24)


LOADED = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0, 4096, 4096, 0)


def note_segment(offset: int, size: int) -> bytes:
    return struct.pack("<IIQQQQQQ", 4, 4, offset, 0, 0, size, 0, 0)


def held_by_reading(file: Path) -> int:
    """The most bytes held at a time while a binary is opened, refused or not."""
    tracemalloc.start()
    try:
        with contextlib.suppress(FileTrouble):
            Binary(file)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("megabytes", [600, 200])
def test_symbols_of_a_file_without_content_are_refused(megabytes: int, tmp_path: Path) -> None:
    # GIVEN a file that takes no place on the disk, all of which is said to be symbols, and their names
    size = megabytes << 20
    sections = elf_section(0, 2, 4096, size - 4096, 1) + elf_section(0, 3, 4096, size - 4096)
    file = tmp_path / "sparse"
    file.write_bytes(elf(LOADED, sections))
    os.truncate(file, size)
    with pytest.raises(FileTrouble, match="more than 256 MB of symbols"):
        Binary(file)
    assert held_by_reading(file) <= MOST_TABLE_BYTES + (4 << 20)


def test_symbols_of_a_mach_o_without_content_are_refused(tmp_path: Path) -> None:
    size = 300 << 20
    table = struct.pack("<IIIIII", 2, 24, 4096, (size - 4096) // 16, 4096, 4096)
    file = tmp_path / "sparse"
    file.write_bytes(b"\xcf\xfa\xed\xfe" + struct.pack("<IIIIIII", 0x01000007, 3, 2, 1, 24, 0, 0) + table)
    os.truncate(file, size)
    with pytest.raises(FileTrouble, match="more than 256 MB of symbols"):
        Binary(file)
    assert held_by_reading(file) <= 4 << 20


def test_functions_are_read_up_to_a_number(monkeypatch: pytest.MonkeyPatch, cross_built: CrossBuild) -> None:
    monkeypatch.setattr(image, "MOST_FUNCTIONS", 1000)
    with pytest.raises(FileTrouble, match="more than 1,000 functions"):
        Binary(cross_built.program)


def bytes_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Bytes that opening a binary asks the system for."""
    asked = 0

    def pread(descriptor: int, size: int, offset: int) -> bytes:
        nonlocal asked
        asked += size
        return read(descriptor, size, offset)

    read = os.pread
    with monkeypatch.context() as patched, contextlib.suppress(FileTrouble):
        patched.setattr(os, "pread", pread)
        Binary(file)
    return asked


def test_notes_at_one_place_are_not_read_for_each_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a megabyte of notes that 1,000 segments and 20,000 sections are said to be
    sections = elf_section(0, 7, 4096, 1 << 20) * 20_000
    file = tmp_path / "notes"
    file.write_bytes(elf(LOADED + note_segment(4096, 1 << 20) * 1000, sections) + bytes(1 << 20))
    # THEN they are read once, apart from the headers
    assert bytes_read(file, monkeypatch) < file.stat().st_size + (2 << 20)


def test_a_build_id_is_found_behind_other_notes(tmp_path: Path) -> None:
    other = struct.pack("<III4s", 4, 8, 5, b"GNU\0") + bytes(8)
    build_id = struct.pack("<III4s", 4, 4, 3, b"GNU\0") + b"\xde\xad\xbe\xef"
    file = tmp_path / "notes"
    at = len(elf(LOADED + note_segment(0, 0) * 2))
    notes = [note_segment(at, len(other)), note_segment(at + len(other), len(build_id))]
    file.write_bytes(elf(LOADED + b"".join(notes)) + other + build_id)
    assert Binary(file).build_id == "deadbeef"


def test_names_of_sections_without_an_end_are_looked_at_once(tmp_path: Path) -> None:
    def begin(size: int) -> Callable[[], object]:
        file = tmp_path / f"names{size}"
        sections = b"".join(elf_section(number, 3, 0, 0) for number in range(size // 4))
        at = 64 + 56 + len(sections) + 64
        names = elf_section(0, 3, at, size * 100)
        file.write_bytes(elf(LOADED, names + sections) + b"a" * size * 100)
        return lambda: Binary(file)

    grows_in_proportion(begin, 8000)


def mach_o(commands: int, sections: int, size: int) -> bytes:
    """A Mach-O file for x86_64 with commands of a size that say they have so many sections, and place for those."""
    command = struct.pack("<II16sQQQQIIII", 0x19, size, b"", 0x1000, 0x1000, 0, 0x1000, 7, 5, sections, 0)
    header = b"\xcf\xfa\xed\xfe" + struct.pack("<IIIIIII", 0x01000007, 3, 2, commands, commands * size, 0, 0)
    return header + command.ljust(size, b"\0") * commands + bytes(80 * sections)


@pytest.mark.parametrize(
    ("commands", "sections", "size"), [(100, 60_000, 72), (1, 2, 72 + 80), (300, 300, 72 + 80 * 300)]
)
def test_sections_are_only_those_that_their_command_has_place_for(
    commands: int, sections: int, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sections"
    file.write_bytes(mach_o(commands, sections, size))
    with pytest.raises(FileTrouble):
        Binary(file)
    assert bytes_read(file, monkeypatch) < 8 << 20


def test_sections_that_fill_their_command_are_read(tmp_path: Path) -> None:
    file = tmp_path / "sections"
    file.write_bytes(mach_o(3, 2, 72 + 80 * 2))
    assert Binary(file).machine == "x86_64"


def test_a_name_without_an_end_is_cut(tmp_path: Path) -> None:
    symbol = struct.pack("<IBBHQQ", 1, 2, 0, 1, 0x400100, 16)
    at = 64 + 56 + 2 * 64
    sections = elf_section(0, 2, at, 24, 1) + elf_section(0, 3, at + 24, 1 << 20)
    file = tmp_path / "names"
    file.write_bytes(elf(LOADED, sections, names=9) + symbol + b"a" * (1 << 20))
    (found,) = Binary(file).symbols()
    assert found.name == "a" * (1 << 16)
