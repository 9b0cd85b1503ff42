"""Down to where the weight divides."""

from __future__ import annotations

from tests.ui.driving import profile_of
from tui.layout.fork import fork_below
from tui.session import Session


def fork(profile_stacks: tuple[tuple[str, int], ...], *path: str) -> list[str]:
    """Return the names on the path to the fork below a path."""
    session = Session(profile_of(*profile_stacks), title="")
    numbers = {session.table.label(frame): frame for frame in range(len(session.table))}
    tree = session.tree
    node = tree.find([numbers[name] for name in path])
    found = fork_below(tree, session.weights(0), node)
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


def test_a_leaf_is_where_it_ends() -> None:
    assert fork((("a;b;c", 5),)) == ["a", "b", "c"]
    assert fork((("a;b;c", 5),), "a", "b", "c") == ["a", "b", "c"]


def test_weightless_calls_are_not_followed() -> None:
    assert fork((("a;b", 0),)) == []
