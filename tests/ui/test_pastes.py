"""What is pasted is one piece, whatever it holds and however it comes; all else is typed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.ui.pastes import LONGEST, Pasted, Pastes

START, END = "\x1b[200~", "\x1b[201~"
TEXTS = st.text(st.sampled_from("a/q\x1b[20~]\x07\r")).filter(lambda text: START not in text and END not in text)


def told(pieces: Iterable[str]) -> list[str | Pasted]:
    """Read pieces; what is typed in neighbours is joined."""
    pastes, found = Pastes(), list[str | Pasted]()
    for piece in pieces:
        for part in pastes.read(piece):
            if isinstance(part, str) and found and isinstance(found[-1], str):
                found[-1] += part
            else:
                found.append(part)
    assert not any(isinstance(part, str) for part in pastes.give_up())
    return found


def test_a_paste_with_escapes_between_keys() -> None:
    text = "x\x1b]0;title\x07\x1b[31m/q"
    assert told([f"j{START}{text}{END}k"]) == ["j", Pasted(text, True), "k"]


@given(TEXTS.map(lambda text: text.rstrip("\x1b[2")), TEXTS, st.lists(st.integers(0, 60)))
def test_wherever_it_is_cut(before: str, pasted: str, cuts: list[int]) -> None:
    # GIVEN marks that are cut only where they cannot be keys
    whole = f"{before}{START}{pasted}{END}k"
    at = sorted({cut for cut in cuts if not 0 < cut - len(before) < 3 and cut < len(whole)})
    found = told(whole[one:other] for one, other in pairwise([0, *at, len(whole)]))
    assert found == [*([before] if before else []), Pasted(pasted, True), "k"]


@pytest.mark.parametrize("key", ["\x1b", "\x1b[", "\x1b[A", "\x1b[2~", "[200~"])
def test_a_key_that_begins_like_it_is_not_held(key: str) -> None:
    pastes = Pastes()
    assert list(pastes.read(key)) == [key]
    assert not pastes.waits


def test_the_beginning_of_a_mark_without_its_rest_is_given_up() -> None:
    pastes = Pastes()
    assert list(pastes.read("j\x1b[20")) == ["j"]
    assert pastes.waits
    assert list(pastes.give_up()) == ["\x1b[20"]
    assert not pastes.waits


def test_a_paste_that_never_ends_is_given_up() -> None:
    pastes = Pastes()
    assert list(pastes.read(f"{START}abc")) == []
    assert list(pastes.give_up()) == [Pasted("abc", True)]
    assert list(pastes.read("j")) == ["j"]


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, 50 * LONGEST])
@pytest.mark.parametrize("step", [1000, LONGEST * 100])
def test_what_is_too_long_is_left_out_and_not_kept(size: int, step: int) -> None:
    whole = f"{START}{'x' * size}{END}j"
    pastes, found = Pastes(), list[str | Pasted]()
    for at in range(0, len(whole), step):
        found += pastes.read(whole[at : at + step])
        assert len(pastes._held) <= LONGEST + 2 * len(END)
    assert found == [Pasted("x" * size, True) if size <= LONGEST else Pasted("", False), "j"]
    # AND the next one is taken
    assert list(pastes.read(f"{START}a{END}")) == [Pasted("a", True)]
