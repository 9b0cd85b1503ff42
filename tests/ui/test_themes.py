"""The colours of the program: what suits the terminal, until the user chooses."""

from __future__ import annotations

import pytest

from tests.ui.driving import WIDE, browsing, running
from tui.ui.files import settings_file
from tui.ui.preferences import THEMES
from tui.ui.screens.opener import OpenerScreen
from tui.ui.theme import Palette
from tui.ui.widgets.flame_graph import FlameGraph
from tui.ui.widgets.line import Lines

PROFILE = "go127_cpu_5s_busy.pb.gz"


@pytest.mark.parametrize(
    ("changes", "theme"),
    [
        ({}, "textual-dark"),
        ({"COLORTERM": ""}, "textual-dark"),
        ({"COLORTERM": "", "TERM": "xterm"}, "ansi-dark"),
        ({"COLORTERM": "", "TERM": "linux"}, "ansi-dark"),
        ({"COLORTERM": "", "TERM": "xterm", "COLORFGBG": "0;15"}, "ansi-light"),
        ({"COLORFGBG": "0;default;15"}, "textual-light"),
        ({"COLORFGBG": "15;0"}, "textual-dark"),
        ({"COLORFGBG": "?"}, "textual-dark"),
    ],
)
async def test_the_first_theme_suits_the_terminal(
    changes: dict[str, str], theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    async with browsing(PROFILE) as user:
        assert user.app.theme == theme


async def test_a_theme_that_is_asked_for_wins_over_what_suits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLORTERM", "")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('theme = "nord"\n')
    async with browsing(PROFILE) as user:
        assert user.app.theme == "nord"
        # AND still nothing is drawn in colours that the terminal has not
        graph = user.screen.query_one(FlameGraph)
        styles = [segment.style for y in range(graph.size.height) for segment in graph.render_line(y)]
        for style in styles:
            assert style is not None
            for colour in (style.color, style.bgcolor):
                assert colour is None or colour.triplet is None


async def test_every_theme_draws_every_pane() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("down", "slash", *"json", "enter")
        for theme in THEMES:
            user.app.theme = theme
            await user.pilot.pause()
            graph = user.screen.query_one(FlameGraph)
            assert isinstance(graph.palette, Palette)
            assert graph.palette.dark == user.app.current_theme.dark
            assert "runtime/pprof.Do" in user.everything()
            style = next(iter(graph.render_line(0))).style
            assert style is not None
            assert (style.color, style.bgcolor) == (graph.palette.root_box.color, graph.palette.root_box.bgcolor)


async def test_a_theme_is_found_in_the_palette_by_what_it_does() -> None:
    async with browsing(PROFILE) as user:
        await user.press("ctrl+p")
        await user.until(lambda: user.screen is not user.browser)
        await user.type("colours of the")
        await user.until(lambda: "Choose the colours of the program" in user.everything())


async def test_the_bottom_line_of_every_screen_takes_the_colours_of_a_theme() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        keys = user.screen.query_one("#keys", Lines)
        for theme in ("textual-light", "nord"):
            user.app.theme = theme
            await user.pilot.pause()
            styles = {segment.style for segment in keys.render_line(0) if segment.text.strip()}
            assert any(style is not None and style.color == keys.palette.key.color for style in styles)
