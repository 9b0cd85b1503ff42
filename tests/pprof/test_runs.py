"""Runs that lie end to end, against lists of lists."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.pprof.distinct import all_differ, groups, rows_grouped, shared, used
from tui.pprof.drawn import drawn, seed
from tui.pprof.runs import marked_runs, mirrored, offsets_of, places, taken

RUNS = st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=12)


def laid(runs: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.array([number for run in runs for number in run], np.uint32)
    return offsets_of(np.array([len(run) for run in runs], np.int64)), numbers


def listed(offsets: np.ndarray, numbers: np.ndarray) -> list[list[int]]:
    return [part.tolist() for part in np.split(numbers, offsets[1:-1])] if len(offsets) > 1 else []


@given(RUNS, st.data())
def test_chosen_runs_are_taken_forwards_and_backwards(runs: list[list[int]], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(runs) - 1), max_size=15) if runs else st.just([]))
    offsets, numbers = laid(runs)
    which = np.array(chosen, np.int64)
    assert listed(*taken(offsets, numbers, which)) == [runs[run] for run in chosen]
    assert listed(*taken(offsets, numbers, which, backwards=True)) == [runs[run][::-1] for run in chosen]


@given(RUNS, st.data())
def test_runs_marked_are_kept_of_several_arrays(runs: list[list[int]], data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.booleans(), min_size=len(runs), max_size=len(runs)))
    offsets, numbers = laid(runs)
    ends, (same, doubled) = marked_runs(offsets, [numbers, numbers.astype(np.int64) * 2], np.array(marks, np.bool_))
    left = [run for run, mark in zip(runs, marks, strict=True) if mark]
    assert listed(ends, same) == left
    assert listed(ends, doubled) == [[number * 2 for number in run] for run in left]


@given(RUNS)
def test_places_of_ranges(runs: list[list[int]]) -> None:
    offsets, numbers = laid(runs)
    for found, step in ((places, 1), (mirrored, -1)):
        ends, where = found(offsets[:-1], offsets[1:])
        assert ends.tolist() == offsets.tolist()
        assert listed(ends, numbers[where]) == [run[::step] for run in runs]


@given(RUNS)
def test_each_run_finds_the_first_that_equals_it(runs: list[list[int]]) -> None:
    number, offsets, numbers = shared(*laid(runs))
    kept = listed(offsets, numbers)
    assert [kept[which] for which in number.tolist()] == runs
    assert kept == [list(run) for run in dict.fromkeys(map(tuple, runs))]


@given(st.lists(st.integers(0, 3), max_size=20), st.sampled_from((0, 40)))
def test_groups_are_numbered_as_they_appear(values: list[int], shift: int) -> None:
    # Digests that agree in all but their low bits, where the quick sort has their places, and others.
    digest = np.array(values, np.uint64) << np.uint64(shift)
    first, number = groups(digest)
    distinct = list(dict.fromkeys(values))
    assert [values[at] for at in first.tolist()] == distinct
    assert first.tolist() == [values.index(value) for value in distinct]
    assert [distinct[at] for at in number.tolist()] == values


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=6), st.integers(0, 5000), st.sampled_from((0, 40)))
def test_a_repeat_is_found_wherever_it_stands(values: list[int], before: int, shift: int) -> None:
    # Behind numbers that none of them is, and that go to other slots of the table or all to one.
    others = np.arange(4, before + 4, dtype=np.uint64) << np.uint64(shift)
    digest = np.concatenate([others, np.array(values, np.uint64) << np.uint64(shift)])
    assert all_differ(digest) == (len(set(values)) == len(values))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), max_size=20))
def test_rows_are_grouped_by_all_their_columns(rows: list[tuple[int, int, int]]) -> None:
    columns = list(np.array(rows, np.int64).reshape(-1, 3).T)
    first, number = rows_grouped(columns)
    assert [rows[at] for at in first.tolist()] == list(dict.fromkeys(rows))
    assert [rows[first[at]] for at in number.tolist()] == rows


@given(st.lists(st.integers(0, 50)))
def test_numbers_that_occur(values: list[int]) -> None:
    assert used(np.array(values, np.int64)).tolist() == sorted(set(values))


def test_numbers_drawn_are_odd_and_the_same_for_one_seed() -> None:
    once = seed()
    assert (drawn(once, 100) & np.uint64(1)).all()
    assert drawn(once, 100)[:10].tolist() == drawn(once, 10).tolist()
    assert len(np.unique(drawn(once, 100_000))) == 100_000
    assert drawn(seed(), 10).tolist() != drawn(once, 10).tolist()
