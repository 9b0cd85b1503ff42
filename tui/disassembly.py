"""Machine code of functions with what each instruction costs.

Follows google/pprof's `-disasm` (`internal/report`, PrintAssembly), with two differences that are meant: a sample
counts once for an instruction and once for a function, also where calls are inlined or recurse (google/pprof#707); and
lines come from the profile alone, so only instructions with samples have one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from tui.analysis.regex import Pattern
from tui.analysis.stacks import Stacks, weigh
from tui.errors import ProfileError
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.parts import passing
from tui.pprof.profile import Profile
from tui.symbols.binary import Binary, Instruction, Symbol, locate


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
    place: str
    """Function, file and line of its innermost call, as recorded; empty without samples."""


@dataclass(frozen=True, slots=True)
class Routine:
    """One function of a binary."""

    name: str
    flat: int
    cum: int
    """Value of the samples that go through it, each counted once."""
    lines: tuple[Line, ...]


def routines(
    profile: Profile,
    values: Int64Array,
    pattern: Pattern,
    *,
    intel: bool,
    wanted: IndexArray | None = None,
) -> Iterator[Routine]:
    """Yield the functions with samples whose name matches, by name.

    Args:
        profile: the profile.
        values: int64[n_samples], in the unit of the sample type.
        pattern: matched on names of functions, as the binary has them.
        intel: Intel's syntax in place of AT&T's.
        wanted: locations (int64), of which a function must hold one; None for any.

    Raises:
        ProfileError: no binary with samples can be read, or nothing matches.
    """
    n_locations = len(profile.locations)
    stacks = Stacks(profile.stack_offsets, profile.stack_locations, n_locations, profile.stack_of_sample)
    flat, cum, samples = weigh(stacks, values)
    sampled = np.flatnonzero(samples)
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
            int(location): binary.to_binary(int(profile.locations.address[location]), mapping.start, mapping.offset)
            for location in here
        }
        chosen = addresses.keys() if wanted is None else addresses.keys() & set(wanted.tolist())
        found += _matching(binary, addresses, pattern, chosen)
    if not found:
        raise trouble or ProfileError(f"no matches found for regexp {pattern.text}")
    for symbol, binary, locations, addresses in sorted(found, key=lambda one: (one[0].name, one[0].start)):
        inside = np.zeros(len(profile.locations), np.bool_)
        inside[locations] = True
        yield Routine(
            symbol.name,
            int(flat[locations].sum(dtype=np.int64)),
            int(values[(passing(profile, inside) > 0)[profile.stack_of_sample]].sum(dtype=np.int64)),
            tuple(_lines(profile, list(binary.instructions(symbol, intel=intel)), locations, addresses, flat, cum)),
        )


def _matching(
    binary: Binary, addresses: dict[int, int], pattern: Pattern, wanted: AbstractSet[int]
) -> list[tuple[Symbol, Binary, IndexArray, dict[int, int]]]:
    """Return the functions that hold a location wanted, with all locations in each."""
    inside: dict[Symbol, list[int]] = {}
    for location, address in addresses.items():
        symbol = binary.symbol_at(address)
        if symbol is not None and pattern.found_in(symbol.name.encode("utf-8", "surrogateescape")):
            inside.setdefault(symbol, []).append(location)
    return [
        (symbol, binary, np.array(rows, np.int64), addresses)
        for symbol, rows in inside.items()
        if not wanted.isdisjoint(rows)
    ]


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
        place = _place(profile, int(own[0])) if len(own) else ""
        yield Line(
            instruction.address,
            instruction.text,
            int(flat[own].sum(dtype=np.int64)),
            int(cum[own].sum(dtype=np.int64)),
            place,
        )


def _place(profile: Profile, location: int) -> str:
    """Return the function, file and line of a location's innermost call."""
    row = int(profile.locations.line_offsets[location])
    if row == int(profile.locations.line_offsets[location + 1]):
        return ""
    function = int(profile.locations.line_function[row])
    name = profile.strings.decoded(int(profile.functions.name[function]))
    file = posixpath.basename(profile.strings.decoded(int(profile.functions.filename[function])))
    line = int(profile.locations.line_number[row])
    return f"{name} {file}{f':{line}' if line and file else ''}".strip()
