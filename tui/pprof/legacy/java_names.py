"""The names at the end of a Java profile: `0xADDRESS function (file:line)`, or a library, or a state of the machine."""

from __future__ import annotations

from tui.pprof.arrays import UInt64Array
from tui.pprof.legacy.assemble import Names
from tui.pprof.legacy.numbers import decimal, hexadecimal
from tui.pprof.legacy.patterns import LinePattern
from tui.pprof.legacy.verdict import malformed, shown

_NAMED = LinePattern(rb"^\s*0x([[:xdigit:]]+)\s+(.*)\s*$")
_WITH_LINE = LinePattern(rb"^(.*)\s+\((.+):(-?[[:digit:]]+)\)$")
_WITH_PATH = LinePattern(rb"^(.*)\s+\((.*)\)$")


def read_names(rest: bytes, addresses: UInt64Array) -> Names:
    """Return the names of those addresses that occur in stacks; the last line for an address counts.

    Functions are told apart by name alone: the first file that a function was seen with is its file.

    Raises:
        BadProfile: an address has more than 64 bits.
    """
    names = Names()
    wanted = set(addresses.tolist())
    for line in rest.split(b"\n"):
        found = _NAMED.search(line.strip())
        if not found:
            continue
        try:
            address = hexadecimal(found[1])
        except ValueError as error:
            raise malformed(f"parsing sample {shown(line)}: {error}") from None
        if address in wanted:
            function, file, number = _parts(found[2])
            names.of_address[address] = function, number
            names.file_of.setdefault(function, file)
    return names


def _parts(text: bytes) -> tuple[bytes, bytes, int]:
    """Return function, file and line; an empty file or a line of 0 for none."""
    if found := _WITH_LINE.search(text):
        return found[1], found[2], _line_number(found[3])
    if found := _WITH_PATH.search(text):
        return found[1], _last_part(found[2]), 0
    return (b"STUB" if b"generated stub/JIT" in text else text), b"", 0


def _line_number(text: bytes) -> int:
    try:
        return max(decimal(text), 0)
    except ValueError:
        return 0


def _last_part(path: bytes) -> bytes:
    """Return the last part of a path as Go's `filepath.Base` does."""
    if not path:
        return b"."
    return path.rstrip(b"/").rpartition(b"/")[2] or b"/"
