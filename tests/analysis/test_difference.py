from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.difference import Change, change, in_words, is_difference, side_weights, sides
from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.stacks import expand
from tui.analysis.trees import from_root
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.merge import merge
from tui.pprof.profile import Profile
from tui.pprof.scale import marked_as_base, scaled


def profile(costs: dict[str, int]) -> Profile:
    """Stacks such as `main work` (root first) and what they cost."""
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for stack, cost in costs.items():
        builder.add([Frame(name) for name in reversed(stack.split())], (cost,))
    return builder.build()


def compared(after: dict[str, int], before: dict[str, int]) -> Profile:
    return merge([profile(after), scaled(marked_as_base(profile(before)), [-1.0])])


COSTS = st.dictionaries(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(" ".join), st.integers(1, 100), min_size=1, max_size=8
)


@given(COSTS, COSTS)
def test_both_sides_are_what_they_are_alone(after: dict[str, int], before: dict[str, int]) -> None:
    both = compared(after, before)
    assert is_difference(both)
    table = frame_table(both, Granularity.FUNCTIONS)
    found = sides(expand(both, table).stacks, both.values[:, 0])
    for frame in range(len(table)):
        name = table.label(frame)
        for costs, flat, cum in (
            (before, found.flat_before, found.cum_before),
            (after, found.flat_after, found.cum_after),
        ):
            assert flat[frame] == sum(cost for stack, cost in costs.items() if stack.split()[-1] == name)
            assert cum[frame] == sum(cost for stack, cost in costs.items() if name in stack.split())
    assert (found.total_before, found.total_after) == (sum(before.values()), sum(after.values()))


@given(COSTS, COSTS)
def test_stacks_are_as_wide_as_their_larger_side(after: dict[str, int], before: dict[str, int]) -> None:
    both = compared(after, before)
    grown = from_root(expand(both, frame_table(both, Granularity.FUNCTIONS)).stacks)
    tree, weights = grown.tree, side_weights(grown, both.values[:, 0])
    width = sum(max(after.get(stack, 0), before.get(stack, 0)) for stack in {**after, **before})
    assert weights.widths.width(tree.root) == width
    assert weights.widths.value(tree.root) == sum(after.values()) - sum(before.values())
    assert weights.of(tree.root) == (weights.before[-1], weights.after[-1])
    assert (weights.before[-1], weights.after[-1]) == (sum(before.values()), sum(after.values()))


def test_one_profile_alone_is_no_difference() -> None:
    assert not is_difference(profile({"main": 1}))


@pytest.mark.parametrize(
    ("before", "after", "how", "words"),
    [
        (0, 5, Change.NEW, "new"),
        (5, 0, Change.GONE, "gone"),
        (5, 5, Change.SAME, "="),
        (0, 0, Change.SAME, "="),
        (5, 10, Change.MORE, "x2.0"),
        (10, 5, Change.LESS, "x0.50"),
        (1000, 1010, Change.MORE, "x1.01"),
        (1, 250, Change.MORE, "x250"),
    ],
)
def test_changes_in_words(before: int, after: int, how: Change, words: str) -> None:
    assert change(before, after) is how
    assert in_words(before, after) == words


def test_values_at_the_end_of_their_range_do_not_stop_it() -> None:
    both = profile({"main": 1})
    values = np.array([-(1 << 63)], np.int64)
    table = frame_table(both, Granularity.FUNCTIONS)
    found = sides(expand(both, table).stacks, values)
    assert found.total_after == 0


@pytest.mark.filterwarnings("error")
def test_the_least_number_is_taken_from_another_without_a_word_on_the_screen() -> None:
    least = profile({"main": -(1 << 63)})
    assert scaled(least, [-1.0]).values.tolist() in ([[-(1 << 63)]], [[(1 << 63) - 1]])
