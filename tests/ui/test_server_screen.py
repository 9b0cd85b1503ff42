"""The list of a live server: what there is, with counts; a CPU profile asks for how long."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.ui.driving import User, running
from tui.fetch.target import parse_target
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets.choices import Choices


@asynccontextmanager
async def listing(address: str, seconds: int | None = None) -> AsyncIterator[User]:
    async with running(Order(parse_target(address), seconds=seconds), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        yield user


async def choose(user: User, name: str) -> None:
    """Put the cursor on a profile and press Enter."""
    choices = user.screen.query_one(Choices)
    names = [choice.columns[0] for choice in choices._choices]
    await user.press("home", *["down"] * names.index(name), "enter")


async def test_profiles_are_listed_with_counts_and_purpose(go_server: str) -> None:
    async with listing(go_server) as user:
        shown = user.shown("#profiles")
        assert re.search(r"^  goroutine +\d+ +where every goroutine is right now$", shown, re.M)
        assert re.search(r"^  profile +CPU time, sampled while you wait$", shown, re.M)
        assert "trace" not in shown, "an execution trace is no profile"
        assert go_server in user.shown("#title")
        assert "goload" in user.shown("#title"), "the server's command line tells what it is"
        assert "⏎ fetch" in user.shown("#keys")


async def test_a_heap_profile_is_fetched_at_once_and_kept(go_server: str, home) -> None:
    async with listing(go_server) as user:
        await choose(user, "heap")
        await user.until_screen(BrowserScreen)
        assert "heap" in user.session.title
        assert user.session.sample_type(user.state).type == "inuse_space"
        assert [path.suffix for path in (home / "saved").iterdir()] == [".gz"]


async def test_a_cpu_profile_asks_for_seconds_and_takes_as_long(go_server: str) -> None:
    async with listing(go_server) as user:
        await choose(user, "profile")
        assert "profile for how many seconds?" in user.shown("#question")
        # WHEN the number makes no sense THEN it says what would
        await user.press("backspace", "0", "enter")
        assert "whole seconds, at least 1" in user.shown("#keys")
        await user.press("backspace", "1", "enter")
        await user.until_shown("#keys", "fetching", "of 1 s", "Esc cancels")
        await user.until_screen(BrowserScreen)
        assert user.session.sample_type(user.state).type == "cpu"
        assert 0.9e9 < user.session.profile.duration_nanos < 10e9


async def test_seconds_of_the_command_line_are_not_asked_for_again(go_server: str) -> None:
    async with listing(go_server, seconds=1) as user:
        await choose(user, "profile")
        await user.until_shown("#keys", "of 1 s")
        await user.until_screen(BrowserScreen)


async def test_esc_leaves_the_question_then_the_fetch_then_the_list(go_server: str) -> None:
    async with listing(go_server) as user:
        await choose(user, "profile")
        await user.press("escape")
        assert user.screen.focused is user.screen.query_one(Choices)
        await choose(user, "profile")
        await user.press("backspace", "9", "enter")
        await user.until_shown("#keys", "fetching")
        await user.press("escape")
        await user.until_shown("#keys", "cancelled")
        assert isinstance(user.screen, ServerScreen)
        await user.press("escape")
        await user.until_screen(OpenerScreen)
        assert go_server in user.shown("#choices"), "the server is among the recent ones"
        await user.press("escape")
        assert isinstance(user.screen, ServerScreen)


async def test_the_list_can_be_asked_for_again(go_server: str) -> None:
    async with listing(go_server) as user:
        before = user.screen
        await user.press("R")
        await user.until(lambda: user.screen is not before and isinstance(user.screen, ServerScreen))
        await user.until_shown("#profiles", "goroutine")


async def test_what_the_server_says_no_to_is_one_line_and_the_list_stays(start_go_server) -> None:
    with start_go_server() as address:
        async with listing(address) as user:
            await user.press("home")
            index = user.screen
            await choose(user, "heap")
            await user.until_screen(BrowserScreen)
            assert index in user.app.screen_stack
    # WHEN the server is gone THEN the profile stays, and the line at the bottom says why there is no other
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        await user.type(address)
        await user.press("enter")
        await user.until_shown("#keys", address, "refused")
        assert isinstance(user.screen, OpenerScreen)
