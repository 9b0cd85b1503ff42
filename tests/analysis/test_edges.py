"""Calls between frames, against counting by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from tests.analysis.random_stacks import NAMES, Call, LaidOut, from_text, laid_out, profiles
from tui.analysis.edges import edges
from tui.analysis.framecalls import frame_places
from tui.analysis.peek import Neighbour, peek
from tui.analysis.stacksums import StackSums
from tui.pprof.profile import Profile

Edge = tuple[str, str]


def by_hand(plain: Sequence[tuple[list[Call], int]]) -> dict[Edge, tuple[int, bool]]:
    """Weight of each call, and whether every sample on it was inlined; from the root, the first of a pair counts."""
    found: dict[Edge, tuple[int, bool]] = {}
    for calls, value in plain:
        if not value:
            continue
        seen: dict[Edge, bool] = {}
        for callee, caller in reversed(list(pairwise(calls))):
            if caller.name != callee.name:
                seen.setdefault((caller.name, callee.name), callee.inlined)
        for edge, inline in seen.items():
            weight, always = found.get(edge, (0, True))
            found[edge] = (weight + value, always and inline)
    return found


def measured(numbers: LaidOut) -> dict[Edge, tuple[int, bool]]:
    found = edges(numbers.stacks, numbers.values, numbers.inlined)
    names = [numbers.table.label(frame) for frame in range(len(numbers.table))]
    return {
        (names[caller], names[callee]): (weight, inline)
        for caller, callee, weight, inline in zip(
            found.caller.tolist(), found.callee.tolist(), found.weight.tolist(), found.inline.tolist(), strict=True
        )
    }


@settings(deadline=None, max_examples=120)
@given(profiles())
def test_every_edge_is_what_counting_by_hand_gives(profile: Profile) -> None:
    numbers = laid_out(profile)
    assert measured(numbers) == by_hand(numbers.plain)


@settings(deadline=None, max_examples=60)
@given(profiles())
def test_batches_change_nothing(profile: Profile) -> None:
    numbers = laid_out(profile)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.analysis.stacks._BATCH", 3)
        assert measured(numbers) == by_hand(numbers.plain)


@settings(deadline=None, max_examples=80)
@given(profiles())
def test_peek_shows_the_edges_of_one_frame_heaviest_first(profile: Profile) -> None:
    numbers = laid_out(profile)
    expected = by_hand(numbers.plain)
    for name in NAMES:
        if name not in [numbers.table.label(frame) for frame in range(len(numbers.table))]:
            continue
        places = frame_places(numbers.stacks, numbers.number(name))
        samples = StackSums.of(numbers.stacks, numbers.values)
        seen = peek(numbers.stacks, samples, numbers.inlined, numbers.table, places)
        callers = [(caller, *edge) for (caller, callee), edge in expected.items() if callee == name]
        callees = [(callee, *edge) for (caller, callee), edge in expected.items() if caller == name]
        assert told(numbers, seen.callers) == sorted(callers, key=lambda row: (-abs(row[1]), row[0]))
        assert told(numbers, seen.callees) == sorted(callees, key=lambda row: (-abs(row[1]), row[0]))
        through = [(calls, value) for calls, value in numbers.plain if name in [call.name for call in calls]]
        assert seen.samples == len(through)
        assert seen.cum == sum(value for _, value in through)
        assert seen.flat == sum(value for calls, value in through if calls[0].name == name)


def told(numbers: LaidOut, neighbours: Sequence[Neighbour]) -> list[tuple[str, int, bool]]:
    return [(numbers.table.label(edge.frame), edge.weight, edge.inline) for edge in neighbours]


def test_a_repeated_edge_counts_once_and_a_call_of_itself_never() -> None:
    numbers = laid_out(from_text("main;a;b;a;b 10\nmain;a;a 5"))
    assert measured(numbers) == {("main", "a"): (15, False), ("a", "b"): (10, False), ("b", "a"): (10, False)}


def test_frames_left_out_are_skipped_over() -> None:
    numbers = laid_out(from_text("main;a;b;c 10"))
    kept = [numbers.table.label(frame) in ("main", "c") for frame in range(len(numbers.table))]
    found = edges(numbers.stacks, numbers.values, numbers.inlined, np.array(kept))
    assert (found.caller.tolist(), found.callee.tolist()) == ([numbers.number("main")], [numbers.number("c")])


def test_no_samples_make_no_edges() -> None:
    numbers = laid_out(from_text(""))
    assert len(edges(numbers.stacks, numbers.values, numbers.inlined)) == 0
