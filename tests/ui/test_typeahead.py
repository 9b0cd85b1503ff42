"""Keys that come in one burst, as over a slow line, act one after another: each on what the one before it left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from textual import events
from textual.command import CommandList

from tests.ui.driving import NARROW, WIDE, User, browsing, running, written
from tui.analysis.chips import Chip
from tui.analysis.frames import FrameTable
from tui.analysis.search import named
from tui.fetch.target import parse_target
from tui.pprof.arrays import BoolArray
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.ui import commands
from tui.ui.loading import Order
from tui.ui.screens.asking import AskScreen, OfferScreen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.filters import FiltersScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.overlay import Palette
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets.flame_graph import FlameGraph

Start = Callable[..., AbstractContextManager[str]]
PROFILE = "go127_cpu_5s_busy.pb.gz"
_NAMES = {"/": "slash", ":": "colon", "=": "equals_sign", "\r": "enter", "*": "asterisk", " ": "space"}


async def burst(user: User, *keys: str) -> None:
    """Send keys all at once: not one is handled before the last is there."""
    for key in keys:
        user.app.post_message(events.Key(_NAMES.get(key, key), key if len(key) == 1 and key.isprintable() else None))
    await user.pilot.pause()


def chips_of(user: User) -> list[str]:
    return [chip.text for chip in user.state.chips]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_filter_is_of_the_box_that_the_keys_before_it_went_to(size: tuple[int, int]) -> None:
    async with browsing(PROFILE, size) as user:
        await burst(user, *["down"] * 5, "F")
        await user.until(lambda: user.state.chips)
        assert user.state.chips == (Chip("focus", "^main\\.squeeze$"),)


async def test_a_filter_is_of_the_row_that_the_keys_before_it_went_to() -> None:
    async with browsing(PROFILE) as user:
        # The top table was never on the screen when the burst begins.
        await burst(user, "2", "down", "down", "x")
        await user.until(lambda: user.state.chips)
        assert user.state.chips == (Chip("ignore", "^compress/flate\\.\\(\\*fastEncL6\\)\\.encode$"),)


async def test_a_zoom_and_what_follows_it() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, *["down"] * 5, "\r", "down", "X")
        await user.until(lambda: user.state.chips)
        assert user.name_of(user.session.tree.frame_of(user.state.viewport.node)) == "main.squeeze"
        assert chips_of(user) == ["hide=^compress/gzip\\.\\(\\*Writer\\)\\.Close$"]


async def test_a_pane_come_back_to_begins_at_the_selection() -> None:
    async with browsing(PROFILE) as user:
        # GIVEN where keys lead that are pressed one by one
        await user.press("2", "down", "down", "1", "up", "up")
        wanted = user.state.node
        assert wanted.depth > 2
        await user.press("g", "2", "g")
        # WHEN they come in one burst THEN they lead there too, not up from the box that the graph's cursor was left on
        await burst(user, "down", "down", "1", "up", "up")
        assert user.state.node == wanted
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert box.node == wanted


async def test_a_search_with_what_follows_it_goes_where_it_was_meant() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, *"/sha256", "\r", "n", "n", "F")
        await user.until(lambda: user.state.chips)
        assert user.state.pattern == "sha256"
        assert "sha256" in user.selected
        assert "sha256" in chips_of(user)[0]
        rows = [row for row in user.session.rows(user.state).tolist() if "sha256" in user.name_of(row)]
        assert user.state.frame in rows


async def test_a_search_is_taken_back_and_another_begun() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, *"/json", "escape", *"/sha", "\r")
        await user.until(lambda: user.state.pattern)
        await user.settle()
        assert user.state.pattern == "sha"
        # WHEN a search is opened with a text in it THEN what is typed replaces all of it
        await burst(user, *"/gzip", "\r", "2")
        await user.settle()
        assert user.state.pattern == "gzip"
        assert user.browser.active == "top"


async def test_lines_of_the_shell_come_one_after_another() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, *":focus=main", "\r", *":ignore=json", "\r", *"/sha", "\r")
        await user.until(lambda: len(user.state.chips) == 2)
        assert chips_of(user) == ["focus=main", "ignore=json"]
        assert user.state.pattern == "sha"


async def test_what_is_wrong_with_a_line_stays_however_fast_it_was_typed() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, *":nonsense", "\r")
        await user.settle()
        assert "unrecognized option nonsense" in user.shown("#options .found")
        # WHEN the line is changed THEN it is gone, and does not come back by itself
        await burst(user, "x")
        assert not user.shown("#options .found").strip()
        await burst(user, "backspace")
        assert not user.shown("#options .found").strip()


async def test_a_form_takes_the_keys_that_came_before_it_was_there() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, "down", "down", "F", "x")
        await user.until(lambda: len(user.state.chips) == 2)
        await burst(user, "=", "down", "x")
        await user.until(lambda: len(user.state.chips) == 1)
        assert chips_of(user)[0].startswith("focus=")
        assert not isinstance(user.screen, FiltersScreen)


async def test_the_palette_is_opened_again_while_the_last_one_is_still_there() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, "ctrl+p")
        await user.until_screen(Palette)
        # GIVEN something that came up over it, as a question of a server does
        user.app.action_help()
        await user.until_screen(HelpScreen)
        user.app.action_command_palette()
        user.app.action_command_palette()
        await user.until_screen(Palette)
        assert [type(screen) for screen in user.app.screen_stack[-3:]] == [Palette, HelpScreen, Palette]
        for _ in range(3):
            await burst(user, "escape")
            await user.settle()
        assert user.screen is user.browser


async def test_enter_pressed_many_times_in_the_palette_runs_one_command() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, "ctrl+p", *"main.squeeze")
        await user.until_screen(Palette)
        await user.until(lambda: "main.squeeze" in str(user.screen.query_one(CommandList).options[:1]))
        await burst(user, *["\r"] * 6)
        await user.settle()
        assert user.screen is user.browser
        assert user.selected == "main.squeeze"


async def test_the_palette_looks_once_for_what_is_typed_in_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_for: list[str] = []

    def counted(table: FrameTable, text: str) -> BoolArray:
        looked_for.append(text)
        return named(table, text)

    monkeypatch.setattr(commands, "named", counted)
    async with browsing(PROFILE) as user:
        text = "main.squeeze" * 20
        await burst(user, "ctrl+p", *text)
        await user.until(lambda: text in looked_for)
        assert len(looked_for) <= 3


async def test_a_focus_that_has_moved_on_makes_no_pane_the_active_one() -> None:
    async with browsing("go127_mutex.pb.gz", WIDE) as user:
        # GIVEN two panes, neither of them the one that the focus passed through between two keys
        await user.press("W", "6", "3")
        browser = user.browser
        # WHEN it is heard of late
        browser.post_message(events.DescendantFocus(browser.query_one("#traces Rows")))
        await user.pilot.pause()
        # THEN the keys are those of the pane on the screen, and lead to the next one
        assert browser.active == "peek"
        await user.press("tab")
        assert browser.active == "flame"


async def test_what_is_typed_after_the_key_that_opens_the_opener_is_typed_there() -> None:
    async with browsing(PROFILE) as user:
        await burst(user, "o", *"/tmp/oo:x")
        await user.until_screen(OpenerScreen)
        assert user.screen.query_one("#target").value == "/tmp/oo:x"
        # AND there is one opener, which one key leaves
        await burst(user, "escape", "2")
        await user.until_screen(BrowserScreen)
        assert user.browser.active == "top"


async def test_keys_after_the_way_back_to_a_servers_list_are_for_the_list(go_server: str) -> None:
    async with running(Order(parse_target(go_server))) as user:
        await user.until_screen(ServerScreen)
        await user.press("down", "enter")
        await user.until_screen(BrowserScreen)
        # WHEN one goes back to the list, from there on to the opener, and types there
        await burst(user, "escape", "escape", "x")
        # THEN each key was for the screen that the one before it led to
        await user.until_screen(OpenerScreen)
        assert user.screen.query_one("#target").value == "x"
        assert [type(screen) for screen in user.app.screen_stack[-2:]] == [ServerScreen, OpenerScreen]


async def test_a_login_is_given_in_one_burst(start_go_server: Start) -> None:
    password = "hunter q2:/"
    with start_go_server("-basic", f"ops:{password}") as address:
        async with browsing(PROFILE) as user:
            # GIVEN an offer that has only just come
            await user.press("o")
            await user.until_screen(OpenerScreen)
            user.screen.query_one("#target").value = address
            await user.press("enter")
            await user.until_screen(OfferScreen)
            # WHEN all that is asked for is typed at once THEN none of it is lost, and none of it is a command
            await burst(user, "\r", *"ops", "\r", *password, "\r")
            await user.until_screen(ServerScreen)
            assert user.app.return_code is None


async def test_seconds_are_typed_with_what_opens_the_question(start_go_server: Start) -> None:
    with start_go_server() as address:
        async with running(Order(parse_target(address))) as user:
            await user.until_screen(ServerScreen)
            await user.to_choice("profile")
            await burst(user, "\r", *"17")
            await user.until_screen(AskScreen)
            assert user.screen.query_one("#answer").value == "17"
            # WHEN it is left THEN the key behind that is for the list again
            await burst(user, "escape", "escape")
            await user.until_screen(OpenerScreen)


async def test_what_is_pasted_keeps_its_place_among_keys() -> None:
    async with browsing(PROFILE) as user:
        answers: list[str | None] = []

        async def asks() -> None:
            answers.append(await user.app.push_screen_wait(AskScreen("User")))
            answers.append(await user.app.push_screen_wait(AskScreen("Password")))

        user.app.ask(asks)
        await user.until_screen(AskScreen)
        # WHEN it comes with keys before and behind it THEN those before act first, and those behind it last
        typed = [events.Key("o", "o"), events.Key("enter", "\r"), events.Paste("s3cret"), events.Key("enter", "\r")]
        for event in typed:
            user.app.post_message(event)
        await user.until(lambda: len(answers) == 2)
        assert answers == ["o", "s3cret"]


@pytest.mark.parametrize("after", ["nothing", "a visit", "a visit and another profile"])
async def test_keys_typed_ahead_walk_the_source(tmp_path: Path, after: str) -> None:
    def calling(*weights: int) -> Profile:
        builder = ProfileBuilder([("samples", "count")])
        for number, weight in enumerate(weights):
            builder.add([Frame(f"leaf{number}"), Frame("main", "/nowhere/main.go", 10 + number, 3)], [weight])
        return builder.build()

    path = written(tmp_path, calling(100, 99, 98))
    async with browsing(path) as user:
        await user.press("down")
        if after != "nothing":
            await user.press("4")
            await user.settle()
            await user.press("1")
        if after.endswith("another profile"):
            before = user.session
            path.write_bytes(encode(calling(200, 198, 196)))
            await user.press("R")
            await user.until(lambda: user.session is not before)
            await user.settle()
        await burst(user, "4", "down", "\r")
        await user.until(lambda: user.selected == "leaf1")


async def test_keys_are_heard_also_if_a_question_never_comes() -> None:
    async with browsing(PROFILE) as user:
        never = asyncio.Event()

        async def asks_nothing() -> None:
            await never.wait()

        user.app.ask(asks_nothing)
        await burst(user, "2")
        await user.until(lambda: user.browser.active == "top")
