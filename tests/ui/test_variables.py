"""What is in the environment for a program that somebody writes with Textual does nothing here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal
from tui.ui.variables import forget_variables_for_developers

pytestmark = pytest.mark.rule("R20")
CPU = str(DATA / "go127_cpu_5s_busy.pb.gz")


def settled(monkeypatch: pytest.MonkeyPatch, **variables: str) -> dict[str, str]:
    """Return what is left of variables."""
    monkeypatch.setattr(os, "environ", dict(variables))
    forget_variables_for_developers()
    return dict(os.environ)


@pytest.mark.parametrize(
    "said",
    [
        {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_FPS": "10"},
        {"TEXTUAL_COLOR_SYSTEM": "256"},
        {"TEXTUALLY": "x", "HOME": "/home/said", "MY_TEXTUAL": "x"},
        {},
    ],
)
def test_what_is_said_of_the_terminal_or_to_others_stays(monkeypatch: pytest.MonkeyPatch, said: dict[str, str]) -> None:
    assert settled(monkeypatch, **said) == said


@pytest.mark.parametrize("name", ["TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DRIVER", "TEXTUAL_OF_LATER"])
def test_what_is_said_to_developers_programs_goes(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert settled(monkeypatch, **{name: "x"}, TERM="xterm") == {"TERM": "xterm"}


@pytest.mark.parametrize("said", ["", "x", "TRUECOLOR"])
def test_a_colour_system_that_there_is_not_goes(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    assert settled(monkeypatch, TEXTUAL_COLOR_SYSTEM=said) == {}


def test_the_screen_is_as_without_them(tmp_path: Path) -> None:
    said = {
        "TEXTUAL": "devtools,debug,headless",
        "TEXTUAL_DRIVER": "x",
        "TEXTUAL_COLOR_SYSTEM": "x",
        "TEXTUAL_FILTERS": "dim,monochrome",
        "TEXTUAL_LOG": str(tmp_path / "log"),
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SHOW_RETURN": "1",
    }
    screens = []
    for variables in ({}, said):
        (home := tmp_path / str(len(variables))).mkdir()
        with Terminal(home, CPU, size=(80, 24), **variables) as terminal:
            terminal.until_shown("total 3.49s", "First time here?")
            terminal.rest()
            screens.append(terminal.text)
            # AND the whole of it is written in colours, which no filter took away
            assert b"\x1b[38;2;" in terminal.raw
            terminal.press("q")
            assert terminal.ended() == 0
            terminal.assert_restored()
    assert screens[0] == screens[1]
    # AND neither a log nor a picture was written
    assert not (tmp_path / "log").exists()
    assert not list(tmp_path.rglob("*.svg"))
