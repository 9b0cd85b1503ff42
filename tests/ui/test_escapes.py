"""An Escape and the key after it are two keys, also when they come as one."""

from __future__ import annotations

import pytest
from textual import constants, events

from tui.ui.escapes import EscapeParser


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each sequence end with the piece that it came in."""
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.0)


def keys_of(*pieces: str, chosen: str = "") -> list[str]:
    parser, found = EscapeParser(False, lambda key: key == chosen), list[str]()
    for piece in pieces:
        for tokens in (parser.feed(piece), parser.tick()):
            found += [token.key for token in tokens if isinstance(token, events.Key)]
    return found


@pytest.mark.rule("R9")
@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("\x1bq", ["escape", "q"]),
        ("\x1bQ", ["escape", "Q"]),
        ("\x1b2", ["escape", "2"]),
        ("\x1b2j", ["escape", "2", "j"]),
        ("\x1b=", ["escape", "equals_sign"]),
        ("\x1b/", ["escape", "slash"]),
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b\x03", ["escape", "ctrl+c"]),
        ("\x1bé", ["escape", "é"]),
        ("\x1b\x1bq", ["escape", "escape", "q"]),
        ("\x1bjj", ["escape", "j", "j"]),
        ("/ab\x1bn", ["slash", "a", "b", "escape", "n"]),
    ],
)
def test_an_escape_and_a_key(typed: str, keys: list[str]) -> None:
    assert keys_of(typed) == keys


@pytest.mark.parametrize(
    ("typed", "keys"), [("\x1b", ["escape"]), ("\x1b[A", ["up"]), ("\x1bOP", ["f1"]), ("\x1bb", ["ctrl+left"])]
)
def test_a_key_of_its_own(typed: str, keys: list[str]) -> None:
    assert keys_of(typed) == keys


def test_an_escape_alone_and_a_key_later() -> None:
    assert keys_of("\x1b", "q") == ["escape", "q"]


def test_a_key_with_alt_that_the_user_chose() -> None:
    assert keys_of("\x1bq", "\x1bw", chosen="alt+q") == ["alt+q", "escape", "w"]
    assert keys_of("\x1b2", chosen="alt+2") == ["alt+2"]


def test_a_terminal_that_tells_alt_from_escape_is_believed() -> None:
    assert keys_of("\x1b[113;3u") == ["alt+q"]
