"""Which functions each line of a function calls, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.analysis.frames import FrameTable
from tui.analysis.listing import call_lines
from tui.analysis.stacks import Stacks
from tui.pprof.arrays import BoolArray, Int64Array
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
"""Calls by file as recorded and line, the heaviest first."""


def calls_by_line(
    profile: Profile, table: FrameTable, stacks: Stacks, values: Int64Array, inlined: BoolArray, frame: int
) -> LineCalls:
    """Return what the lines of a frame call; calls of itself are left out, as pprof leaves them out of its graph.

    Args:
        profile: the profile that `table` was made from.
        table: frames, of any granularity that names functions.
        stacks: n stacks in those frames.
        values: int64[n], in the unit of the sample type.
        inlined: bool[len(stacks.frames)]: calls inlined into the next one.
        frame: a frame id.
    """
    at, sample, row = call_lines(profile, table, stacks, frame)
    calls = (at > stacks.offsets[sample]) & (row >= 0)
    at, sample, row = at[calls], sample[calls], row[calls]
    callee = stacks.frames[at - 1].astype(np.int64)
    others = callee != frame
    at, sample, row, callee = at[others], sample[others], row[others], callee[others]
    function = profile.locations.line_function[row]
    file = profile.strings.canonical[profile.functions.filename[function]]
    key = np.stack([file, profile.locations.line_number[row], callee, sample], axis=1)
    distinct, place = np.unique(key, axis=0, return_inverse=True)
    not_inlined = np.zeros(len(distinct), np.bool_)
    not_inlined[place.reshape(-1)[~inlined[at - 1]]] = True
    found: dict[tuple[int, int], dict[int, tuple[int, bool]]] = {}
    rows = zip(distinct.tolist(), values[distinct[:, 3]].tolist(), not_inlined.tolist(), strict=True)
    for (of_file, line, called, _), weight, outside in rows:
        of_line = found.setdefault((of_file, line), {})
        before, inside = of_line.get(called, (0, True))
        of_line[called] = (before + weight, inside and not outside)
    return {
        (profile.strings.raw[of_file], line): tuple(
            sorted((LineCall(called, *sums) for called, sums in of_line.items()), key=lambda call: -abs(call.weight))
        )
        for (of_file, line), of_line in found.items()
    }
