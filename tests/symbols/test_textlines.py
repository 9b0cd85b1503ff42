from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.symbols.textlines import TextLines

_LINES = st.lists(st.text(st.characters(exclude_characters="\n")))


@given(_LINES, st.slices(20))
def test_they_are_what_they_were_made_of(lines: list[str], part: slice) -> None:
    kept = TextLines(iter(lines))
    assert [*kept] == lines
    assert len(kept) == len(lines)
    assert kept[part] == lines[part]
    assert [kept[-1 - row] for row in range(len(lines))] == lines[::-1]
    for outside in (len(lines), -1 - len(lines)):
        with pytest.raises(IndexError):
            kept[outside]


@given(_LINES, _LINES)
def test_they_are_equal_if_their_lines_are(lines: list[str], others: list[str]) -> None:
    assert (TextLines(lines) == TextLines(others)) == (lines == others)
    assert TextLines(lines) == TextLines(lines)
    assert hash(TextLines(lines)) == hash(TextLines(lines))
    assert TextLines(lines) != lines


def test_they_take_little_more_than_their_text() -> None:
    assert TextLines(["x" * 40] * 1000).nbytes < 60 * 1000
