"""Which functions each line of a function calls, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.framecalls import FrameCalls
from tui.analysis.frames import FrameTable
from tui.analysis.grouping import numbered
from tui.analysis.stacksums import StackSums
from tui.paths import clean_path
from tui.pprof.arrays import IndexArray
from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True)
class LineCall:
    """A function called from a line."""

    frame: int
    """The function called."""
    weight: int
    """Value of the samples that go through the call, each counted once."""
    inlined: bool
    """True if every such call was inlined into the line."""


LineCalls = dict[tuple[bytes, int], tuple[LineCall, ...]]
"""Calls by file, as a listing has it, and line, the heaviest first."""


def calls_by_line(profile: Profile, table: FrameTable, calls: FrameCalls, samples: StackSums) -> LineCalls:
    """Return what the lines of a frame call; calls of itself are left out, as pprof leaves them out of its graph.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity that names functions.
        calls: every call of the frame.
        samples: what the profile's stacks add up to.
    """
    goes_on = ~calls.is_leaf(profile) & (calls.row >= 0)
    step, stack, row = calls.step[goes_on], calls.stack[goes_on], calls.row[goes_on]
    inlined = calls.depth[goes_on] > 0
    # What is called was inlined into this location, or is the outermost call of the location before.
    before = profile.stack_locations[np.maximum(step - 1, 0)].astype(np.int64)
    callee = table.of_call[np.where(inlined, calls.call[goes_on], table.call_offsets[before + 1]) - 1].astype(np.int64)
    others = callee != calls.frame
    stack, row, callee, inlined = stack[others], row[others], callee[others], inlined[others]
    lines, line = lines_of(profile, row)
    # A sample counts once for a call from a line, however often it makes it.
    callees, which = numbered(callee)
    pairs, pair = numbered(line * len(callees) + which)
    weight = samples.once(pair, stack, len(pairs))
    outside = np.zeros(len(pairs), np.bool_)
    outside[pair[~inlined]] = True
    found: dict[int, list[LineCall]] = {}
    for code, worth, called in zip(pairs.tolist(), weight.tolist(), outside.tolist(), strict=True):
        number, whom = divmod(code, len(callees))
        found.setdefault(number, []).append(LineCall(int(callees[whom]), worth, not called))
    return {lines[number]: tuple(sorted(made, key=lambda call: -abs(call.weight))) for number, made in found.items()}


def lines_of(profile: Profile, rows: IndexArray) -> tuple[list[tuple[bytes, int]], IndexArray]:
    """Return the distinct lines, by file as recorded and number, of some rows of lines, and each row's among them."""
    few, place = numbered(rows)
    file = profile.strings.canonical[profile.functions.filename[profile.locations.line_function[few]]]
    found: dict[tuple[bytes, int], int] = {}
    which = [
        found.setdefault((clean_path(profile.strings.raw[of]), number), len(found))
        for of, number in zip(file.tolist(), profile.locations.line_number[few].tolist(), strict=True)
    ]
    return list(found), np.array(which, np.int64)[place]
