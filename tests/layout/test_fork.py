"""Down to where the weight divides."""

from __future__ import annotations

import pytest

from tests.ui.driving import profile_of
from tui.analysis.calltree import CallTree
from tui.layout.fork import fork_below
from tui.layout.minimap import place
from tui.session import Session


def fork(profile_stacks: tuple[tuple[str, int], ...], *path: str, skip: int = 0) -> list[str]:
    """Return the names on the path to the fork below a path."""
    session = Session(profile_of(*profile_stacks), title="")
    numbers = {session.table.label(frame): frame for frame in range(len(session.table))}
    tree = session.tree
    node = tree.find([numbers[name] for name in path])
    found = fork_below(tree, session.weights(0), node, skip=skip)
    return [session.table.label(frame) for frame in tree.path(found)]


def test_a_run_of_single_calls_is_followed_to_its_end() -> None:
    assert fork((("a;b;c;d;x", 50), ("a;b;c;d;y", 50))) == ["a", "b", "c", "d"]


def test_a_call_that_bears_nearly_all_is_followed_too() -> None:
    assert fork((("a;b;c;x", 50), ("a;b;c;y", 50), ("a;z", 5))) == ["a", "b", "c"]


def test_from_a_fork_the_heaviest_call_is_followed_to_the_next() -> None:
    stacks = (("a;x;p;q;r", 60), ("a;x;p;q;s", 60), ("a;y", 50))
    assert fork(stacks) == ["a"]
    assert fork(stacks, "a") == ["a", "x", "p", "q"]


def test_what_a_function_costs_itself_divides_too() -> None:
    assert fork((("a;b", 50), ("a;b;c", 50))) == ["a", "b"]


def test_calls_out_of_view_are_not_followed() -> None:
    stacks = (("a;x;p", 60), ("a;y;q;r", 50), ("a;y;q;s", 40), ("a;z;t", 30))
    assert fork(stacks, "a", skip=1) == ["a", "x", "p"]
    assert fork(stacks, "a", skip=2) == ["a", "z", "t"]
    assert fork(stacks, "a", skip=3) == ["a"]


def test_calls_that_are_dropped_are_not_followed() -> None:
    session = Session(profile_of(("a;x;p", -60), ("a;y;q", 50), ("a;z", 40)), title="")
    tree, weights = session.tree, session.widths_of(session.first_state())
    found = fork_below(tree, weights, tree.find([_frame(session, "a")]), drop_negative=True)
    assert [session.table.label(frame) for frame in tree.path(found)] == ["a", "y", "q"]


def test_a_leaf_is_where_it_ends() -> None:
    assert fork((("a;b;c", 5),)) == ["a", "b", "c"]
    assert fork((("a;b;c", 5),), "a", "b", "c") == ["a", "b", "c"]


def test_weightless_calls_are_not_followed() -> None:
    assert fork((("a;b", 0),)) == []


def test_without_calls_the_root_is_where_it_ends() -> None:
    assert fork(()) == []


@pytest.mark.rule("R6")
def test_a_long_run_of_single_calls_is_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    run = ";".join(f"f{number}" for number in range(500))
    session = Session(profile_of((f"{run};x", 50), (f"{run};y;{run}", 50), (f"{run};y", 5)), title="")
    tree, weights = session.tree, session.weights(0)
    steps = []
    monkeypatch.setattr(CallTree, "children", lambda self, *of: steps.append(of) or _children(self, *of))
    fork = fork_below(tree, weights, tree.root)
    assert fork.depth == 500
    leaf = fork_below(tree, weights, fork)
    assert leaf.depth == 1001
    # AND so it is to where a zoom stands
    assert place(tree, weights, leaf) == pytest.approx((0.0, 50 / 105))
    assert len(steps) < 10


_children = CallTree.children


def _frame(session: Session, name: str) -> int:
    return next(frame for frame in range(len(session.table)) if session.table.label(frame) == name)
