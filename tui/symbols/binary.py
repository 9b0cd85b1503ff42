"""The program that was profiled: found on this machine, its functions and their machine code.

lief reads ELF and Mach-O, capstone disassembles; both come with the extra `symbols` and are loaded when first needed.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tui.errors import BadOption, FileTrouble, ProfileError
from tui.symbols.regular import read_regular

MAX_BYTES = 1 << 30
"""Largest binary that is read."""
_DEBUG = "/usr/lib/debug/.build-id"
_Parsed: TypeAlias = Any
"""An object of lief or capstone, whose classes differ between ELF and Mach-O."""
_TARGET = re.compile(r"^(?:call|jmp|bl?)\w* (0x[0-9a-f]+)$")
_EXTRA = "Install them with: pip install 'pprof-tui[symbols]'"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A function of a binary."""

    name: str
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
        """Read a binary.

        Raises:
            FileTrouble: it cannot be read, or it is no ELF or Mach-O.
            BadOption: what reads binaries is not installed.
        """
        self.path = path
        try:
            content, _ = read_regular(path, MAX_BYTES)
        except OSError as trouble:
            raise FileTrouble(f"{trouble.strerror}", where=str(path)) from None
        self._parsed = _parse(content, path)
        self._symbols = sorted(_functions(self._parsed), key=lambda symbol: symbol.start)
        self._starts = [symbol.start for symbol in self._symbols]
        # Asked for every address, and each answer of lief's is a call into it.
        self._segments = [
            (int(segment.file_offset), int(segment.physical_size), int(segment.virtual_address))
            for segment in self._parsed.segments
        ]

    @property
    def build_id(self) -> str:
        """The build id in hexadecimal digits; empty if there is none."""
        for note in getattr(self._parsed, "notes", ()):
            if note.name == "GNU" and "BUILD_ID" in str(note.type):
                return bytes(note.description).hex()
        return ""

    def symbol_at(self, address: int) -> Symbol | None:
        """Return the function that an address of the binary lies in."""
        row = bisect_right(self._starts, address) - 1
        found = self._symbols[row] if row >= 0 else None
        return found if found is not None and address < found.end else None

    def to_binary(self, address: int, start: int, offset: int) -> int:
        """Return the address in the binary of an address in the process.

        Args:
            address: in the process.
            start: where the mapping begins in the process.
            offset: what part of the file is mapped there.
        """
        in_file = address - start + offset
        for begins, size, loaded in self._segments:
            if begins <= in_file < begins + size:
                return in_file - begins + loaded
        return address

    def instructions(self, symbol: Symbol, *, intel: bool = False) -> Iterator[Instruction]:
        """Yield the instructions of a function, in AT&T syntax unless Intel's is asked for.

        Raises:
            BadOption: the processor is not one that is known here.
        """
        code = bytes(self._parsed.get_content_from_virtual_address(symbol.start, symbol.end - symbol.start))
        for found in _disassembler(self._parsed, intel=intel).disasm(code, symbol.start):
            yield Instruction(found.address, self._named(f"{found.mnemonic} {found.op_str}".rstrip(), symbol))

    def _named(self, text: str, caller: Symbol) -> str:
        """Return an instruction with the name of the function that it calls or jumps to."""
        found = _TARGET.match(text)
        target = self.symbol_at(int(found[1], 16)) if found else None
        if found is None or target is None or target == caller:
            return text
        return f"{text.removesuffix(found[1])}{target.name}"


def locate(recorded: str, build_id: str) -> Binary:
    """Return the binary that a mapping names, found as google/pprof finds it, and by debug links of distributions.

    Args:
        recorded: the path as the profile has it.
        build_id: the build id as the profile has it; a file with another one is not taken.

    Raises:
        ProfileError: there is none, with the reason.
    """
    refused: ProfileError | None = None
    for path in _candidates(recorded, build_id):
        try:
            found = Binary(path)
        except FileTrouble as trouble:
            refused = refused or trouble
            continue
        if build_id and found.build_id and not build_id.lower().startswith(found.build_id[: len(build_id)]):
            refused = FileTrouble(f"it has build id {found.build_id}, the profile is of {build_id}", where=str(path))
            continue
        return found
    raise refused or FileTrouble("no such binary here", where=recorded or "the profile names no binary")


def _candidates(recorded: str, build_id: str) -> Iterator[Path]:
    name = os.path.basename(recorded)
    if recorded:
        yield Path(recorded)
    searched = os.environ.get("PPROF_BINARY_PATH") or str(Path.home() / "pprof/binaries")
    for folder in map(Path, filter(None, searched.split(os.pathsep))):
        if len(build_id) > 2 and "/" not in build_id:
            yield folder / build_id / name
            yield from sorted((folder / build_id).glob("*"))
            yield folder / recorded.lstrip("/") / build_id
            yield folder / build_id[:2] / f"{build_id[2:]}.debug"
        if name:
            yield folder / name
            yield folder / recorded.lstrip("/")
    if len(build_id) > 2 and "/" not in build_id:
        yield Path(_DEBUG) / build_id[:2] / f"{build_id[2:]}.debug"
    if name:
        yield Path(name)


def _parse(content: bytes, path: Path) -> _Parsed:
    try:
        import lief
    except ImportError:
        raise BadOption("reading binaries needs lief and capstone", remedy=_EXTRA) from None
    lief.logging.disable()
    parsed = lief.parse(content)
    if parsed is None or not len(getattr(parsed, "segments", ())):
        raise FileTrouble("it is no ELF or Mach-O binary", where=str(path))
    return parsed


def _functions(parsed: _Parsed) -> Iterator[Symbol]:
    """Yield functions; one without a size ends where the next begins."""
    named = [(int(symbol.value), int(symbol.size), str(symbol.name)) for symbol in parsed.symbols if _is_code(symbol)]
    named.sort()
    for (start, size, name), (following, _, _) in zip(named, [*named[1:], (1 << 64, 0, "")], strict=True):
        yield Symbol(name, start, start + size if size else min(following, start + (1 << 16)))


def _is_code(symbol: _Parsed) -> bool:
    return bool(symbol.value and symbol.name) and (not hasattr(symbol, "is_function") or bool(symbol.is_function))


def _disassembler(parsed: _Parsed, *, intel: bool) -> _Parsed:
    try:
        import capstone
    except ImportError:
        raise BadOption("disassembling needs lief and capstone", remedy=_EXTRA) from None
    header = parsed.header
    machine = str(getattr(header, "machine_type", None) or header.cpu_type).rpartition(".")[2].upper()
    known = {
        "X86_64": (capstone.CS_ARCH_X86, capstone.CS_MODE_64),
        "I386": (capstone.CS_ARCH_X86, capstone.CS_MODE_32),
        "X86": (capstone.CS_ARCH_X86, capstone.CS_MODE_32),
        "AARCH64": (capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM),
        "ARM64": (capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM),
    }
    if machine not in known:
        raise BadOption(f"no disassembler here for {machine}")
    made = capstone.Cs(*known[machine])
    if machine in ("X86_64", "I386", "X86") and not intel:
        made.syntax = capstone.CS_OPT_SYNTAX_ATT
    made.skipdata = True
    return made
