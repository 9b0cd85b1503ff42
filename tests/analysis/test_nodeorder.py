"""Frames by weight, name and the other weight, against sorting by all three at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.nodeorder import heaviest_first
from tui.pprof.build import Frame, ProfileBuilder

NAMES = ["b", "a", "ab", "", "é", "a.b"]
WEIGHTS = st.lists(st.integers(-2, 2), min_size=len(NAMES), max_size=len(NAMES))


@settings(deadline=None)
@given(WEIGHTS, WEIGHTS)
def test_names_decide_between_equal_weights_and_then_the_other_weight(weights: list[int], others: list[int]) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame(name) for name in NAMES], [1])
    table = frame_table(builder.build(), Granularity.FUNCTIONS)
    frames = np.arange(len(table))
    weight, other = np.array(weights[: len(table)]), np.array(others[: len(table)])
    expected = sorted(frames.tolist(), key=lambda frame: (weight[frame], table.sort_key(frame), other[frame]))
    assert heaviest_first(table, frames, weight, other).tolist() == expected


def test_no_frames() -> None:
    table = frame_table(ProfileBuilder([("cpu", "nanoseconds")]).build(), Granularity.FUNCTIONS)
    none = np.zeros(0, np.int64)
    assert heaviest_first(table, none, none, none).tolist() == []
