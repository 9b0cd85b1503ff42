"""Frames of stacks, each once, against sets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.analysis.stacks import Stacks, distinct_frames, weigh
from tui.pprof.runs import offsets_of

# Of one depth, of depths not far apart, and of depths that leave most of a table empty.
STACKS = st.one_of(
    st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), max_size=20),
    st.lists(st.lists(st.integers(0, 6), max_size=5), max_size=20),
    st.lists(st.one_of(st.just([1]), st.lists(st.integers(0, 6), min_size=20, max_size=40)), max_size=20),
)
BATCHES = [1 << 18, 40, 4]


def stacks_of(plain: list[list[int]], dtype: type[np.unsignedinteger]) -> Stacks:
    frames = np.array([frame for stack in plain for frame in stack], dtype)
    return Stacks(offsets_of(np.array(list(map(len, plain)), np.int64)), frames, 7, np.arange(len(plain)))


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
@pytest.mark.parametrize("batch", BATCHES)
@settings(deadline=None)
@given(plain=STACKS)
def test_each_frame_of_a_stack_is_found_once(
    batch: int, dtype: type[np.unsignedinteger], plain: list[list[int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.analysis.stacks._BATCH", batch)
        found = list(distinct_frames(stacks_of(plain, dtype)))
    pairs = [pair for stack, frame in found for pair in zip(stack.tolist(), frame.tolist(), strict=True)]
    assert pairs == [(number, frame) for number, stack in enumerate(plain) for frame in sorted(set(stack))]


@pytest.mark.parametrize("batch", BATCHES)
@settings(deadline=None)
@given(plain=STACKS)
def test_a_stack_counts_once_for_each_of_its_frames(batch: int, plain: list[list[int]]) -> None:
    values = np.arange(1, len(plain) + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.analysis.stacks._BATCH", batch)
        [weight, samples] = weigh(stacks_of(plain, np.uint32), values, np.ones(len(plain), np.int64))
    for frame in range(7):
        through = [number for number, stack in enumerate(plain) if frame in stack]
        assert weight.cum[frame] == sum(number + 1 for number in through)
        assert samples.cum[frame] == len(through)
        assert weight.flat[frame] == sum(number + 1 for number in through if plain[number][0] == frame)
