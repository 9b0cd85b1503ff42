"""What is in view is what is drawn: of a node, or of a look into its `+N` box."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import laid_out, profiles
from tui.analysis.calltree import CallTree, Node, Weights, call_tree
from tui.layout.boxes import Look
from tui.layout.flame import flame_layout
from tui.layout.inview import drawn_children, in_view
from tui.layout.viewport import Viewport
from tui.pprof.profile import Profile

_WIDE = 100_000
"""Cells enough for every node to stand alone."""


def nodes(tree: CallTree) -> list[Node]:
    """Return all nodes, the root first."""
    found, left = [], [tree.root] if len(tree) else []
    while left:
        node = left.pop()
        found.append(node)
        first, behind, _ = tree.children(np.array([node.first]), np.array([node.behind]), node.depth)
        left += [Node(node.depth + 1, *ends) for ends in zip(first.tolist(), behind.tolist(), strict=True)]
    return found


def seen(tree: CallTree, weights: Weights, viewport: Viewport, every: list[Node], *, drop_negative: bool) -> set[Node]:
    depths, firsts = (np.array([node[part] for node in every], np.int64) for part in (0, 1))
    found = in_view(tree, weights, viewport, depths, firsts, drop_negative=drop_negative)
    return {node for node, inside in zip(every, found.tolist(), strict=True) if inside}


@settings(deadline=None, max_examples=120)
@given(profiles(), st.data(), st.booleans())
def test_what_is_in_view_of_a_look_into_the_rest_is_what_is_drawn(
    profile: Profile, data: st.DataObject, drop_negative: bool
) -> None:
    numbers = laid_out(profile)
    tree = call_tree(numbers.stacks)
    weights = Weights.of(tree, numbers.values)
    if not (every := nodes(tree)):
        return
    node = data.draw(st.sampled_from(every))
    children, _, _ = drawn_children(tree, weights, Viewport(node), drop_negative=drop_negative)
    viewport = Viewport(node, data.draw(st.integers(0, max(len(children) - 1, 0))))
    layout = flame_layout(tree, weights, viewport, _WIDE, 99, Look(drop_negative=drop_negative))
    drawn = {box.node for row in layout.rows for box in row if not box.gathered}
    inside = seen(tree, weights, viewport, every, drop_negative=drop_negative)
    assert drawn <= inside
    # What is in view and not drawn weighs nothing, or stands on what is left out as negative.
    level = {one for one in inside if one.depth == node.depth + 1}
    if viewport.skip:
        assert {box.node for box in layout.rows[1] if not box.gathered} == level
    for one in inside - drawn:
        path = [tree.ancestor(one, depth) for depth in range(node.depth, one.depth + 1)]
        assert any(not weights.width(step) or (drop_negative and weights.value(step) < 0) for step in path)


@pytest.mark.parametrize("skip", [0, 1])
def test_of_no_samples_the_root_is_in_view(skip: int) -> None:
    none = np.zeros(0, np.int64)
    tree = CallTree(none, none, none, none, none, none)
    weights = Weights(*np.zeros((3, 1), np.int64))
    assert seen(tree, weights, Viewport(tree.root, skip), [tree.root], drop_negative=False) == {tree.root}
