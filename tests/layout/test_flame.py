"""Boxes of the flame graph: none overlap, none are lost, and what they say is what the tree says."""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import NAMES, LaidOut, from_text, laid_out, profiles
from tui.analysis.calltree import CallTree, Node, Weights, call_tree
from tui.analysis.trees import around
from tui.layout.boxes import Box, FlameLayout, Look
from tui.layout.flame import flame_layout, sandwich_layout
from tui.layout.minimap import drawn, place
from tui.layout.viewport import Viewport
from tui.pprof.profile import Profile

WIDTHS = st.one_of(st.integers(1, 12), st.sampled_from([80, 200]))


class Graph:
    """A tree, its weights and the layouts of it."""

    def __init__(self, profile: Profile) -> None:
        self.numbers: LaidOut = laid_out(profile)
        self.tree: CallTree = call_tree(self.numbers.stacks)
        self.weights = Weights.of(self.tree, self.numbers.values)

    def layout(self, width: int, *, viewport: Viewport | None = None, max_rows: int = 99) -> FlameLayout:
        return flame_layout(self.tree, self.weights, viewport or Viewport(self.tree.root), width, max_rows)

    def named(self, box: Box) -> str:
        if box.gathered:
            return f"+{box.gathered}"
        return self.numbers.table.label(box.frame) if box.frame >= 0 else "root"

    def drawn(self, layout: FlameLayout) -> list[str]:
        """Rows as text, each box as its name over its cells."""
        rows = []
        for row in layout.rows:
            cells = ["."] * layout.width
            for box in row:
                cells[box.x : box.x + box.width] = self.named(box)[: box.width].ljust(box.width, "_")
            rows.append("".join(cells))
        return rows

    def children(self, node: Node) -> list[Node]:
        """All children that weigh anything, heaviest first."""
        first, behind, _ = self.tree.children(np.array([node.first]), np.array([node.behind]), node.depth)
        nodes = [Node(node.depth + 1, *span) for span in zip(first.tolist(), behind.tolist(), strict=True)]
        heavy = [child for child in nodes if self.weights.width(child)]
        return sorted(heavy, key=lambda child: (-self.weights.width(child), child.first))


def check(graph: Graph, layout: FlameLayout) -> None:
    """What holds for every layout."""
    node, skip = layout.viewport.node, layout.viewport.skip
    (top,) = layout.rows[0]
    assert (top.x, top.width, top.node) == (0, layout.width, node)
    for number, row in enumerate(layout.rows):
        assert row
        assert all(box.row == number and box.width >= 1 for box in row)
        assert all(left.x + left.width <= right.x for left, right in pairwise(row))
        assert row[-1].x + row[-1].width <= layout.width
    for box in (box for row in layout.rows[:-1] for box in row if not box.gathered):
        check_children(graph, layout, box, skip if box is top else 0)
    for row in layout.rows[1:]:
        for parent, boxes in groupby(row, layout.parent_of):
            assert parent is not None
            assert list(boxes) == layout.standing_on(parent, 1)


def check_children(graph: Graph, layout: FlameLayout, box: Box, skip: int) -> None:
    standing = layout.standing_on(box, 1)
    assert all(box.x <= child.x and child.x + child.width <= box.x + box.width for child in standing)
    expected = graph.children(box.node)[skip:]
    alone = [child for child in standing if not child.gathered]
    # The heaviest stand alone and in order; all others are in one box at the end.
    assert [child.node for child in alone] == expected[: len(alone)]
    assert [child.value for child in alone] == [graph.weights.value(child.node) for child in alone]
    rest = expected[len(alone) :]
    if rest:
        (gathered,) = standing[len(alone) :]
        assert gathered.node == box.node
        assert gathered.gathered == len(rest) >= 2
        assert gathered.skip == skip + len(alone)
        assert gathered.value == sum(graph.weights.value(node) for node in rest)
    else:
        assert len(standing) == len(alone)


@settings(deadline=None, max_examples=200)
@given(profiles(), WIDTHS)
def test_nothing_overlaps_and_nothing_is_lost(profile: Profile, width: int) -> None:
    graph = Graph(profile)
    check(graph, graph.layout(width))


@settings(deadline=None, max_examples=100)
@given(profiles(), WIDTHS, st.data())
def test_the_same_holds_below_any_node(profile: Profile, width: int, data: st.DataObject) -> None:
    graph = Graph(profile)
    boxes = [box for row in graph.layout(200).rows for box in row if not box.gathered]
    node = data.draw(st.sampled_from(boxes)).node
    check(graph, graph.layout(width, viewport=Viewport(node)))


