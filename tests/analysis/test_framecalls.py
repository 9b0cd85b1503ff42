"""Calls of a frame are found where the profile recorded them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import laid_out, profiles
from tui.analysis.framecalls import Inlining, frame_calls, frame_places
from tui.pprof.profile import Profile


@given(st.lists(st.booleans(), max_size=300))
def test_places_count_without_what_was_inlined(marks: list[bool]) -> None:
    step, depth = Inlining(np.array(marks, np.bool_)).recorded(np.arange(len(marks)))
    for at in range(len(marks)):
        assert step[at] == at - sum(marks[:at])
        assert depth[at] == next((back for back in range(at) if not marks[at - 1 - back]), at)


@settings(deadline=None, max_examples=80)
@given(profiles())
def test_every_call_of_every_frame_is_found_once(profile: Profile) -> None:
    numbers = laid_out(profile)
    inlining, every = Inlining(numbers.inlined), np.ones(len(numbers.stacks), np.bool_)
    seen = []
    for frame in range(len(numbers.table)):
        calls = frame_calls(profile, numbers.table, inlining, frame_places(numbers.stacks, frame), every)
        seen += zip(calls.step.tolist(), calls.depth.tolist(), strict=True)
        for step, call, depth, row in zip(calls.step, calls.call, calls.depth, calls.row, strict=True):
            location = int(profile.stack_locations[step])
            assert call == numbers.table.call_offsets[location] + depth
            assert numbers.table.of_call[call] == frame
            assert row == profile.locations.line_offsets[location] + depth
    assert sorted(seen) == [
        (step, depth)
        for step, location in enumerate(profile.stack_locations.tolist())
        for depth in range(int(np.diff(numbers.table.call_offsets)[location]))
    ]
