from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.pprof import batches
from tui.pprof.batches import Growing, in_order, spans, telling


@pytest.fixture(autouse=True)
def _some_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "THREADS", 4)


@pytest.mark.parametrize("n", [0, 1, 2, 100])
def test_results_come_in_the_order_of_the_pieces(n: int) -> None:
    assert list(in_order(lambda piece: piece * 2, range(n))) == [piece * 2 for piece in range(n)]


def test_an_error_comes_where_its_result_is_due() -> None:
    results = in_order(lambda piece: 6 // (3 - piece), range(50))
    assert [next(results), next(results), next(results)] == [2, 3, 6]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_it_never_works_far_ahead_of_who_takes_the_results() -> None:
    begun = []
    results = in_order(begun.append, count())
    for _ in range(20):
        next(results)
    results.close()
    assert len(begun) <= 20 + 4 + 2


@given(st.lists(st.integers(0, 30)), st.integers(1, 50))
def test_spans_cover_all_runs_and_only_single_runs_are_longer(depths: list[int], most: int) -> None:
    offsets = np.concatenate([[0], np.cumsum(np.array(depths, np.int64))]).astype(np.int64)
    ranges = list(spans(offsets, most))
    assert [run for first, behind in ranges for run in range(first, behind)] == list(range(len(depths)))
    for first, behind in ranges:
        assert behind - first == 1 or offsets[behind] - offsets[first] <= most


@given(st.lists(st.lists(st.integers(0, 255), max_size=40)))
def test_a_growing_array_holds_all_its_parts(parts: list[list[int]]) -> None:
    growing = Growing(np.uint8)
    for part in parts:
        growing.append(np.array(part, np.int64))
    assert growing.whole().tolist() == [number for part in parts for number in part]


def test_whoever_listens_is_told_how_far_work_is_and_may_end_it() -> None:
    heard: list[tuple[str, float]] = []
    with telling(lambda doing, share: heard.append((doing, share))):
        assert list(in_order(str, range(4), doing="writing")) == ["0", "1", "2", "3"]
    assert heard == [("writing", 0.25), ("writing", 0.5), ("writing", 0.75), ("writing", 1.0)]
    # AND nobody is told afterwards
    assert list(in_order(str, range(2))) == ["0", "1"]
    assert len(heard) == 4

    def enough(doing: str, share: float) -> None:
        raise KeyboardInterrupt(doing)

    with telling(enough), pytest.raises(KeyboardInterrupt, match="writing"):
        list(in_order(str, range(1000), doing="writing"))
