"""What each source line of a function costs.

A sample counts once for a line and once for the function, however often they recur in its stack. `go tool pprof -list`
adds a recursive function's lines up into a total that counts a sample several times (google/pprof#707).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.framecalls import FrameCalls
from tui.analysis.stacksums import StackSums
from tui.paths import clean_path
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array
from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True)
class LineCost:
    """One line of source that samples were taken in."""

    line: int
    """Line number; 0 if the profile does not know it."""
    flat: int
    """Value of the samples whose leaf is a call from this line's function at this line."""
    cum: int
    """Value of the samples that go through this line, each counted once."""
    samples: int
    """Number of samples that go through this line."""


@dataclass(frozen=True, slots=True)
class FileListing:
    """The lines of one function in one source file."""

    file: str
    """Path as clean text; empty if the profile does not know it."""
    recorded: bytes
    """Path as recorded, to open the file by."""
    start_line: int
    """Where the function begins; 0 if unknown."""
    lines: tuple[LineCost, ...]
    """Ascending by line."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A function's lines, in every file it was compiled from, the costliest file first."""

    frame: int
    flat: int
    cum: int
    files: tuple[FileListing, ...]


def listing(profile: Profile, calls: FrameCalls, samples: StackSums) -> Listing:
    """Return the line costs of a frame.

    Args:
        profile: the profile.
        calls: every call of the frame, of any granularity that names functions.
        samples: what the profile's stacks add up to.
    """
    stack, line_row, is_leaf = calls.stack, calls.row, calls.is_leaf(profile)
    flat, cum = samples.value(stack[is_leaf]), samples.value(np.unique(stack))
    known = line_row >= 0
    stack, line_row, is_leaf = stack[known], line_row[known], is_leaf[known]
    function = profile.locations.line_function[line_row]
    number = profile.locations.line_number[line_row]
    file = profile.strings.canonical[profile.functions.filename[function]]
    files = [
        _one_file(profile, int(name), function[chosen], number[chosen], stack[chosen], is_leaf[chosen], samples)
        for name in np.unique(file)
        for chosen in [np.flatnonzero(file == name)]
    ]
    files.sort(key=lambda one: -sum(abs(line.cum) for line in one.lines))
    return Listing(calls.frame, flat, cum, tuple(files))


def _one_file(
    profile: Profile,
    name: int,
    function: IndexArray,
    number: Int64Array,
    stack: IndexArray,
    is_leaf: BoolArray,
    samples: StackSums,
) -> FileListing:
    lines = []
    for line in np.unique(number).tolist():
        here = number == line
        through = np.unique(stack[here])
        lines.append(
            LineCost(
                line=line,
                flat=samples.value(stack[here & is_leaf]),
                cum=samples.value(through),
                samples=samples.count(through),
            )
        )
    starts = profile.functions.start_line[function]
    starts = starts[starts > 0]
    return FileListing(
        file=profile.strings.text[name],
        recorded=clean_path(profile.strings.raw[name]),
        start_line=int(starts.min()) if len(starts) else 0,
        lines=tuple(lines),
    )