@settings(deadline=None, max_examples=80)
@given(profiles(), st.integers(2, 6))
def test_entering_gathered_boxes_leads_to_every_node(profile: Profile, width: int) -> None:
    # GIVEN a graph so narrow that many nodes are gathered
    graph = Graph(profile)
    seen: set[Node] = set()
    entered: set[Viewport] = set()
    waiting = [Viewport(graph.tree.root)]
    # WHEN every box is entered, the gathered ones as well
    while waiting:
        viewport = waiting.pop()
        entered.add(viewport)
        layout = graph.layout(width, viewport=viewport)
        check(graph, layout)
        for box in (box for row in layout.rows for box in row):
            inside = Viewport(box.node, box.skip) if box.gathered else Viewport(box.node)
            seen |= set() if box.gathered else {box.node}
            if inside not in entered:
                waiting.append(inside)
    # THEN every node that weighs anything was on the screen once
    below = [graph.tree.root]
    while below:
        node = below.pop()
        assert node in seen
        below += graph.children(node)


@settings(deadline=None, max_examples=60)
@given(profiles(), WIDTHS, st.integers(1, 4))
def test_fewer_rows_are_the_first_rows(profile: Profile, width: int, max_rows: int) -> None:
    graph = Graph(profile)
    cut, whole = graph.layout(width, max_rows=max_rows), graph.layout(width)
    assert cut.rows == whole.rows[:max_rows]
    # AND it is said that there may be more
    assert (cut.cut, whole.cut) == (len(whole.rows) >= max_rows, False)


@settings(deadline=None, max_examples=60)
@given(profiles(), WIDTHS)
def test_a_cell_knows_its_box(profile: Profile, width: int) -> None:
    layout = Graph(profile).layout(width)
    for number, row in enumerate(layout.rows):
        for x in range(-1, width + 1):
            covering = [box for box in row if box.x <= x < box.x + box.width]
            assert layout.box_at(number, x) == (covering[0] if covering else None)
        for box in row:
            assert layout.box_of(box.node) is not None
            if not box.gathered:
                assert layout.box_of(box.node) == box
    assert layout.box_at(-1, 0) is None
    assert layout.box_at(len(layout.rows), 0) is None


def test_cells_follow_the_weights() -> None:
    graph = Graph(from_text("main;a 50\nmain;b 25\nmain 25"))
    assert graph.drawn(graph.layout(8)) == ["root____", "main____", "a___b_.."]


def test_what_a_parent_costs_itself_stays_free_at_the_right() -> None:
    graph = Graph(from_text("main;a 1\nmain 99"))
    assert graph.drawn(graph.layout(10)) == ["root______", "main______", "a........."]


def test_thin_neighbours_gather_in_one_box() -> None:
    graph = Graph(from_text("big 96\n" + "\n".join(f"thin{number} 1" for number in range(4))))
    (_, row) = graph.layout(10).rows
    assert [graph.named(box) for box in row] == ["big", "+4"]
    assert (row[1].value, row[1].skip, row[1].width) == (4, 1, 1)


def test_entering_a_gathered_box_shows_the_rest_at_full_width() -> None:
    graph = Graph(from_text("big 96\n" + "\n".join(f"t{number} 1" for number in range(4))))
    layout = graph.layout(8, viewport=Viewport(graph.tree.root, skip=1))
    assert graph.drawn(layout) == ["root____", "t0t1t2t3"]


def test_width_1_shows_one_box_in_each_row() -> None:
    graph = Graph(from_text("main;a 3\nmain;b 2\nmain;c;d 1"))
    assert [[graph.named(box) for box in row] for row in graph.layout(1).rows] == [["root"], ["main"], ["+3"]]


@pytest.mark.parametrize("width", [0, -5])
def test_no_width_is_treated_as_one_cell(width: int) -> None:
    assert Graph(from_text("main 1")).layout(width).width == 1


def test_negative_values_take_room_by_their_size() -> None:
    graph = Graph(from_text("main;less -30\nmain;more 10"))
    layout = graph.layout(8)
    assert graph.drawn(layout) == ["root____", "main____", "less__mo"]
    assert [box.value for box in layout.rows[2]] == [-30, 10]


def test_a_profile_that_weighs_nothing_is_its_root() -> None:
    for text in ("", "main 0", "; 5"):
        assert [len(row) for row in Graph(from_text(text)).layout(80).rows] == [1]


@pytest.mark.rule("R6")
def test_a_stack_of_100_000_frames_costs_only_the_rows_asked_for() -> None:
    graph = Graph(from_text(f"{'a;b;' * 50_000}leaf 1"))
    layout = graph.layout(80, max_rows=40)
    assert len(layout.rows) == 40
    deep = graph.tree.ancestor(Node(100_001, 0, 1), 99_990)
    assert len(graph.layout(80, viewport=Viewport(deep)).rows) == 12


