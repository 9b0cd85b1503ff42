"""The colours of the program: what suits the terminal, until the user chooses."""

from __future__ import annotations

import pytest

from tests.ui.driving import WIDE, User, browsing, running
from tui.fetch.target import parse_target
from tui.ui.files import settings_file
from tui.ui.loading import Order
from tui.ui.preferences import THEMES
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
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


async def assert_recoloured(user: User, line: str) -> None:
    """Assert that a line is drawn in the colours of another theme as soon as there is one."""
    lines = user.screen.query_one(line, Lines)
    for theme in ("textual-light", "nord"):
        before = {style for _, style in lines.pieces()}
        user.app.theme = theme
        await user.pilot.pause()
        assert before.isdisjoint(style for _, style in lines.pieces())


@pytest.mark.parametrize("line", ["#title", "#prompt", "#keys"])
async def test_the_opener_takes_the_colours_of_a_theme(line: str) -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        await assert_recoloured(user, line)


@pytest.mark.parametrize("line", ["#title", "#keys"])
async def test_the_list_of_a_server_takes_the_colours_of_a_theme(line: str, go_server: str) -> None:
    async with running(Order(parse_target(go_server))) as user:
        await user.until_screen(ServerScreen)
        await assert_recoloured(user, line)
