"""`-weblist`: source lines with the machine code made of each below it. google/pprof shows this as a web page.

Here it is text: the columns of `-list`, and below each line its instructions in those of `-disasm`. An instruction
of an inlined call stands below the line of the function that it was inlined into, with the call it comes from.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from tui import units
from tui.disassembly import Line, Routine
from tui.report.disasm import SHORT, by_routine
from tui.report.prepared import Prepared
from tui.symbols.places import Search
from tui.symbols.sourcefiles import read_lines

_MARGIN = 5
"""Lines shown before the first and after the last one that there are instructions of."""
_FAR = 30
"""Lines without instructions between two that have some, from which on they are left out."""


def weblist(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report.

    Raises:
        ProfileError: no binary can be read, or the pattern matches no function with samples.
    """
    yield from by_routine(prepared, _routine)


def _routine(prepared: Prepared, routine: Routine) -> Iterator[str]:
    """Yield the part about one function: its source files, and then what has no line."""
    by_file: dict[str, dict[int, list[Line]]] = {}
    unplaced: list[Line] = []
    for line in routine.lines:
        if line.calls and line.calls[-1].file and line.calls[-1].line:
            by_file.setdefault(line.calls[-1].file, {}).setdefault(line.calls[-1].line, []).append(line)
        else:
            unplaced.append(line)
    share = units.percentage(routine.cum, prepared.total)
    flat, cum = (prepared.write(value, prepared.options.unit) for value in (routine.flat, routine.cum))
    for file, by_line in by_file.items():
        yield f"ROUTINE ======================== {routine.name} in {file}"
        yield f"{flat:>10} {cum:>10} (flat, cum) {share} of Total"
        yield from _file(prepared, file, by_line)
    if unplaced:
        yield f"ROUTINE ======================== {routine.name}, of no known line"
        yield f"{flat:>10} {cum:>10} (flat, cum) {share} of Total"
        yield from _instructions(prepared, unplaced)


def _file(prepared: Prepared, file: str, by_line: dict[int, list[Line]]) -> Iterator[str]:
    options = prepared.options
    source: list[str] = []
    try:
        source = read_lines(os.fsencode(file), Search.here(options.source_path, options.trim_path))
    except OSError as trouble:
        yield f" Error: {file}: {trouble.strerror}"
    for number in _shown(sorted(by_line), len(source)):
        here = by_line.get(number, [])
        text = source[number - 1] if number <= len(source) else ""
        yield f"{_costs(prepared, here)} {number:>6}:{text}"
        yield from _instructions(prepared, here)


def _shown(numbers: Sequence[int], length: int) -> Iterator[int]:
    """Yield the lines to show: those with instructions, what is around them, and what is between near ones."""
    last = numbers[0] - _MARGIN - 1
    for number in numbers:
        first = last + 1 if number - last <= _FAR else number - _MARGIN
        yield from (between for between in range(max(first, 1), number) if between <= length)
        yield number
        last = number
    yield from range(last + 1, min(last + _MARGIN, length) + 1)


def _instructions(prepared: Prepared, lines: Sequence[Line]) -> Iterator[str]:
    """Yield instructions, with the inlined call that each comes from where that changes."""
    inlined = ""
    for line in lines:
        place = line.place if len(line.calls) > 1 else ""
        said, inlined = (f";{place}" if place != inlined and place else ""), place
        begins = f"{_costs(prepared, [line])} {'':>6} {line.address:>10x}:"
        if said and len(line.text) >= SHORT:
            yield f"{'':>81}{said}"
            said = ""
        yield f"{begins} {line.text:<{SHORT}}{said}" if said else f"{begins} {line.text}"


def _costs(prepared: Prepared, lines: Sequence[Line]) -> str:
    """Return flat and cum of some instructions together."""
    values = (sum(line.flat for line in lines), sum(line.cum for line in lines))
    return " ".join(f"{prepared.write(value, prepared.options.unit) if value else '.':>10}" for value in values)
