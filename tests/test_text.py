"""What others wrote reaches the terminal as plain printable text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import clean

pytestmark = pytest.mark.rule("R15", "R16")


@pytest.mark.parametrize(
    "name",
    [
        "main.main",
        "net/http.(*conn).serve",
        "T[map[string]int]",
        "[libc.so.6]",
        "<[u8] as Foo>::bar",
        "operator<<",
        "größe",
        "関数",
        "🔥",
        "a\u0301",
        "",
        " ",
    ],
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert clean(name) == name
    assert clean(name.encode()) == name


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\tb\nc\rd", "a\\tb\\nc\\rd"),
        ("\x00", "\\x00"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x1b]52;c;aGk=\x07", "\\x1b]52;c;aGk=\\x07"),
        ("\x7f", "\\x7f"),
        ("\x9b31m", "\\x9b31m"),
        ("\x85", "\\x85"),
        ("\u00ad", "\\xad"),
        ("\u061c", "\\u{61c}"),
        ("a\u180eb", "a\\u{180e}b"),
        ("a\U0001d173b", "a\\u{1d173}b"),
        ("a\u200bb", "a\\u{200b}b"),
        ("\u200e\u200f", "\\u{200e}\\u{200f}"),
        ("\u2028\u2029", "\\u{2028}\\u{2029}"),
        ("\u202egnp.exe", "\\u{202e}gnp.exe"),
        ("\u2060\u2066\u2069", "\\u{2060}\\u{2066}\\u{2069}"),
        ("\ufeff", "\\u{feff}"),
        ("\ufff9", "\\u{fff9}"),
        ("\U000e0041", "\\u{e0041}"),
        ("\ud800", "\\u{d800}"),
    ],
)
def test_unsafe_characters_are_written_as_escapes(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_bytes_that_are_not_utf8_are_shown_as_bytes() -> None:
    assert clean(b"caf\xe9 \xff\xfe") == "caf\\xe9 \\xff\\xfe"
    # A surrogate written as UTF-8, and a sequence that is cut off.
    assert clean(b"\xed\xa0\x80") == "\\xed\\xa0\\x80"
    assert clean(b"x\xe2\x82") == "x\\xe2\\x82"


def test_a_tower_of_combining_marks_is_cut_to_four() -> None:
    assert clean("a" + "\u0301" * 4) == "a" + "\u0301" * 4
    assert clean("a" + "\u0301" * 5000 + "b") == "a" + "\u0301" * 4 + "b"


@given(st.one_of(st.text(), st.binary()))
def test_nothing_that_a_terminal_acts_upon_gets_through(raw: str | bytes) -> None:
    cleaned = clean(raw)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in cleaned)
    bidi = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    assert not any(unicodedata.bidirectional(character) in bidi for character in cleaned)
    assert clean(cleaned) == cleaned
