"""Counting finds what sorting finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.grouping import grouped, numbered
from tui.analysis.stacksums import StackSums

NUMBERS = st.lists(st.integers(0, 9) | st.integers(65_000, 66_000) | st.sampled_from([2**40, 2**62]), max_size=40)


@given(NUMBERS)
def test_numbers_are_told_apart_as_by_sorting(numbers: list[int]) -> None:
    given_ = np.array(numbers, np.int64)
    distinct, place = numbered(given_)
    assert distinct.tolist() == sorted(set(numbers))
    assert distinct[place].tolist() == numbers


def test_more_distinct_numbers_than_fit_16_bits() -> None:
    numbers = np.random.default_rng(1).permutation(70_000)
    distinct, place = numbered(numbers)
    assert len(distinct) == 70_000
    assert np.array_equal(distinct[place], numbers)
    assert [at.tolist() for at in grouped(place, 70_000)[:3]] == [
        np.flatnonzero(numbers == n).tolist() for n in range(3)
    ]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_groups_keep_their_order(numbers: list[int]) -> None:
    groups = grouped(np.array(numbers, np.int64), 6)
    assert [at.tolist() for at in groups] == [[n for n, of in enumerate(numbers) if of == group] for group in range(6)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=30), st.lists(st.integers(-9, 9), min_size=6))
def test_a_stack_counts_once_in_a_group(calls: list[tuple[int, int]], values: list[int]) -> None:
    calls = sorted(calls, key=lambda call: call[1])
    group, stacks = (np.array([call[which] for call in calls], np.int64) for which in (0, 1))
    weights = np.array(values, np.int64)
    sums = StackSums(weights, np.ones(len(values), np.int64), weights != 0)
    expected = [sum(values[stack] for of, stack in set(calls) if of == number) for number in range(5)]
    assert sums.once(group, stacks, 5).tolist() == expected


def test_sums_wrap_at_64_bits() -> None:
    sums = StackSums(np.full(2, 2**63 - 1), np.ones(2, np.int64), np.ones(2, np.bool_))
    assert sums.once(np.zeros(2, np.int64), np.arange(2), 1).tolist() == [-2]