@given(profiles(), WIDTHS)
def test_rows_of_a_deep_graph_are_those_that_are_dealt_out_one_by_one(profile: Profile, width: int) -> None:
    # GIVEN a graph that is asked for so many rows that rows alike are repeated
    graph = Graph(profile)
    assert graph.layout(width, max_rows=1000).rows == graph.layout(width, max_rows=90).rows


@pytest.mark.parametrize("text", ["a;b;c;d;e;f 5\na;b;c;d;e;g;h 4\na;b 3", "a;b;c 1\na;b;c;d;e;f -3\nx;y;z;x;y;z 7"])
def test_rows_alike_end_where_stacks_part_or_end(text: str) -> None:
    graph = Graph(from_text(text))
    for drop in (False, True):
        look = Look(0, drop)
        deep, plain = (
            flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), 60, rows, look) for rows in (1000, 50)
        )
        assert deep.rows == plain.rows


@pytest.mark.parametrize("number", [2, 7, 40, 161, 1000])
@pytest.mark.rule("R7")
def test_many_equal_children_fit_any_width(number: int) -> None:
    # GIVEN children that would all have the same fraction of a cell
    graph = Graph(from_text("\n".join(f"main;f{row} 1" for row in range(number))))
    for width in (*range(1, 12), 80, 300):
        check(graph, graph.layout(width))


@pytest.mark.parametrize("width", [2, 3, 80])
def test_the_way_through_many_thin_children_has_no_dead_end(width: int) -> None:
    # GIVEN so many children that none would have half a cell
    graph = Graph(from_text("\n".join(f"f{row} 1" for row in range(500))))
    viewport, seen = Viewport(graph.tree.root), 0
    # WHEN the gathered box is entered again and again
    while True:
        layout = graph.layout(width, viewport=viewport)
        check(graph, layout)
        *alone, last = layout.rows[1]
        seen += len(alone) if last.gathered else len(layout.rows[1])
        if not last.gathered:
            break
        # THEN each time some more of them stand on their own
        assert alone
        viewport = Viewport(last.node, last.skip)
    assert seen == 500


@settings(deadline=None, max_examples=100)
@given(profiles(), WIDTHS)
def test_by_name_the_same_boxes_stand_in_another_order(profile: Profile, width: int) -> None:
    graph = Graph(profile)
    names = graph.numbers.table.name_order
    by_weight = graph.layout(width)
    by_name = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), width, 99, Look(names=names))
    assert len(by_name.rows) == len(by_weight.rows)
    for box in (box for row in by_name.rows for box in row if not box.gathered):
        twin = by_weight.box_of(box.node)
        assert twin is not None
        ordered = by_name.standing_on(box, 1)
        assert {(child.node, child.gathered) for child in ordered} <= {
            (child.node, child.gathered) for child in by_weight.standing_on(twin, 1)
        } or box.width != twin.width
        alone = [child for child in ordered if not child.gathered]
        # By name from left to right, and what is gathered still at the end.
        assert [int(names[child.frame]) for child in alone] == sorted(int(names[child.frame]) for child in alone)
        assert ordered[: len(alone)] == alone


@settings(deadline=None, max_examples=100)
@given(profiles(), WIDTHS, st.booleans())
def test_the_heaviest_box_is_found_in_whatever_order_they_stand(profile: Profile, width: int, by_name: bool) -> None:
    graph = Graph(profile)
    look = Look(names=graph.numbers.table.name_order if by_name else None)
    layout = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), width, 99, look)
    for box in (box for row in layout.rows for box in row):
        standing = layout.standing_on(box, 1)
        alone = [child for child in standing if not child.gathered]
        heaviest = layout.heaviest_on(box, 1)
        if alone:
            assert heaviest in alone
            assert graph.weights.width(heaviest.node) == max(graph.weights.width(child.node) for child in alone)
        else:
            assert heaviest == next(iter(standing), None)


def test_below_the_floor_boxes_gather_however_wide_they_would_be() -> None:
    graph = Graph(from_text("a 50\nb 30\nc 15\nd 5"))
    layout = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), 40, 9, Look(floor=20))
    assert graph.drawn(layout)[1] == "a" + "_" * 19 + "b" + "_" * 11 + "+2______"
    # WHEN the gathered box is entered THEN they are shown
    inside = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root, 2), 40, 9, Look(floor=20))
    assert [graph.named(box) for box in inside.rows[1]] == ["c", "d"]


def test_everything_below_the_floor_can_still_be_walked_through() -> None:
    graph = Graph(from_text("\n".join(f"f{row} 1" for row in range(9))))
    viewport, seen = Viewport(graph.tree.root), 0
    while True:
        row = flame_layout(graph.tree, graph.weights, viewport, 40, 9, Look(floor=5)).rows[1]
        seen += sum(not box.gathered for box in row)
        if not row[-1].gathered:
            break
        viewport = Viewport(row[-1].node, row[-1].skip)
    assert seen == 9


