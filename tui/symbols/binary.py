"""A program or library that was profiled: its functions and their machine code.

capstone disassembles; it comes with the extra `symbols` and is loaded when first needed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from tui.errors import BadOption, FileTrouble
from tui.pprof.profile import Mapping
from tui.symbols.demangling import readable_name
from tui.symbols.elf import MAGIC as ELF_MAGIC
from tui.symbols.elf import read_elf
from tui.symbols.image import Image
from tui.symbols.macho import FAT_MAGIC, MAGICS, read_macho
from tui.symbols.regular import Content

MAX_BYTES = 4 << 30
"""Largest binary that is read; only parts of it come into memory."""
MAX_CODE = 4 << 20
"""Most bytes of one function that are disassembled."""
_EVERYWHERE = (0, (1 << 64) - 1)
"""Limits of a mapping that stands for all addresses."""
_Disassembler: TypeAlias = Any
_TARGET = re.compile(r"^(?:call|jmp|bl?)\w* #?(0x[0-9a-f]+)$")
_EXTRA = "Install it with: pip install 'pprof-tui[symbols]'"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A function of a binary."""

    name: str
    """As the linker has it (`surrogateescape`)."""
    start: int
    """Address in the binary."""
    end: int
    """Address behind its last byte."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One machine instruction."""

    address: int
    """Address in the binary."""
    text: str


class Binary:
    """An open binary: where its functions are, and what they look like."""

    def __init__(self, path: Path) -> None:
        """Read a binary, as far as it is needed to find functions.

        Raises:
            FileTrouble: it cannot be read, or it is no ELF or Mach-O.
        """
        self.path = path
        try:
            self.content = Content(path, MAX_BYTES)
            self._image = _read(self.content)
        except OSError as trouble:
            raise FileTrouble(f"{trouble.strerror}", where=str(path)) from None
        except FileTrouble as trouble:
            raise trouble.at(str(path)) from None
        except (ValueError, IndexError, struct.error, OverflowError):
            raise FileTrouble("it is damaged, or only a part of a binary", where=str(path)) from None

    @property
    def build_id(self) -> str:
        """The build id in hexadecimal digits; empty if there is none."""
        return self._image.build_id

    @property
    def debug_link(self) -> str:
        """The name of the file that its debugging information is in; empty for none."""
        return self._image.debug_link

    @property
    def has_symbols(self) -> bool:
        """True if it knows its functions."""
        return len(self._image.symbols) > 0

    @property
    def may_be_split(self) -> bool:
        """True if its lines may be in .dwo files beside it."""
        return self._image.may_be_split

    @property
    def machine(self) -> str:
        """The processor that it is for, such as `x86_64` or `arm64`."""
        return self._image.machine

    @property
    def base(self) -> int:
        """The address in the binary that its file is loaded at."""
        if self._image.by_segment:
            return self._text_address
        return min(segment.address for segment in self._image.segments)

    def symbols(self) -> Iterator[Symbol]:
        """Yield all functions, by address."""
        return map(self._symbol, range(len(self._image.symbols)))

    def symbol_at(self, address: int) -> Symbol | None:
        """Return the function that an address of the binary lies in."""
        if not 0 <= address < 1 << 64:
            return None
        symbols = self._image.symbols
        row = int(np.searchsorted(symbols.starts, np.uint64(address), side="right")) - 1
        return self._symbol(row) if row >= 0 and address < int(symbols.ends[row]) else None

    def _symbol(self, row: int) -> Symbol:
        symbols = self._image.symbols
        name = symbols.name(row).decode("utf-8", "surrogateescape")
        # macOS puts an underscore before every name, but Go not before its own.
        if self._image.by_segment and not name.startswith("_."):
            name = name.removeprefix("_")
        return Symbol(name, int(symbols.starts[row]), int(symbols.ends[row]))

    def to_binary(self, address: int, mapping: Mapping) -> int:
        """Return the address in the binary of an address in the process.

        Args:
            address: in the process.
            mapping: what part of the file is mapped where.
        """
        if (mapping.start, mapping.offset) == (0, 0) and mapping.limit in _EVERYWHERE:
            return address
        if self._image.by_segment:
            return address - mapping.start + self._text_address
        in_file = address - mapping.start + mapping.offset
        for segment in self._image.segments:
            if segment.size and segment.offset <= in_file < segment.offset + segment.loaded:
                return in_file - segment.offset + segment.address
        return address

    def instructions(self, symbol: Symbol, *, intel: bool = False) -> Iterator[Instruction]:
        """Yield the instructions of a function, in AT&T syntax unless Intel's is asked for.

        Raises:
            BadOption: the processor is not one that is known here.
            FileTrouble: its code cannot be read.
        """
        code = self.code(symbol.start, min(symbol.end - symbol.start, MAX_CODE))
        for address, _, mnemonic, operands in _disassembler(self.machine, intel=intel).disasm_lite(code, symbol.start):
            yield Instruction(address, self._named(f"{mnemonic} {operands}".rstrip(), symbol))

    def code(self, address: int, size: int) -> bytes:
        """Return what the file has at an address of the binary; less than `size` where the part that is loaded ends.

        Raises:
            FileTrouble: nothing of the file is loaded there.
        """
        for segment in self._image.segments:
            into = address - segment.address
            if 0 <= into < segment.size:
                try:
                    begins = self._image.base_offset + segment.offset + into
                    return self.content.read(begins, min(size, segment.size - into))
                except (OSError, ValueError):
                    break
        raise FileTrouble("its machine code is not in it", where=str(self.path))

    @cached_property
    def _text_address(self) -> int:
        code = next((segment for segment in self._image.segments if segment.is_code), None)
        return code.address if code else 0

    def _named(self, text: str, caller: Symbol) -> str:
        """Return an instruction with the name of the function that it calls or jumps to."""
        found = _TARGET.match(text)
        target = self.symbol_at(int(found[1], 16)) if found else None
        if found is None or target is None or target == caller:
            return text
        return f"{text.removesuffix(found[1]).removesuffix('#')}{readable_name(target.name)}"


def _read(content: Content) -> Image:
    begins = content.read(0, 4) if content.size >= 4 else b""
    if begins == ELF_MAGIC:
        image = read_elf(content)
    elif begins in MAGICS or begins == FAT_MAGIC:
        image = read_macho(content)
    else:
        raise FileTrouble("it is no ELF or Mach-O binary")
    if not image.segments:
        raise FileTrouble("it is no ELF or Mach-O binary that could run")
    return image


def _disassembler(machine: str, *, intel: bool) -> _Disassembler:
    try:
        import capstone
    except ImportError:
        raise BadOption("disassembling needs capstone", remedy=_EXTRA) from None
    known = {
        "x86_64": (capstone.CS_ARCH_X86, capstone.CS_MODE_64),
        "i386": (capstone.CS_ARCH_X86, capstone.CS_MODE_32),
        "arm64": (capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM),
    }
    if machine not in known:
        raise BadOption(f"no disassembler here for {machine}")
    made = capstone.Cs(*known[machine])
    if machine != "arm64" and not intel:
        made.syntax = capstone.CS_OPT_SYNTAX_ATT
    made.skipdata = True
    return made
