"""Machine code of functions with what each instruction costs.

Follows google/pprof's `-disasm` (`internal/report`, PrintAssembly), with one difference that is meant: a sample
counts once for an instruction and once for a function, also where calls are inlined or recurse (google/pprof#707).
Lines are those of the profile, or else those of the binary's debugging information.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tui.analysis.regex import Pattern
from tui.analysis.top import Top
from tui.errors import ProfileError
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.parts import through
from tui.pprof.profile import Profile
from tui.symbols.binaries import locate
from tui.symbols.binary import Binary, Instruction, Symbol
from tui.symbols.debuginfo import Call, DebugInfo, debug_info
from tui.symbols.demangling import demangled, readable_name


@dataclass(frozen=True, slots=True)
class Line:
    """One instruction."""

    address: int
    """Address in the binary."""
    text: str
    flat: int
    """Value of the samples taken there, in the unit of the sample type."""
    cum: int
    """Value of the samples that go through it, each counted once."""
    calls: tuple[Call, ...]
    """The calls that it belongs to, the innermost first; empty if unknown."""

    @property
    def place(self) -> str:
        """Function, file and line of the innermost call; empty if unknown."""
        if not self.calls:
            return ""
        innermost = self.calls[0]
        file = posixpath.basename(innermost.file)
        return f"{innermost.function} {file}{f':{innermost.line}' if innermost.line and file else ''}".strip()


@dataclass(frozen=True, slots=True)
class Routine:
    """One function of a binary."""

    name: str
    """As a person would write it (`surrogateescape`)."""
    flat: int
    cum: int
    """Value of the samples that go through it, each counted once."""
    lines: tuple[Line, ...]


def routines(
    profile: Profile,
    values: Int64Array,
    weights: Top,
    pattern: Pattern,
    *,
    intel: bool,
    wanted: IndexArray | None = None,
) -> Iterator[Routine]:
    """Yield the functions with samples whose name matches, by name.

    Args:
        profile: the profile.
        values: int64[n_samples], in the unit of the sample type.
        weights: what they add up to for each location.
        pattern: matched on names of functions, mangled or readable in any way that google/pprof tries.
        intel: Intel's syntax in place of AT&T's.
        wanted: locations (int64), of which a function must hold one; None for any.

    Raises:
        ProfileError: no binary with samples can be read, or nothing matches.
    """
    flat, cum = weights.flat, weights.cum
    sampled = np.flatnonzero(weights.samples)
    found: list[tuple[Symbol, Binary, IndexArray, dict[int, int]]] = []
    trouble: ProfileError | None = None
    for row, mapping in enumerate(profile.mappings):
        here = sampled[profile.locations.mapping[sampled] == row]
        if not len(here):
            continue
        try:
            binary = locate(profile.strings.decoded(mapping.file), profile.strings.decoded(mapping.build_id))
        except ProfileError as error:
            trouble = trouble or error
            continue
        addresses = {
            int(location): binary.to_binary(int(profile.locations.address[location]), mapping) for location in here
        }
        chosen = addresses.keys() if wanted is None else addresses.keys() & set(wanted.tolist())
        found += _matching(binary, addresses, pattern, chosen)
    if not found:
        raise trouble or ProfileError(f"no matches found for regexp {pattern.text}")
    debug_info = _DebugInfos()
    for symbol, binary, locations, addresses in sorted(found, key=lambda one: (one[0].name, one[0].start)):
        inside = np.zeros(len(profile.locations), np.bool_)
        inside[locations] = True
        yield Routine(
            readable_name(symbol.name),
            int(flat[locations].sum(dtype=np.int64)),
            int(values[through(profile, inside)[profile.stack_of_sample]].sum(dtype=np.int64)),
            tuple(
                replace(line, calls=line.calls or debug_info.calls(binary, line.address))
                for line in _lines(
                    profile, list(binary.instructions(symbol, intel=intel)), locations, addresses, flat, cum
                )
            ),
        )


class _DebugInfos:
    """What is known of binaries, read when first asked for."""

    def __init__(self) -> None:
        self._read: dict[Path, DebugInfo] = {}

    def calls(self, binary: Binary, address: int) -> tuple[Call, ...]:
        """Return the calls at an address; none if their lines are not known."""
        if binary.path not in self._read:
            self._read[binary.path] = debug_info(binary)
        found = self._read[binary.path].calls(address)
        return tuple(replace(call, function=readable_name(call.function)) for call in found if call.line)


def _matching(
    binary: Binary, addresses: dict[int, int], pattern: Pattern, wanted: AbstractSet[int]
) -> list[tuple[Symbol, Binary, IndexArray, dict[int, int]]]:
    """Return the functions that hold a location wanted, with all locations in each."""
    inside: dict[Symbol, list[int]] = {}
    for location, address in addresses.items():
        symbol = binary.symbol_at(address)
        if symbol is not None:
            inside.setdefault(symbol, []).append(location)
    return [
        (symbol, binary, np.array(rows, np.int64), addresses)
        for symbol, rows in inside.items()
        if not wanted.isdisjoint(rows) and _is_meant(symbol.name.encode("utf-8", "surrogateescape"), pattern)
    ]


def _is_meant(name: bytes, pattern: Pattern) -> bool:
    """Say whether a pattern matches a name in any of the ways that it can be written."""
    ways = (name, *(demangled(name, mode) for mode in ("full", "templates", "default")))
    return any(way is not None and pattern.found_in(way) for way in ways)


def _lines(
    profile: Profile,
    instructions: list[Instruction],
    locations: IndexArray,
    addresses: dict[int, int],
    flat: Int64Array,
    cum: Int64Array,
) -> Iterator[Line]:
    """Yield the instructions; samples in the middle of one are its own."""
    starts = np.array([instruction.address for instruction in instructions], np.uint64)
    at = np.array([addresses[location] for location in locations.tolist()], np.uint64)
    owner = np.searchsorted(starts, at, side="right") - 1
    for number, instruction in enumerate(instructions):
        own = locations[owner == number]
        calls = _calls(profile, int(own[0])) if len(own) else ()
        yield Line(
            instruction.address,
            instruction.text,
            int(flat[own].sum(dtype=np.int64)),
            int(cum[own].sum(dtype=np.int64)),
            calls,
        )


def _calls(profile: Profile, location: int) -> tuple[Call, ...]:
    """Return the calls of a location, the innermost first."""
    table, strings = profile.locations, profile.strings
    rows = range(int(table.line_offsets[location]), int(table.line_offsets[location + 1]))
    functions = table.line_function[rows.start : rows.stop].tolist()
    return tuple(
        Call(
            strings.decoded(int(profile.functions.name[function])),
            strings.decoded(int(profile.functions.filename[function])),
            int(table.line_number[row]),
        )
        for row, function in zip(rows, functions, strict=True)
    )