def test_negative_boxes_are_left_out_if_asked_for() -> None:
    graph = Graph(from_text("main;less -30\nmain;more 10"))
    layout = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), 8, 9, Look(drop_negative=True))
    assert [graph.named(box) for row in layout.rows for box in row] == ["root"]
    graph = Graph(from_text("main;less -3\nmain;more 10"))
    layout = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), 8, 9, Look(drop_negative=True))
    assert [graph.named(box) for row in layout.rows for box in row] == ["root", "main", "more"]


class Sandwich(Graph):
    """The tree around one function."""

    def __init__(self, profile: Profile, name: str) -> None:
        super().__init__(profile)
        grown = around(self.numbers.stacks, self.numbers.number(name))
        self.tree, self.weights = grown.tree, grown.weigh(self.numbers.values)

    def layout(self, width: int, *, viewport: Viewport | None = None, max_rows: int = 99) -> FlameLayout:
        return sandwich_layout(self.tree, self.weights, viewport or Viewport(self.tree.root), width, max_rows)


def test_a_sandwich_has_callers_above_and_callees_below() -> None:
    graph = Sandwich(from_text("main;serve;f;x 6\nmain;cron;f;y 2\nmain;f 2\nmain;z 9"), "f")
    layout = graph.layout(20)
    assert graph.drawn(layout) == [
        "main________....main",
        "serve_______maincron",
        "f___________________",
        "x___________y___....",
    ]
    assert layout.middle == 2
    # AND up from the middle is a caller, down what is called; from those the middle is the parent
    (caller, *_), (callee, *_) = layout.standing_on(layout.base, -1), layout.standing_on(layout.base, 1)
    assert (graph.named(caller), graph.named(callee)) == ("serve", "x")
    assert layout.parent_of(caller) == layout.parent_of(callee) == layout.base
    assert [graph.named(box) for box in layout.standing_on(caller, -1)] == ["main"]
    assert layout.parent_of(layout.base) is None


def test_a_sandwich_is_cut_on_either_side() -> None:
    for text in ("a;b;c;d;f 1", "f;a;b;c;d 1"):
        graph = Sandwich(from_text(text), "f")
        assert [graph.layout(20, max_rows=rows).cut for rows in (3, 5, 6)] == [True, True, False]


@settings(deadline=None, max_examples=100)
@given(profiles(), st.sampled_from(NAMES), WIDTHS)
def test_every_box_of_a_sandwich_is_found_by_its_node(profile: Profile, name: str, width: int) -> None:
    if name not in {call.name for calls, _ in laid_out(profile).plain for call in calls}:
        return
    layout = Sandwich(profile, name).layout(width)
    assert [box.row for row in layout.rows for box in row] == [at for at, row in enumerate(layout.rows) for _ in row]
    for box in (box for row in layout.rows for box in row if not box.gathered):
        assert layout.box_of(box.node) == box
        above = layout.parent_of(box)
        assert (above is None) == (box == layout.base)
        assert above is None or box in layout.standing_on(above, box.row - above.row)


def test_what_is_gathered_in_a_sandwich_can_be_entered() -> None:
    graph = Sandwich(from_text("\n".join(f"c{row};f 1" for row in range(30)) + "\nmuch;f 70"), "f")
    layout = graph.layout(10)
    gathered = layout.rows[0][-1]
    assert (graph.named(gathered), gathered.skip) == ("+30", 1)
    inside = graph.layout(100, viewport=Viewport(gathered.node, gathered.skip))
    assert len(inside.rows[1]) == 30


@settings(deadline=None, max_examples=100)
@given(profiles(), st.booleans())
def test_the_minimap_shows_where_boxes_stand(profile: Profile, by_name: bool) -> None:
    # GIVEN a graph so wide that nothing is gathered
    graph = Graph(profile)
    names = graph.numbers.table.name_order if by_name else None
    width = 20_000
    layout = flame_layout(graph.tree, graph.weights, Viewport(graph.tree.root), width, 99, Look(names=names))
    for box in (box for row in layout.rows for box in row if not box.gathered):
        start, wide = place(graph.tree, graph.weights, box.node, names)
        assert abs(start * width - box.x) <= box.row + 1
        assert abs(wide * width - box.width) <= box.row + 1


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 40))
def test_a_stretch_of_the_minimap_is_inside_it(start: float, width: float, cells: int) -> None:
    first, count = drawn(start, min(width, 1 - start), cells)
    assert 0 <= first < first + count <= cells
