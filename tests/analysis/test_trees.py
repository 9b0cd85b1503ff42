"""Trees of other shapes weigh what the samples weigh."""

from __future__ import annotations

from itertools import chain

import numpy as np
from hypothesis import given, settings

from tests.analysis.random_stacks import LaidOut, from_text, laid_out, profiles
from tui.analysis.calltree import CallTree
from tui.analysis.stacks import weigh
from tui.analysis.trees import Grown, around, from_leaf, from_root, without_recursion
from tui.pprof.profile import Profile


def paths(numbers: LaidOut, grown: Grown, half: int | None = None) -> dict[str, int]:
    """Return all stacks of a tree, or of one of its root's children, with what they weigh."""
    tree, weights = grown.tree, grown.weigh(numbers.values)
    span = range(len(tree)) if half is None else _half(tree, half)
    found = {}
    for at in span:
        frames = tree.stack(at).tolist()
        found[";".join(map(numbers.table.label, frames))] = int(weights.net[at + 1] - weights.net[at])
    return found


def _half(tree: CallTree, number: int) -> range:
    first, behind, _ = tree.children(np.array([0]), np.array([len(tree)]), 0)
    return range(int(first[number]), int(behind[number]))


def test_reversed_stacks_begin_with_what_costs() -> None:
    numbers = laid_out(from_text("main;a;c 5\nmain;b;c 3\nmain 2"))
    assert paths(numbers, from_leaf(numbers.stacks)) == {"c;a;main": 5, "c;b;main": 3, "main": 2}


def test_around_a_function_stand_its_callers_and_what_it_calls() -> None:
    numbers = laid_out(from_text("main;serve;f;x 5\nmain;f;y;z 3\nmain;f 2\nmain;other 9"))
    grown = around(numbers.stacks, numbers.number("f"))
    assert paths(numbers, grown, 0) == {"f": 2, "f;x": 5, "f;y;z": 3}
    assert paths(numbers, grown, 1) == {"f;main": 5, "f;serve;main": 5}


def test_of_a_recursion_the_outermost_call_is_the_middle() -> None:
    numbers = laid_out(from_text("main;f;g;f;x 4"))
    grown = around(numbers.stacks, numbers.number("f"))
    assert paths(numbers, grown, 0) == {"f;g;f;x": 4}
    assert paths(numbers, grown, 1) == {"f;main": 4}


@settings(deadline=None, max_examples=120)
@given(profiles())
def test_both_halves_weigh_what_the_function_does(profile: Profile) -> None:
    numbers = laid_out(profile)
    weight, samples = weigh(numbers.stacks, numbers.values, np.ones(len(numbers.values), np.int64))
    for frame in np.flatnonzero(samples.cum).tolist():
        grown = around(numbers.stacks, frame)
        weights = grown.weigh(numbers.values)
        for half in (0, 1):
            span = _half(grown.tree, half)
            assert int(weights.net[span.stop] - weights.net[span.start]) == weight.cum[frame]
            # Every stack of either half begins with the function itself.
            assert set(grown.tree.frames[grown.tree.starts[list(span)]].tolist()) == {frame}
        assert len(_half(grown.tree, 0)) + len(_half(grown.tree, 1)) == len(grown.tree)


@settings(deadline=None, max_examples=120)
@given(profiles())
def test_reversing_loses_nothing(profile: Profile) -> None:
    numbers = laid_out(profile)
    forwards, backwards = (paths(numbers, grow(numbers.stacks)) for grow in (from_root, from_leaf))
    assert {";".join(reversed(path.split(";"))): value for path, value in backwards.items()} == forwards


@settings(deadline=None, max_examples=120)
@given(profiles())
def test_collapsed_recursion_changes_neither_flat_nor_cum(profile: Profile) -> None:
    numbers = laid_out(profile)
    collapsed = without_recursion(numbers.stacks)
    columns = (numbers.values, np.ones(len(numbers.values), np.int64))
    for before, after in zip(chain(*weigh(numbers.stacks, *columns)), chain(*weigh(collapsed, *columns)), strict=True):
        assert before.tolist() == after.tolist()
    for first, behind in zip(collapsed.offsets[:-1], collapsed.offsets[1:], strict=True):
        stack = collapsed.frames[first:behind]
        assert (stack[1:] != stack[:-1]).all()


def test_only_calls_of_a_function_by_itself_are_collapsed() -> None:
    numbers = laid_out(from_text("main;fib;fib;fib 3\na;b;a;b 2\nfib;fib 1\nmain 1"))
    collapsed = from_root(without_recursion(numbers.stacks))
    assert paths(numbers, collapsed) == {"main;fib": 3, "a;b;a;b": 2, "fib": 1, "main": 1}
