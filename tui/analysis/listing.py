"""What each source line of a function costs.

A sample counts once for a line and once for the function, however often they recur in its stack. `go tool pprof -list`
adds a recursive function's lines up into a total that counts a sample several times (google/pprof#707).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.analysis.stacks import Stacks
from tui.paths import clean_path
from tui.pprof.arrays import IndexArray, Int64Array
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


def listing(profile: Profile, table: FrameTable, stacks: Stacks, values: Int64Array, frame: int) -> Listing:
    """Return the line costs of a frame.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity that names functions.
        stacks: n stacks in those frames.
        values: int64[n], in the unit of the sample type.
        frame: a frame id.
    """
    at, sample, line_row = call_lines(profile, table, stacks, frame)
    is_leaf = at == stacks.offsets[sample]
    counted = np.unique(sample)
    flat, cum = int(values[sample[is_leaf]].sum(dtype=np.int64)), int(values[counted].sum(dtype=np.int64))
    known = line_row >= 0
    sample, line_row, is_leaf = sample[known], line_row[known], is_leaf[known]
    function = profile.locations.line_function[line_row]
    number = profile.locations.line_number[line_row]
    file = profile.strings.canonical[profile.functions.filename[function]]
    files = [
        _one_file(profile, int(name), function[chosen], number[chosen], sample[chosen], is_leaf[chosen], values)
        for name in np.unique(file)
        for chosen in [np.flatnonzero(file == name)]
    ]
    files.sort(key=lambda one: -sum(abs(line.cum) for line in one.lines))
    return Listing(frame, flat, cum, tuple(files))


def call_lines(
    profile: Profile, table: FrameTable, stacks: Stacks, frame: int
) -> tuple[IndexArray, IndexArray, IndexArray]:
    """Return every call of a frame: its place in the stacks, its sample, and its row of the location lines or -1.

    Args as for `listing`; int64[number of calls] each.
    """
    at = np.flatnonzero(stacks.frames == frame)
    sample = np.searchsorted(stacks.offsets, at, side="right") - 1
    calls = np.diff(table.call_offsets)
    # Walk back from the place in the expanded stack to the location and the line in it.
    place_of_location = np.concatenate([np.zeros(1, np.int64), np.cumsum(calls[profile.stack_locations])])
    step = np.searchsorted(place_of_location, at, side="right") - 1
    location = profile.stack_locations[step].astype(np.int64)
    line_row = profile.locations.line_offsets[location] + (at - place_of_location[step])
    has_lines = np.diff(profile.locations.line_offsets)[location] > 0
    return at, sample, np.where(has_lines, line_row, -1)


def _one_file(
    profile: Profile,
    name: int,
    function: IndexArray,
    number: Int64Array,
    sample: IndexArray,
    is_leaf: np.ndarray[tuple[int], np.dtype[np.bool_]],
    values: Int64Array,
) -> FileListing:
    lines = []
    for line in np.unique(number).tolist():
        here = number == line
        through = np.unique(sample[here])
        lines.append(
            LineCost(
                line=line,
                flat=int(values[sample[here & is_leaf]].sum(dtype=np.int64)),
                cum=int(values[through].sum(dtype=np.int64)),
                samples=len(through),
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
