"""The next smaller number, against looking at one after the other."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.minima import Minima

NUMBERS = st.lists(st.integers(0, 6), max_size=40)


@given(NUMBERS, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=20))
def test_each_search_finds_the_first(numbers: list[int], asked: list[tuple[int, int]]) -> None:
    asked = [(min(first, len(numbers)), limit) for first, limit in asked]
    wanted = [
        next((at for at in range(first, len(numbers)) if numbers[at] < limit), len(numbers)) for first, limit in asked
    ]
    first, limits = (np.array([pair[side] for pair in asked], np.int64) for side in (0, 1))
    assert Minima(np.array(numbers, np.int64)).next_below(first, limits).tolist() == wanted
