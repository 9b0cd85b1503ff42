"""The tree of sorted stacks, against a trie of dictionaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.analysis.random_stacks import LaidOut, from_text, laid_out, profiles
from tui.analysis.calltree import CallTree, Node, Weights, call_tree
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

FILES = sorted((Path(__file__).parents[1] / "data").glob("*.pb.gz"))


@dataclass
class Trie:
    """A node as an object."""

    value: int = 0
    width: int = 0
    count: int = 0
    children: dict[int, Trie] = field(default_factory=dict)


def trie(numbers: LaidOut) -> Trie:
    root = Trie()
    for row, value in enumerate(numbers.values.tolist()):
        node = root
        for step in [None, *numbers.frames(row)]:
            node = node if step is None else node.children.setdefault(step, Trie())
            node.value += value
            node.width += abs(value)
            node.count += 1
    return root


def children(tree: CallTree, node: Node) -> list[Node]:
    first, behind, _ = tree.children(np.array([node.first]), np.array([node.behind]), node.depth)
    return [Node(node.depth + 1, *span) for span in zip(first.tolist(), behind.tolist(), strict=True)]


def grown(numbers: LaidOut) -> tuple[CallTree, Weights]:
    tree = call_tree(numbers.stacks)
    return tree, Weights.of(tree, numbers.values)


def walked(tree: CallTree, root: Trie) -> list[tuple[Node, Trie, list[int]]]:
    """Every node of both trees side by side, which must have the same shape."""
    found: list[tuple[Node, Trie, list[int]]] = []
    waiting: list[tuple[Node, Trie, list[int]]] = [(tree.root, root, [])]
    while waiting:
        node, plain, path = waiting.pop()
        found.append((node, plain, path))
        below = children(tree, node)
        assert sorted(tree.frame_of(child) for child in below) == sorted(plain.children)
        waiting += [(child, plain.children[tree.frame_of(child)], [*path, tree.frame_of(child)]) for child in below]
    return found


@settings(deadline=None, max_examples=120)
@given(profiles())
def test_nodes_and_what_they_weigh_are_the_tries(profile: Profile) -> None:
    numbers = laid_out(profile)
    tree, weights = grown(numbers)
    for node, plain, path in walked(tree, trie(numbers)):
        assert tree.path(node) == path
        assert (weights.value(node), weights.width(node), weights.count(node)) == (
            plain.value,
            plain.width,
            plain.count,
        )


@settings(deadline=None, max_examples=100)
@given(profiles())
def test_every_way_to_a_node_leads_to_it(profile: Profile) -> None:
    numbers = laid_out(profile)
    tree, _ = grown(numbers)
    nodes = {tuple(path): node for node, _, path in walked(tree, trie(numbers))}
    for path, node in nodes.items():
        assert tree.find(list(path)) == node
        if node != tree.root:
            assert tree.ends(np.array([node.depth]), np.array([node.first])) == node.behind
        assert tree.parent(node) == nodes[path[:-1]]
        for depth in range(len(path) + 1):
            assert tree.ancestor(node, depth) == nodes[path[:depth]]
        # What the tree does not have is found as far as it has it.
        assert tree.find([*path, 99]) == node


@settings(deadline=None, max_examples=100)
@given(profiles())
def test_occurrences_are_all_nodes_of_a_frame(profile: Profile) -> None:
    numbers = laid_out(profile)
    tree, _ = grown(numbers)
    nodes = [node for node, _, _ in walked(tree, trie(numbers))]
    for frame in range(len(numbers.table)):
        depths, firsts = tree.occurrences(frame)
        places = zip(depths.tolist(), firsts.tolist(), tree.ends(depths, firsts).tolist(), strict=True)
        found = [Node(*place) for place in places]
        assert sorted(found) == sorted(node for node in nodes if tree.frame_of(node) == frame)


@settings(deadline=None, max_examples=100)
@given(profiles())
def test_children_of_many_nodes_at_once_are_those_of_each(profile: Profile) -> None:
    tree, _ = grown(laid_out(profile))
    level = [tree.root]
    while level:
        firsts, behinds = (np.array(column) for column in zip(*((n.first, n.behind) for n in level), strict=True))
        first, behind, parent = tree.children(firsts, behinds, level[0].depth)
        together = [Node(level[0].depth + 1, *span) for span in zip(first.tolist(), behind.tolist(), strict=True)]
        assert together == [child for node in level for child in children(tree, node)]
        assert all(level[at].first <= child.first for child, at in zip(together, parent.tolist(), strict=True))
        level = together


@settings(deadline=None, max_examples=100)
@given(profiles())
def test_stacks_are_distinct_and_sorted_and_samples_find_theirs(profile: Profile) -> None:
    numbers = laid_out(profile)
    tree, _ = grown(numbers)
    stacks = [tree.stack(row).tolist() for row in range(len(tree))]
    assert all(before < after for before, after in pairwise(stacks))
    for row, at in enumerate(tree.of_sample.tolist()):
        assert stacks[at] == numbers.frames(row)


@settings(deadline=None, max_examples=100)
@given(profiles())
def test_stacks_are_sorted_alike_level_by_level_and_all_at_once(profile: Profile) -> None:
    stacks = laid_out(profile).stacks
    both = []
    for few in (1, 1_000_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tui.analysis.sorting._FEW", few)
            both.append(call_tree(stacks))
    one, other = both
    for column in ("starts", "depths", "frames", "shared", "of_sample"):
        assert np.array_equal(getattr(one, column), getattr(other, column))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_real_profile_has_the_tries_shape(file: Path) -> None:
    numbers = laid_out(decode(file.read_bytes()))
    tree, weights = grown(numbers)
    for node, plain, _ in walked(tree, trie(numbers)):
        assert weights.value(node) == plain.value


def test_a_profile_without_samples_is_a_root_without_children() -> None:
    tree, weights = grown(laid_out(from_text("")))
    assert children(tree, tree.root) == []
    assert (weights.value(tree.root), weights.width(tree.root), weights.count(tree.root)) == (0, 0, 0)
    assert tree.find([1, 2]) == tree.root
    assert tree.parent(tree.root) == tree.root


def test_widths_never_fall_whatever_the_values() -> None:
    # GIVEN values whose absolute values do not fit 63 bits together
    least, most = -(1 << 63), (1 << 63) - 1
    tree, weights = grown(laid_out(from_text(f"a {least}\nb {most}\nc {most}\nd 1")))
    # THEN values wrap as in Go, and widths keep their proportions
    assert (np.diff(weights.gross) >= 0).all()
    widths = [weights.width(node) for node in children(tree, tree.root)]
    assert widths[0] == pytest.approx(widths[1]) == pytest.approx(widths[2])
    assert weights.width(tree.root) > 0


@pytest.mark.rule("R6")
def test_a_stack_of_100_000_frames_is_walked_without_recursion() -> None:
    depth = 100_000
    numbers = laid_out(from_text(f"{'a;b;' * (depth // 2)}leaf 1\n{'a;b;' * (depth // 2 - 1)}a;other 2"))
    tree, weights = grown(numbers)
    leaf = int(np.argmax(tree.depths))
    path = tree.path(Node(depth, leaf, leaf + 1))
    assert len(path) == depth
    assert weights.value(tree.ancestor(Node(depth + 1, leaf, leaf + 1), depth - 1)) == 3
