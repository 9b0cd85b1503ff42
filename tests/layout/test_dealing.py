"""Thin children that are put together before the cells are dealt out, as of a function that calls thousands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import from_text, profiles
from tests.layout.test_flame import Graph, check
from tui.analysis.calltree import Node
from tui.layout import flame
from tui.layout.boxes import Box, Look
from tui.layout.flame import flame_layout
from tui.layout.viewport import Viewport
from tui.pprof.profile import Profile

LOOKS = st.builds(Look, floor=st.integers(0, 20), drop_negative=st.booleans())
WIDTHS = st.one_of(st.integers(1, 12), st.sampled_from([80, 200]))


def rows(graph: Graph, width: int, look: Look, node: Node | None = None, *, many: int) -> tuple[tuple[Box, ...], ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flame, "MANY_CHILDREN", many)
        return flame_layout(graph.tree, graph.weights, Viewport(node or graph.tree.root), width, 99, look).rows


@settings(deadline=None, max_examples=300)
@given(profiles(), WIDTHS, LOOKS, st.data())
def test_nothing_changes_when_thin_ones_are_put_together_first(
    profile: Profile, width: int, look: Look, data: st.DataObject
) -> None:
    graph = Graph(profile)
    if data.draw(st.booleans()):
        look = replace(look, names=graph.numbers.table.name_order)
    expected = rows(graph, width, look, many=1 << 40)
    assert rows(graph, width, look, many=0) == expected
    node = data.draw(st.sampled_from([box.node for row in expected for box in row if not box.gathered]))
    assert rows(graph, width, look, node, many=0) == rows(graph, width, look, node, many=1 << 40)


@pytest.mark.parametrize("width", [3, 80, 5000])
@pytest.mark.parametrize("heaviest", [1, 2, 5_000, 100_000])
def test_of_thousands_of_children_those_of_half_a_cell_stand_alone(width: int, heaviest: int) -> None:
    # GIVEN two functions that call thousands of others, of which a few may be heavy
    called = [("main;many", f"c{number:04}", heaviest if number % 1500 == 7 else 1) for number in range(4500)]
    called += [("main;more", f"c{number:04}", 2) for number in range(1000)]
    graph = Graph(from_text("\n".join(f"{caller};{name} {value}" for caller, name, value in called)))
    # WHEN it is laid out, from the root and below one of them
    layout = graph.layout(width)
    below = graph.layout(width, viewport=Viewport(layout.rows[2][0].node))
    # THEN the layouts hold what each has to hold, and are those of an order of all
    check(graph, layout)
    check(graph, below)
    assert layout.rows == rows(graph, width, Look(), many=1 << 40)
    assert below.rows == rows(graph, width, Look(), layout.rows[2][0].node, many=1 << 40)
