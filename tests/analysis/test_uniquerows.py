"""Equal rows are one, against lists of tuples."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.analysis.uniquerows import unique_rows

SMALL = st.sampled_from([-1, 0, 1, 2, 1 << 40])


@settings(deadline=None)
@given(st.lists(st.tuples(SMALL, st.just(3), SMALL)), st.booleans())
def test_rows_that_are_equal_are_one(rows: list[tuple[int, int, int]], one_decides: bool) -> None:
    rows = [(abs(one) % 7, same, 0) for one, same, _ in rows] if one_decides else rows
    first, number = unique_rows(tuple(np.array(rows, np.int64).reshape(-1, 3).T))
    distinct = sorted(set(rows))
    assert first.tolist() == [rows.index(row) for row in distinct]
    assert number.tolist() == [distinct.index(row) for row in rows]
