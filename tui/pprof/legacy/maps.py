"""The memory map at the end of a legacy profile: which binary was mapped where.

Reads lines of /proc/PID/maps and the brief `start-limit: file (@offset) build-id`, with `name=value` lines whose
`$name` later lines use. The rules are google/pprof's `ParseProcMaps` and `massageMappings`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tui.pprof.legacy.lines import Lines, begins_memory_map
from tui.pprof.legacy.numbers import hexadecimal
from tui.pprof.legacy.patterns import LinePattern
from tui.pprof.legacy.verdict import malformed

_HEX = rb"(?:0x)?([[:xdigit:]]+)"
_SPAN = rb"^\s*" + _HEX + rb"[\s-]?\s*" + _HEX + rb":?(?:\s+([-rwxp]+))?"
_PROC_LINE = LinePattern(
    _SPAN + rb"(?:\s+([[:xdigit:]]+))?\s+[[:xdigit:]]+:[[:xdigit:]]+\s+[[:digit:]]+(?:\s+(\S+))?"  # offset, dev, inode
)
_BRIEF_LINE = LinePattern(_SPAN + rb"(?:\s+(\S+))?(?:\s+\(@([[:xdigit:]]+)\))?(?:\s+([[:xdigit:]]+))?")
_LOG_PREFIX = LinePattern(rb"^[^\[\]]+:[0-9]+]\s")
_LIBRARY = LinePattern(rb"[.]so$|[.]so[._][0-9]+")
_SPACE_OF_ADDRESSES = 1 << 64
_MAX_NAMES = 100
_MAX_NAME = 256
_MAX_GROWTH = 1 << 24
"""Bytes that all `$name` of a map may add: a value may hold others, so a few lines could ask for all memory."""


@dataclass(slots=True)
class Region:
    """A binary, or a part of one, mapped into the process."""

    start: int
    """First address."""
    limit: int
    """Address behind the last one."""
    offset: int
    """Offset in the file of what is mapped at `start`."""
    file: bytes = b""
    build_id: bytes = b""


def read_map_after(lines: Lines) -> list[Region]:
    """Return the memory map that follows, after whatever else follows first."""
    while not begins_memory_map(lines.line):
        if not lines.advance():
            return []
    return read_map(lines)


def read_map(lines: Lines) -> list[Region]:
    """Return the executable regions that the remaining lines describe, joined, main binary first.

    Lines that are neither a region nor an assignment are passed over.

    Raises:
        BadProfile: a line is too long, or `$name`s make the map too large.
    """
    regions: list[Region] = []
    values = _Values()
    while lines.advance():
        line = values.put_into(_without_log_prefix(lines.line))
        try:
            region = _region(line)
        except ValueError:
            name, assigns, value = line.partition(b"=")
            if assigns:
                values.add(name.strip(), value.strip())
            continue
        if region:
            regions.append(region)
    return _main_first(_joined(regions))


def _region(line: bytes) -> Region | None:
    """Return what a line maps, or None if that is no program text; ValueError if it is no such line."""
    if found := _PROC_LINE.search(line):
        start, limit, permissions, offset, file = found.groups(b"")
        build_id = b""
    elif found := _BRIEF_LINE.search(line):
        start, limit, permissions, file, offset, build_id = found.groups(b"")
    else:
        raise ValueError
    if permissions and b"x" not in permissions:
        return None
    return Region(hexadecimal(start), hexadecimal(limit), hexadecimal(offset or b"0"), file, build_id)


def _without_log_prefix(line: bytes) -> bytes:
    prefix = _LOG_PREFIX.search(line)
    return line[prefix.end() :] if prefix else line


class _Values:
    """What has been assigned so far; of two names that fit at a place the one assigned first counts."""

    def __init__(self) -> None:
        self._values: dict[bytes, bytes] = {}
        self._names: re.Pattern[bytes] | None = None
        self._room = _MAX_GROWTH

    def add(self, name: bytes, value: bytes) -> None:
        """Remember an assignment; a name keeps its first value."""
        if len(name) > _MAX_NAME or b"$" + name in self._values:
            return
        if len(self._values) == _MAX_NAMES:
            raise malformed(f"the memory map assigns more than {_MAX_NAMES} names")
        self._values[b"$" + name] = value
        self._names = None

    def put_into(self, line: bytes) -> bytes:
        """Return a line with values for `$name`s."""
        if not self._values or b"$" not in line:
            return line
        if self._names is None:
            self._names = re.compile(b"|".join(map(re.escape, self._values)))
        return self._names.sub(self._value, line)

    def _value(self, name: re.Match[bytes]) -> bytes:
        value = self._values[name.group()]
        self._room -= len(value)
        if self._room < 0:
            raise malformed(f"the memory map grows by more than {_MAX_GROWTH:,} bytes when its names are replaced")
        return value


def _joined(regions: list[Region]) -> list[Region]:
    """Join neighbours that are parts of one mapping."""
    joined = regions[:1]
    for region in regions[1:]:
        last = joined[-1]
        if _continues(last, region):
            last.limit = region.limit
            last.file = region.file or last.file
            last.build_id = region.build_id or last.build_id
        else:
            joined.append(region)
    return joined


def _continues(last: Region, region: Region) -> bool:
    if last.file and region.file and last.file != region.file:
        return False
    if last.build_id and region.build_id and last.build_id != region.build_id:
        return False
    if last.limit != region.start:
        return False
    expected = (last.offset + last.limit - last.start) % _SPACE_OF_ADDRESSES
    return not last.offset or not region.offset or region.offset == expected


def _main_first(regions: list[Region]) -> list[Region]:
    """Swap the first region that looks like a program, not a library or `[vdso]`, to the front."""
    for at, region in enumerate(regions):
        file = region.file.replace(b"(deleted)", b"").strip()
        if file and not file.startswith(b"[") and not _LIBRARY.search(file):
            regions[0], regions[at] = region, regions[0]
            break
    return regions
