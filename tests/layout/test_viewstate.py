"""States before and after: every step can be taken back and done again."""

from __future__ import annotations

from dataclasses import replace

from tui.analysis.calltree import Node
from tui.layout.viewport import Viewport
from tui.layout.viewstate import History, Shape, ViewState

ROOT = Node(0, 0, 9)
FIRST = ViewState(0, (Viewport(ROOT),), ROOT, -1)
SECOND, THIRD = replace(FIRST, index=1), replace(FIRST, pattern="x")


def test_steps_are_taken_back_and_done_again_in_order() -> None:
    history = History()
    history.record(FIRST)
    history.record(SECOND)
    assert history.back(THIRD) == SECOND
    assert history.back(SECOND) == FIRST
    assert history.back(FIRST) is None
    assert history.forward(FIRST) == SECOND
    assert history.forward(SECOND) == THIRD
    assert history.forward(THIRD) is None


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History()
    history.record(FIRST)
    assert history.back(SECOND) == FIRST
    history.record(FIRST)
    assert history.forward(THIRD) is None
    assert history.back(THIRD) == FIRST


def test_old_steps_make_room() -> None:
    history = History()
    for index in range(2000):
        history.record(replace(FIRST, index=index))
    taken = 0
    while history.back(FIRST) is not None:
        taken += 1
    assert taken == 500


def test_a_moved_cursor_is_no_step() -> None:
    moved = replace(FIRST, node=Node(1, 0, 3), frame=4, gathered=2)
    assert moved.only_moved(FIRST)
    assert not replace(moved, pattern="x").only_moved(FIRST)


def test_shapes_of_one_tree_share_it() -> None:
    assert replace(FIRST, shape=Shape.FLAME).grown == FIRST.grown
    assert replace(FIRST, shape=Shape.BOTTOM_UP).grown != FIRST.grown
    assert replace(FIRST, shape=Shape.SANDWICH, pivot=1).grown != replace(FIRST, shape=Shape.SANDWICH, pivot=2).grown
