from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.symbols.textlines import TextLines

_TEXTS = st.text(st.sampled_from("a\nä\u2028\U0001f600\udc80") | st.characters())


@given(_TEXTS, st.slices(20))
def test_they_are_the_lines_of_the_text(text: str, part: slice) -> None:
    lines, kept = text.split("\n"), TextLines(text)
    assert [*kept] == lines
    assert len(kept) == len(lines)
    assert kept.longest == max(map(len, lines))
    assert kept[part] == lines[part]
    assert [kept[-1 - row] for row in range(len(lines))] == lines[::-1]
    for outside in (len(lines), -1 - len(lines)):
        with pytest.raises(IndexError):
            kept[outside]


def test_they_are_equal_if_their_texts_are() -> None:
    assert TextLines("a\nb") == TextLines("a\nb")
    assert hash(TextLines("a\nb")) == hash(TextLines("a\nb"))
    assert TextLines("a\nb") != TextLines("a\nc")
    assert TextLines("a\nb") != ["a", "b"]


def test_they_take_little_more_than_their_text() -> None:
    assert TextLines("\n".join(["x" * 40] * 1000)).nbytes < 50 * 1000
