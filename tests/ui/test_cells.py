"""Texts in cells."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.ui.widgets.cells import cut_left, end_of_path, width_of


@given(st.lists(st.text("ab漢 \u0301", max_size=9), max_size=12), st.integers(0, 40))
def test_the_end_of_a_path_is_that_of_the_whole(names: list[str], width: int) -> None:
    whole = " › ".join(names)
    assert end_of_path(reversed(names), width) == cut_left(whole, width)
    assert width_of(end_of_path(reversed(names), width)) <= width


@pytest.mark.rule("R6")
def test_no_more_of_a_path_is_looked_at_than_fits() -> None:
    asked = []

    def names() -> Iterator[str]:
        for number in count():
            asked.append(number)
            yield "name"

    assert end_of_path(names(), 20).endswith(" › name › name")
    assert len(asked) == 4
