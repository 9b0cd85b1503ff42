"""A `+N` box in which the search finds something says so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.driving import profile_of
from tui.analysis.chips import Chip
from tui.layout.gathered import deepest_match, holds_match
from tui.session import Session
from tui.ui.preferences import Preferences, opened

WIDTH = 20
MANY = tuple((f"main;thin{number:02};leaf{number:02}", 1) for number in range(30))


def holding(stacks: tuple[tuple[str, int], ...], pattern: str, shape: str = "icicle") -> list[bool]:
    """Return for each `+N` box of a narrow flame graph whether a match stands in it."""
    session = Session(profile_of(*stacks), title="")
    state = opened(session, Preferences(shape=shape))
    matches = session.found(0, pattern)
    tree, weights = session.tree_of(state), session.widths_of(state)
    deepest = deepest_match(tree, matches.frames)
    boxes = (box for row in session.boxes(state, WIDTH, 50).rows for box in row if box.gathered)
    return [holds_match(tree, weights, box, deepest) for box in boxes]


def test_a_match_among_the_thin_is_found_at_any_depth() -> None:
    stacks = (("main;heavy", 1000), *MANY)
    assert holding(stacks, "thin07") == [True]
    assert holding(stacks, "leaf07") == [True]


def test_a_match_outside_of_the_box_is_none_of_its() -> None:
    stacks = (("main;heavy", 1000), *MANY)
    for pattern in ("main", "heavy", "nothing"):
        assert holding(stacks, pattern) == [False]


def test_a_match_that_is_dropped_is_in_no_box() -> None:
    stacks = (("main;heavy", 1000), ("main;less", -1), *MANY)
    session = Session(profile_of(*stacks), title="").with_chips((Chip("drop_negative", True),))
    state = session.first_state()
    tree, weights = session.tree, session.widths_of(state)
    (box,) = (box for row in session.boxes(state, WIDTH, 50).rows for box in row if box.gathered)
    for name, holds in (("less", False), ("thin07", True)):
        deepest = deepest_match(tree, session.found(0, name).frames)
        assert holds_match(tree, weights, box, deepest, drop_negative=True) == holds


@pytest.mark.parametrize("shape", ["icicle", "bottom-up"])
@given(data=st.data())
def test_it_is_so_for_all_boxes_of_any_tree(shape: str, data: st.DataObject) -> None:
    name = st.sampled_from("abcdefghij")
    stack = st.tuples(st.lists(name, min_size=1, max_size=4).map(";".join), st.integers(1, 40))
    stacks = data.draw(st.lists(stack, min_size=1, max_size=40))
    session = Session(profile_of(*stacks), title="")
    state = opened(session, Preferences(shape=shape))
    tree, weights = session.tree_of(state), session.widths_of(state)
    frames = np.zeros(len(session.table), np.bool_)
    frames[data.draw(st.integers(0, len(frames) - 1))] = True
    deepest = deepest_match(tree, frames)
    layout = session.boxes(state, WIDTH, 50)
    for box in (box for row in layout.rows for box in row if box.gathered):
        alone = [child for child in layout.standing_on(layout.nearest(box.node), 1) if not child.gathered]
        # Counted by hand: every stack of the parent that goes on into none of the boxes beside it.
        inside = [
            stack
            for stack in range(box.node.first, box.node.behind)
            if tree.depths[stack] > box.node.depth
            and not any(child.node.first <= stack < child.node.behind for child in alone)
        ]
        found = any(frames[tree.stack(stack)[box.node.depth :]].any() for stack in inside)
        assert holds_match(tree, weights, box, deepest) == found
