"""What each source line of a function costs.

A sample counts once for a line and once for the function, however often they recur in its stack. `go tool pprof -list`
adds a recursive function's lines up into a total that counts a sample several times (google/pprof#707).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.framecalls import FrameCalls
from tui.analysis.grouping import grouped, numbered
from tui.analysis.stacksums import StackSums
from tui.paths import clean_path
from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.profile import Profile
from tui.pprof.runs import without_repeats


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
    stack, is_leaf = calls.stack, calls.is_leaf(profile)
    flat, cum = samples.value(stack[is_leaf]), samples.value(without_repeats(stack))
    known = calls.row >= 0
    stack, row, is_leaf = stack[known], calls.row[known], is_leaf[known]
    # Few lines stand in many calls: what is known of a line is looked up once, and equal lines are brought together.
    used, place = numbered(row)
    function = profile.locations.line_function[used]
    file = profile.strings.canonical[profile.functions.filename[function]]
    lines, of_used = np.unique(np.stack([file, profile.locations.line_number[used]]), axis=1, return_inverse=True)
    calls_of = grouped(of_used.ravel()[place], lines.shape[1])
    costs = [_cost(int(number), stack[at], is_leaf[at], samples) for number, at in zip(lines[1], calls_of, strict=True)]
    files = [
        _one_file(profile, int(name), function[file == name], [costs[at] for at in np.flatnonzero(lines[0] == name)])
        for name in np.unique(file)
    ]
    files.sort(key=lambda one: -sum(abs(line.cum) for line in one.lines))
    return Listing(calls.frame, flat, cum, tuple(files))


def _cost(number: int, stack: IndexArray, is_leaf: BoolArray, samples: StackSums) -> LineCost:
    through = without_repeats(stack)
    return LineCost(number, samples.value(stack[is_leaf]), samples.value(through), samples.count(through))


def _one_file(profile: Profile, name: int, function: IndexArray, lines: list[LineCost]) -> FileListing:
    starts = profile.functions.start_line[function]
    starts = starts[starts > 0]
    return FileListing(
        file=profile.strings[name],
        recorded=clean_path(profile.strings.raw[name]),
        start_line=int(starts.min()) if len(starts) else 0,
        lines=tuple(lines),
    )
