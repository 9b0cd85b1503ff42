"""`-disasm`: machine code of matching functions with what each instruction costs, laid out as `go tool pprof` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from tui import units
from tui.analysis.top import top_of_locations
from tui.disassembly import Routine, routines
from tui.report.prepared import Prepared

SHORT = 40
"""Instructions below this length have their place on the same line."""


def disasm(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report.

    Raises:
        ProfileError: no binary can be read, or the pattern matches no function with samples.
    """
    yield from by_routine(prepared, _routine)


def by_routine(prepared: Prepared, part: Callable[[Prepared, Routine], Iterator[str]]) -> Iterator[str]:
    """Yield the total, and what `part` makes of each function that the pattern of the report matches.

    Raises:
        ProfileError: no binary can be read, or the pattern matches no function with samples.
    """
    assert prepared.pattern is not None
    profile, values = prepared.profile, prepared.values
    locations = top_of_locations(profile, values)
    found = routines(profile, values, locations, prepared.pattern, intel=prepared.options.intel_syntax)
    first = next(found)
    yield f"Total: {prepared.write(prepared.total, prepared.options.unit)}"
    for routine in chain((first,), found):
        yield from part(prepared, routine)


def _routine(prepared: Prepared, routine: Routine) -> Iterator[str]:
    unit = prepared.options.unit

    def cost(value: int) -> str:
        return prepared.write(value, unit) if value else "."

    yield f"ROUTINE ======================== {routine.name}"
    share = units.percentage(routine.cum, prepared.total)
    flat, cum = (prepared.write(value, unit) for value in (routine.flat, routine.cum))
    yield f"{flat:>10} {cum:>10} (flat, cum) {share} of Total"
    before = ""
    for line in routine.lines:
        place = line.place if line.place != before else ""
        before = line.place or before
        begins = f"{cost(line.flat):>10} {cost(line.cum):>10} {line.address:>10x}:"
        if not place:
            yield f"{begins} {line.text}"
        elif len(line.text) < SHORT:
            yield f"{begins} {line.text:<{SHORT}};{place}"
        else:
            yield f"{'':>74};{place}"
            yield f"{begins} {line.text}"
