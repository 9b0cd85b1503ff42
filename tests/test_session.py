"""A session computes once, and finds what was selected again in a newer profile."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.analysis.calltree import Node
from tui.analysis.chips import RECURSION, Chip
from tui.comparing import difference
from tui.errors import BadOption
from tui.layout.viewport import Viewport
from tui.layout.viewstate import Shape
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.session import Session

TYPES = (("samples", "count"), ("cpu", "nanoseconds"))


def session(text: str, *, types: tuple[tuple[str, str], ...] = TYPES, wanted_type: str = "") -> Session:
    """Open a profile of lines `root;…;leaf count`; every sample stands for ten milliseconds."""
    builder = ProfileBuilder(types)
    for line in text.splitlines():
        stack, count = line.rsplit(" ", 1)
        values = [int(count), int(count) * 10_000_000][: len(types)]
        builder.add([Frame(name) for name in reversed(stack.split(";"))], values)
    return Session(builder.build(), title="test", options=Options(sample_index=wanted_type))


def frame(of: Session, name: str) -> int:
    (found,) = (number for number in range(len(of.table)) if of.table.label(number) == name)
    return found


def node(of: Session, path: str) -> Node:
    frames = [frame(of, name) for name in path.split(";")]
    found = of.tree.find(frames)
    assert found.depth == len(frames)
    return found


def path(of: Session, at: Node) -> str:
    return ";".join(of.table.label(number) for number in of.tree.path(at))


OLD = "main;serve;parse 5\nmain;serve;write 3\nmain;gc 2\nidle 1"
NEW = "main;serve;write 9\nmain;serve;hash 1\nmain;gc;sweep 2\nstart;main;serve;write 4"


def test_a_profile_opens_whole_with_the_root_selected() -> None:
    opened = session(OLD)
    state = opened.first_state()
    assert opened.sample_type(state).type == "cpu"
    assert (state.viewport, state.node, state.frame) == (Viewport(opened.tree.root), opened.tree.root, -1)
    assert opened.peek(state) is None
    assert opened.listing(state) is None
    assert opened.matches(state) is None


def test_a_type_can_be_asked_for() -> None:
    assert session(OLD, wanted_type="samples").first_state().index == 0
    with pytest.raises(BadOption, match="sample_index"):
        session(OLD, wanted_type="wall")


def test_a_result_is_computed_once() -> None:
    opened = session(OLD).prepare()
    state = replace(opened.first_state(), frame=frame(opened, "serve"), pattern="s")
    assert opened.peek(state) is opened.peek(state)
    assert opened.listing(state) is opened.listing(replace(state, sort="cum"))
    assert opened.matches(state) is opened.matches(replace(state, frame=-1))
    assert opened.rows(state) is opened.rows(state)
    assert opened.rows(state) is not opened.rows(replace(state, reverse=True))
    assert opened.weights(1) is opened.weights(1)
    assert opened.weights(1) is not opened.weights(0)


def test_a_layout_is_kept_under_its_key() -> None:
    opened = session(OLD)
    calls: list[int] = []
    for key in (80, 80, 100, 80):
        opened.layout((key,), lambda key=key: calls.append(key) or key)
    assert calls == [80, 100]


def test_old_results_make_room_for_new_ones() -> None:
    opened = session(OLD)
    for key in range(1000):
        assert opened.layout((key,), lambda key=key: key) == key
    assert len(opened._results) <= 256


def test_each_view_is_of_the_selected_frame_and_type() -> None:
    opened = session(OLD)
    state = replace(opened.first_state(), frame=frame(opened, "serve"))
    seen = opened.peek(state)
    assert seen is not None
    assert (seen.flat, seen.cum, seen.samples) == (0, 80_000_000, 2)
    counts = opened.peek(replace(state, index=0))
    assert counts is not None
    assert counts.cum == 8
    listed = opened.listing(state)
    assert listed is not None
    assert listed.cum == 80_000_000


def test_rows_are_in_the_order_asked_for() -> None:
    opened = session(OLD)
    state = opened.first_state()

    def names(**how: object) -> list[str]:
        return [opened.table.label(row) for row in opened.rows(replace(state, **how)).tolist()]

    assert names() == ["parse", "write", "gc", "idle", "main", "serve"]
    assert names(sort="cum") == ["main", "serve", "parse", "write", "gc", "idle"]
    assert names(sort="name", reverse=True) == ["write", "serve", "parse", "main", "idle", "gc"]


def test_values_and_shares_are_written_as_pprof_writes_them() -> None:
    opened = session(OLD)
    assert opened.write(80_000_000, 1) == "80ms"
    assert opened.write(8, 0) == "8"
    assert opened.share(80_000_000, 1) == "72.73%"
    assert opened.share(11, 0) == "100%"


def test_the_heaviest_node_of_a_frame_is_found() -> None:
    opened = session(NEW)
    root, write = opened.tree.root, frame(opened, "write")

    def heaviest(number: int, within: Node) -> Node:
        return opened.heaviest(replace(opened.first_state(), zooms=(Viewport(within),)), number)

    assert path(opened, heaviest(write, root)) == "main;serve;write"
    # Below a node that has the frame, the heaviest one there.
    assert path(opened, heaviest(write, node(opened, "start;main"))) == "start;main;serve;write"
    # Below one that has not, the heaviest anywhere.
    assert path(opened, heaviest(write, node(opened, "main;gc"))) == "main;serve;write"
    assert heaviest(-1, root) == root


def test_of_a_recursive_frame_the_outermost_node_is_the_heaviest() -> None:
    opened = session("main;fib;fib;fib 1")
    assert path(opened, opened.heaviest(opened.first_state(), frame(opened, "fib"))) == "main;fib"


def test_the_selection_is_found_again_by_name() -> None:
    old, new = session(OLD), session(NEW)
    zooms = (Viewport(old.tree.root), Viewport(node(old, "main;serve")))
    state = replace(
        old.first_state(),
        index=0,
        zooms=zooms,
        node=node(old, "main;serve;write"),
        frame=frame(old, "write"),
        sort="cum",
    )
    carried = new.carried_over(old, state)
    assert path(new, carried.node) == "main;serve;write"
    assert carried.frame == frame(new, "write")
    assert [path(new, zoom.node) for zoom in carried.zooms] == ["", "main;serve"]
    assert (carried.index, carried.sort) == (0, "cum")


def test_what_is_gone_falls_back_to_its_nearest_ancestor() -> None:
    old, new = session(OLD), session(NEW)
    zooms = (Viewport(old.tree.root), Viewport(node(old, "main;serve")), Viewport(node(old, "main;serve;parse")))
    state = replace(
        old.first_state(), zooms=zooms, node=node(old, "main;serve;parse"), frame=frame(old, "parse"), gathered=2
    )
    carried = new.carried_over(old, state)
    assert path(new, carried.node) == "main;serve"
    # A zoom that falls together with the one before it is one step back, not two.
    assert [path(new, zoom.node) for zoom in carried.zooms] == ["", "main;serve"]
    assert carried.frame == frame(new, "serve")
    assert carried.gathered == 0


def test_a_profile_that_shares_nothing_shows_its_root() -> None:
    old, new = session(OLD), session("other 1")
    state = replace(old.first_state(), zooms=(Viewport(node(old, "main")),), node=node(old, "main;gc"))
    carried = new.carried_over(old, state)
    assert carried.node == new.tree.root
    assert carried.zooms == (Viewport(new.tree.root),)


def test_the_sample_type_is_carried_over_by_name() -> None:
    old, new = session(OLD), session(NEW, types=(("cpu", "nanoseconds"),))
    assert new.carried_over(old, replace(old.first_state(), index=1)).index == 0
    # A type that is gone gives way to the default one.
    assert new.carried_over(old, replace(old.first_state(), index=0)).index == 0


def test_of_sample_types_of_one_name_the_same_is_carried_over() -> None:
    old = session("main 1", types=(("wall", "count"), ("wall", "nanoseconds")))
    new = old.with_chips((Chip("focus", "main"),))
    assert new.carried_over(old, replace(old.first_state(), index=1)).index == 1


def test_an_empty_profile_has_every_view() -> None:
    opened = Session(ProfileBuilder(TYPES).build(), title="empty").prepare()
    state = replace(opened.first_state(), pattern="x")
    assert opened.rows(state).tolist() == []
    matches = opened.matches(state)
    assert matches is not None
    assert (matches.count, matches.value) == (0, 0)
    assert opened.carried_over(session(OLD), session(OLD).first_state()).node == opened.tree.root


def test_a_selection_out_of_view_brings_the_whole_profile_back() -> None:
    opened = session(OLD)
    zoomed = replace(opened.first_state(), zooms=(Viewport(opened.tree.root), Viewport(node(opened, "main;serve"))))
    inside = opened.selecting(zoomed, frame(opened, "write"))
    assert (inside.zooms, path(opened, inside.node)) == (zoomed.zooms, "main;serve;write")
    outside = opened.selecting(zoomed, frame(opened, "idle"))
    assert (outside.viewport.node, path(opened, outside.node)) == (opened.tree.root, "idle")


def test_the_costliest_match_is_the_one_of_highest_cum() -> None:
    opened = session(OLD)
    found = opened.found_costliest(opened.first_state(), "parse|serve|gc")
    assert (opened.table.label(found.frame), found.pattern) == ("serve", "parse|serve|gc")
    with pytest.raises(BadOption, match="no matches found for regexp: nobody"):
        opened.found_costliest(found, "nobody")


def test_another_shape_keeps_the_selection() -> None:
    opened = session(NEW)
    state = opened.selecting(opened.first_state(), frame(opened, "main"))
    turned = opened.shaped(state, Shape.BOTTOM_UP)
    assert opened.tree_of(turned).frame_of(turned.node) == state.frame
    assert turned.zooms == (Viewport(opened.tree_of(turned).root),)
    around = opened.shaped(turned, Shape.SANDWICH, frame(opened, "main"))
    assert (around.pivot, around.node.depth) == (state.frame, 1)
    # A function that is no part of a sandwich becomes its middle.
    of_gc = opened.shaped(state, Shape.SANDWICH, frame(opened, "gc"))
    moved = opened.selecting(of_gc, frame(opened, "write"))
    assert (moved.pivot, moved.frame) == (frame(opened, "write"), frame(opened, "write"))
    # The root at the bottom is the same tree, so nothing moves.
    assert opened.shaped(state, Shape.FLAME) == replace(state, shape=Shape.FLAME)


@pytest.mark.parametrize("shape", [Shape.BOTTOM_UP, Shape.SANDWICH])
def test_other_shapes_are_carried_over_to_a_newer_profile(shape: Shape) -> None:
    old, new = session(OLD), session(NEW)
    pivot = frame(old, "serve") if shape is Shape.SANDWICH else -1
    state = old.shaped(old.selecting(old.first_state(), frame(old, "serve")), shape, pivot)
    carried = new.carried_over(old, state)
    assert carried.shape is shape
    assert carried.frame == frame(new, "serve")
    assert new.tree_of(carried).frame_of(carried.node) == carried.frame
    # WHEN the middle of a sandwich is gone THEN the whole profile is shown
    gone = old.shaped(old.selecting(old.first_state(), frame(old, "parse")), Shape.SANDWICH, frame(old, "parse"))
    carried = new.carried_over(old, gone)
    assert (carried.shape, carried.pivot, carried.node) == (Shape.ICICLE, -1, new.tree.root)


def test_the_same_profile_under_other_chips_is_kept_for_the_way_back() -> None:
    whole = session(OLD)
    focused = whole.with_chips((Chip("focus", "serve"),))
    assert focused.profile.n_samples == 2
    assert focused.whole is whole.whole
    assert focused.with_chips(()) is whole
    assert whole.with_chips((Chip("focus", "serve"),)) is focused
    for number in range(20):
        focused = focused.with_chips((Chip("nodecount", number),))
    assert len(whole._siblings) <= 4


def test_a_state_is_ready_once_its_tree_has_grown() -> None:
    opened = session(OLD).prepare()
    state = opened.first_state()
    assert opened.is_ready(state)
    turned = replace(state, shape=Shape.BOTTOM_UP)
    assert not opened.is_ready(turned)
    opened.prepare(turned)
    assert opened.is_ready(turned)
    filtered = replace(state, chips=(Chip("focus", "gc"),))
    assert not opened.is_ready(filtered)
    opened.with_chips(filtered.chips).prepare()
    assert opened.is_ready(filtered)


def test_samples_are_counted_ahead_whatever_the_type_on_show(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = session(OLD).prepare()
    assert opened.first_state().index != opened.counting

    def again(*_: object) -> None:
        raise AssertionError("the thread that draws counts")

    monkeypatch.setattr("tui.analysis.results.top", again)
    assert opened.summed(opened.counting).total == 11


def test_options_given_at_the_start_are_chips_and_the_order_of_rows() -> None:
    options = Options(focus="serve", sort="cum", sample_index="samples")
    opened = Session(session(OLD).whole, title="x", options=options)
    state = opened.first_state()
    assert state.chips == (Chip("focus", "serve"),)
    assert (state.sort, state.index) == ("cum", 0)
    assert opened.with_chips(()).first_state().index == 0


def test_a_frame_is_named_by_what_it_is_told_apart_by() -> None:
    builder = ProfileBuilder(TYPES)
    builder.add([Frame("a.b(c)", "/src/x.go", 3)], [1, 1])
    opened = Session(builder.build(), title="x")
    assert opened.pattern_of(0) == r"^a\.b\(c\)$"
    files = opened.with_chips((Chip("granularity", "files"),))
    assert files.pattern_of(0) == r"^/src/x\.go$"
    for of in (opened, files):
        assert opened.with_chips((*of.chips, Chip("focus", of.pattern_of(0)))).profile.n_samples == 1


def test_the_command_says_what_pprof_has_words_for() -> None:
    opened = session(OLD).with_chips((Chip("hide", "a"), Chip("hide", "b"), Chip("unit", "ms"), Chip(RECURSION)))
    state = replace(opened.first_state(), sort="cum")
    assert opened.command(state, "top", ["test"]) == (
        "go tool pprof -top -sample_index=cpu -unit=ms '-hide=(?:a)|(?:b)' -cum test"
    )


def test_the_place_of_a_zoom_is_kept() -> None:
    opened = session(OLD)
    state = replace(opened.first_state(), zooms=(Viewport(opened.tree.root), Viewport(node(opened, "main;gc"))))
    start, width = opened.place(state)
    assert (round(start * 11), round(width * 11)) == (8, 2)
    assert opened.place(state) is opened.place(state)


def test_a_zoom_come_back_to_further_up_is_a_step_of_its_own() -> None:
    old, new = session(OLD), session(NEW)
    zooms = tuple(Viewport(old.tree.root if not at else node(old, at)) for at in ("", "main;serve", ""))
    state = replace(old.first_state(), zooms=zooms, node=node(old, "main;gc"), frame=frame(old, "gc"))
    carried = new.carried_over(old, state)
    assert [path(new, zoom.node) for zoom in carried.zooms] == ["", "main;serve", ""]


def test_a_function_that_is_elsewhere_now_is_brought_into_view() -> None:
    old, new = session("main;serve;parse 5\nmain;gc 2"), session("main;serve;write 5\nmain;gc;parse 2")
    zooms = (Viewport(old.tree.root), Viewport(node(old, "main;serve")))
    state = replace(old.first_state(), zooms=zooms, node=node(old, "main;serve;parse"), frame=frame(old, "parse"))
    carried = new.carried_over(old, state)
    assert (carried.frame, path(new, carried.node)) == (frame(new, "parse"), "main;gc;parse")
    assert [path(new, zoom.node) for zoom in carried.zooms] == ["", "main;serve", ""]


def test_a_zoom_left_is_selected_where_it_is_in_view() -> None:
    opened = session(OLD)
    zooms = tuple(Viewport(opened.tree.root if not at else node(opened, at)) for at in ("", "main;serve", ""))
    state = replace(opened.first_state(), zooms=zooms)
    # WHEN the whole profile is left for a zoom into a part of it THEN that part is selected
    back = opened.zoomed_out(state)
    assert (back.zooms, path(opened, back.node), back.frame) == (zooms[:2], "main;serve", frame(opened, "serve"))
    # WHEN that one is left THEN it is in view
    back = opened.zoomed_out(back)
    assert (back.zooms, path(opened, back.node)) == (zooms[:1], "main;serve")


MANY = "\n".join(f"main;f{number:02};leaf{number:02} {100 - number}" for number in range(30))


def test_what_a_look_into_the_rest_leaves_out_is_out_of_view() -> None:
    opened = session(MANY)
    main = node(opened, "main")
    state = replace(opened.first_state(), zooms=(Viewport(opened.tree.root), Viewport(main, 20)))
    assert opened.is_seen(state, main)
    for number in range(30):
        for name in (f"f{number:02}", f"leaf{number:02}"):
            found = opened.selecting(state, frame(opened, name))
            assert opened.tree.frame_of(found.node) == found.frame == frame(opened, name)
            assert (found.zooms == state.zooms) == (number >= 20)
            boxes = opened.boxes(found, 1000, 50)
            assert boxes.nearest(found.node).frame == found.frame


def test_the_colour_of_a_profile_comes_back_after_a_difference() -> None:
    plain = session(OLD)
    more = Session(difference(session(NEW).whole, plain.whole), title="difference")
    state = replace(plain.first_state(), colour="kind")
    compared = more.carried_over(plain, state)
    assert compared.colour == "change"
    assert plain.carried_over(more, compared).colour == "kind"
    # What was chosen in the difference is kept: it is no colour of differences alone.
    assert plain.carried_over(more, replace(compared, colour="function")).colour == "function"
