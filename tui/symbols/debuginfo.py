"""Which calls are at an address of a binary: function, file and line, inlined calls included.

symbolic reads DWARF; it comes with the extra `symbols` and is loaded when first needed. It works outside of Python's
lock, so a screen stays alive meanwhile. Where there is no DWARF, or too much, the table of symbols tells functions.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, TypeAlias

from tui.symbols.binaries import SEARCHED, with_debug_info
from tui.symbols.binary import Binary

MOST_BYTES = 256 << 20
"""Largest file whose DWARF is read: it takes a second and a quarter of a gigabyte of memory for 50 MB."""
_KEPT = 2
"""Binaries whose lines are kept, for who watches a server or goes from function to function."""
_Lines: TypeAlias = Any
"""A table of symbolic."""
_ARCHITECTURES = {"x86_64": ("x86_64", "x86_64h"), "i386": ("x86",), "arm64": ("arm64", "arm64e")}


@dataclass(frozen=True, slots=True)
class Call:
    """A call at an address."""

    function: str
    """As the linker has it (`surrogateescape`); empty if unknown."""
    file: str
    """Absolute where the compiler told its folder; empty if unknown."""
    line: int
    """0 if unknown."""


@cache
def can_read_lines() -> bool:
    """Say whether what reads DWARF is installed."""
    return find_spec("symbolic") is not None


def debug_info(binary: Binary, *, fast: bool = False) -> DebugInfo:
    """Return what is known of a binary, from memory if it was read of late and has not changed; may take seconds.

    Args:
        binary: the program or library.
        fast: functions only, no files and lines.
    """
    key = (binary.path, binary.content.stamp, fast, os.environ.get(SEARCHED, ""))
    # One at a time: of several servers fetched together, all want the same, and it takes memory.
    with _LOCK:
        found = _LATELY.pop(key, None) or DebugInfo(binary, fast=fast)
        _LATELY[key] = found
        while len(_LATELY) > _KEPT:
            _LATELY.pop(next(iter(_LATELY)))
    return found


class DebugInfo:
    """What is known of a binary, from itself and the files of the same build that debuggers use."""

    def __init__(self, binary: Binary, *, fast: bool = False) -> None:
        """Read it; may take seconds.

        Args:
            binary: the program or library.
            fast: read functions only, no files and lines.
        """
        self._named = binary
        self._lines: _Lines = None
        self._base = 0
        self.too_large = 0
        """Bytes of a file whose lines are not read since it is too large; 0 if there is none."""
        self.may_be_split = False
        """True if lines may be in .dwo files, which are not read."""
        for found in with_debug_info(binary):
            if found.has_symbols and not self._named.has_symbols:
                self._named = found
            if not fast and self._lines is None:
                if found.content.size > MOST_BYTES:
                    self.too_large = found.content.size
                else:
                    self._lines, self._base = _lines(found), found.base
                    self.may_be_split = self._lines is not None and found.may_be_split

    def calls(self, address: int) -> list[Call]:
        """Return the calls at an address of the binary, the innermost first; none if nothing is known."""
        found = self._lookup(address - self._base) if self._lines is not None and address >= self._base else []
        if found and all(call.function for call in found):
            return found
        symbol = self._named.symbol_at(address)
        if symbol is None:
            return found
        if not found:
            return [Call(symbol.name, "", 0)]
        # The outermost of the calls is the function itself.
        return [*found[:-1], Call(found[-1].function or symbol.name, found[-1].file, found[-1].line)]

    def _lookup(self, address: int) -> list[Call]:
        return [
            Call(found.symbol if found.symbol != "?" else "", found.full_path or "", found.line)
            for found in self._lines.lookup(address)
        ]


def _lines(binary: Binary) -> _Lines:
    """Return the table of lines of a file, or None if it has none, or if it is damaged."""
    if not can_read_lines():
        return None
    from symbolic.debuginfo import Archive
    from symbolic.exceptions import SymbolicError

    try:
        for found in Archive.open(binary.content.reopened).iter_objects():
            if "debug" in found.features and found.arch in _ARCHITECTURES.get(binary.machine, (found.arch,)):
                return found.make_symcache()
    except SymbolicError:
        # The table of symbols may be whole all the same.
        return None
    return None


_LATELY: dict[tuple[object, ...], DebugInfo] = {}
_LOCK = threading.Lock()
