"""What each source line of a function costs.

A sample counts once for a line and once for the function, however often they recur in its stack. `go tool pprof -list`
adds a recursive function's lines up into a total that counts a sample several times (google/pprof#707).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.paths import clean_path
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array
from tui.pprof.parts import places
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


def listing(profile: Profile, table: FrameTable, values: Int64Array, frame: int) -> Listing:
    """Return the line costs of a frame.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity that names functions.
        values: int64[n_samples], in the unit of the sample type.
        frame: a frame id.
    """
    calls = frame_calls(profile, table, frame)
    samples = StackSums.of(profile, values)
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
    return Listing(frame, flat, cum, tuple(files))


@dataclass(frozen=True, slots=True)
class StackSums:
    """What the samples of each stack add up to, and their number; int64[n_stacks] each."""

    values: Int64Array
    counts: IndexArray

    @classmethod
    def of(cls, profile: Profile, values: Int64Array) -> StackSums:
        """Add up values (int64[n_samples])."""
        sums = np.zeros(profile.n_stacks, np.int64)
        np.add.at(sums, profile.stack_of_sample, values)
        return cls(sums, np.bincount(profile.stack_of_sample, minlength=profile.n_stacks))

    def value(self, stacks: IndexArray) -> int:
        """Return what some stacks (int64) add up to; wraps at 64 bits."""
        return int(self.values[stacks].sum(dtype=np.int64))

    def count(self, stacks: IndexArray) -> int:
        """Return the number of samples of some stacks (int64)."""
        return int(self.counts[stacks].sum())


@dataclass(frozen=True, slots=True)
class FrameCalls:
    """Every call of one frame, int64[n] each, in the order of the stacks."""

    step: IndexArray
    """Place in the profile's stack_locations."""
    stack: IndexArray
    call: IndexArray
    """Number of the call in the frame table."""
    depth: IndexArray
    """Calls of the same location that are inlined into it."""
    row: IndexArray
    """Row of the location's line; -1 if it has none."""

    def is_leaf(self, profile: Profile) -> BoolArray:
        """bool[n]: calls that samples of their stack were taken in."""
        leaf: BoolArray = (self.depth == 0) & (self.step == profile.stack_offsets[self.stack])
        return leaf


def frame_calls(profile: Profile, table: FrameTable, frame: int) -> FrameCalls:
    """Return every call of a frame.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity.
        frame: a frame id.
    """
    calls = np.flatnonzero(table.of_call == frame)
    holder = np.searchsorted(table.call_offsets, calls, side="right") - 1
    marked = np.zeros(len(profile.locations), np.bool_)
    marked[holder] = True
    step = places(profile, marked)
    location = profile.stack_locations[step].astype(np.int64)
    # A location may hold a frame more than once, inlined into itself.
    first = np.searchsorted(holder, location)
    count = np.searchsorted(holder, location, side="right") - first
    which = np.repeat(first - np.cumsum(count) + count, count) + np.arange(int(count.sum()))
    step, location, call = np.repeat(step, count), np.repeat(location, count), calls[which]
    depth = call - table.call_offsets[location]
    lines = np.diff(profile.locations.line_offsets)[location]
    # Without inlined calls, the outermost line is the one that is left.
    hidden = np.maximum(lines - np.diff(table.call_offsets)[location], 0)
    row = np.where(lines > 0, profile.locations.line_offsets[location] + hidden + depth, -1)
    return FrameCalls(step, np.searchsorted(profile.stack_offsets, step, side="right") - 1, call, depth, row)


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
