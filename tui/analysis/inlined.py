"""What was inlined into each line of a function, and what its lines cost there.

google/pprof's `weblist` shows the same below a line, found from the machine code; here it is what the profile says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tui.analysis.framecalls import FrameCalls
from tui.analysis.frames import FrameTable
from tui.analysis.grouping import numbered
from tui.analysis.linecalls import lines_of
from tui.analysis.stacksums import StackSums
from tui.pprof.arrays import IndexArray, Int64Array
from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True)
class InlinedLine:
    """A line of a function that was inlined; the same line of it elsewhere counts there."""

    frame: int
    """The function inlined."""
    file: bytes
    """Its path as recorded, made clean."""
    line: int
    """Line number; 0 if the profile does not know it."""
    flat: int
    """Value of the samples taken there."""
    cum: int
    """Value of the samples that go through it, each counted once."""
    inner: tuple[InlinedLine, ...]
    """What was inlined into this line in turn, in the same order."""


InlinedLines = dict[tuple[bytes, int], tuple[InlinedLine, ...]]
"""By file, as a listing has it, and line of the function: what was inlined there, the heaviest function first, and of
each its lines ascending."""


def inlined_frames(lines: InlinedLines) -> set[int]:
    """Return all functions that were inlined, at whatever depth."""
    found, left = set[int](), [inlined for there in lines.values() for inlined in there]
    while left:
        inlined = left.pop()
        found.add(inlined.frame)
        left += inlined.inner
    return found


@dataclass(frozen=True, slots=True)
class _Level:
    """Lines at one depth of inlining, n of them, int64[n] each."""

    above: IndexArray
    """Number of the line of the level above that each was inlined into."""
    frame: IndexArray
    place: IndexArray
    """Number of its file and line in `places`."""
    flat: Int64Array
    cum: Int64Array
    places: list[tuple[bytes, int]]


def inlined_by_line(profile: Profile, table: FrameTable, calls: FrameCalls, samples: StackSums) -> InlinedLines:
    """Return what was inlined into the lines of a frame.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity that names functions; none were inlined if it was made without.
        calls: every call of the frame.
        samples: what the profile's stacks add up to.
    """
    holds = np.flatnonzero((calls.depth > 0) & (calls.row >= 0))
    lines, node = lines_of(profile, calls.row[holds])
    levels = list[_Level]()
    at_leaf = calls.step[holds] == profile.stack_offsets[calls.stack[holds]]
    while len(holds):
        depth = len(levels) + 1
        places, place = lines_of(profile, calls.row[holds] - depth)
        callees, callee = numbered(table.of_call[calls.call[holds] - depth].astype(np.int64))
        shape = (int(node.max()) + 1, len(callees), len(places))
        codes, here = numbered(np.ravel_multi_index((node, callee, place), shape))
        above, which, at = np.unravel_index(codes, shape)
        stack, innermost = calls.stack[holds], calls.depth[holds] == depth
        taken = at_leaf & innermost
        flat, cum = (samples.once(here[chosen], stack[chosen], len(codes)) for chosen in (taken, slice(None)))
        levels.append(_Level(above, callees[which], at, flat, cum, places))
        holds, node, at_leaf = holds[~innermost], here[~innermost], at_leaf[~innermost]
    return {lines[number]: inlined for number, inlined in _nested(levels).items()}


def _nested(levels: list[_Level]) -> dict[int, tuple[InlinedLine, ...]]:
    """Return the lines of the first level, each with those below it, by number of the line above."""
    inner: dict[int, tuple[InlinedLine, ...]] = {}
    for level in reversed(levels):
        found: dict[int, list[InlinedLine]] = defaultdict(list)
        columns = (level.above, level.frame, level.place, level.flat, level.cum)
        for number, (above, frame, place, flat, cum) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        ):
            file, line = level.places[place]
            found[above].append(InlinedLine(frame, file, line, flat, cum, inner.get(number, ())))
        inner = {above: _in_order(lines) for above, lines in found.items()}
    return inner


def _in_order(lines: Iterable[InlinedLine]) -> tuple[InlinedLine, ...]:
    """Return lines with those of the heaviest function first, and of each function in their order."""
    weight: dict[tuple[int, bytes], int] = defaultdict(int)
    for line in lines:
        weight[line.frame, line.file] += abs(line.cum)
    return tuple(sorted(lines, key=lambda line: (-weight[line.frame, line.file], line.frame, line.file, line.line)))
