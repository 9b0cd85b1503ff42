"""The list of a live server: what there is, with counts; a CPU profile asks for how long."""

from __future__ import annotations

import re

from tests.fetch.misbehaving import FaultServer
from tests.ui.driving import DATA, User, listing, running
from tui.fetch.index_page import MOST_ROWS
from tui.ui.files import settings_file
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets.choices import Choices


async def choose(user: User, name: str) -> None:
    """Put the cursor on a profile and press Enter."""
    await user.to_choice(name)
    await user.press("enter")


async def test_profiles_are_listed_with_counts_and_purpose(go_server: str) -> None:
    async with listing(go_server) as user:
        shown = user.shown("#profiles")
        assert re.search(r"^  goroutine +\d+ +where every goroutine is right now$", shown, re.M)
        assert re.search(r"^  profile +CPU time, sampled while you wait$", shown, re.M)
        assert re.search(r"no profiles: .*trace \(for go tool trace\)", shown)
        names = [choice.columns[0] for choice in user.screen.query_one(Choices)._choices if choice.value]
        assert not {"trace", "symbol", "cmdline"} & set(names)
        assert go_server in user.shown("#title")
        assert "goload" in user.shown("#title"), "the server's command line tells what it is"
        assert "⏎ fetch" in user.shown("#keys")


async def test_a_list_that_is_too_long_says_that_there_is_more() -> None:
    links = b"".join(b"<a href=p%d>p</a>" % number for number in range(2 * MOST_ROWS))
    page = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(links), links)
    server = FaultServer(lambda client, head: client.sendall(page))
    try:
        async with listing(server.address) as user:
            await user.until_shown("#profiles", "only the first of many that the page links to:", "p0 ")
            await user.press("end")
            await user.until_shown("#profiles", f"p{MOST_ROWS - 1} ")
    finally:
        server.close()


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
        assert "sample for how many seconds?" in user.shown("#question")
        # WHEN the number makes no sense THEN it says what would
        await user.press("backspace", "0", "enter")
        assert "whole seconds, at least 1" in user.shown("#ask-foot")
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
        await user.until_screen(AskScreen)
        await user.press("escape")
        await user.until_screen(ServerScreen)
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


async def test_esc_goes_to_the_list_from_what_came_of_it_alone(go_server: str) -> None:
    async with listing(go_server) as user:
        await choose(user, "heap")
        await user.until_screen(BrowserScreen)
        # GIVEN a file in the place of the server's profile
        await user.press("o")
        await user.until_screen(OpenerScreen)
        user.screen.query_one("#target").value = str(DATA / "go127_heap.pb.gz")
        await user.press("enter")
        await user.until(lambda: isinstance(user.screen, BrowserScreen) and "go127" in user.session.title)
        # WHEN there is nothing left to go back from THEN Esc stays, and says where to go
        await user.press("escape")
        await user.until_shown("#keys", "this came from no list of a server: [ shows the profile before, o opens")
        assert user.screen is user.browser
        # AND from the server's own it goes to the list
        await user.press("left_square_bracket")
        await user.until(lambda: go_server in user.session.title)
        await user.press("escape")
        await user.until_screen(ServerScreen)


async def test_a_collection_before_a_heap_profile_is_chosen_with_its_cost_said(go_server: str) -> None:
    async with listing(go_server) as user:
        await user.to_choice("heap")
        assert "c collect garbage first" in user.shown("#keys").replace("  ", " ")
        await user.press("c")
        assert "gc=1: the program collects garbage first, at a cost to it" in user.shown("#keys")
        assert re.search(r"^  heap +\d+ +gc=1 first; memory in use", user.shown("#profiles"), re.M)
        # WHEN it is fetched THEN so it was asked for
        await user.press("enter")
        await user.until_screen(BrowserScreen)
        assert user.session.origin.endswith("/debug/pprof/heap?gc=1")
        # WHEN it is taken back THEN it is not
        await user.press("escape")
        await user.until_screen(ServerScreen)
        await user.press("c")
        assert "gc=1" not in user.everything()
        await user.press("enter")
        await user.until_screen(BrowserScreen)
        assert user.session.origin.endswith("/debug/pprof/heap")


async def test_only_a_heap_profile_has_garbage_collected(go_server: str) -> None:
    async with listing(go_server) as user:
        await user.to_choice("goroutine")
        assert "collect garbage" not in user.shown("#keys")
        await user.press("c")
        assert "only a heap profile" in user.shown("#keys")
        await user.press("enter")
        await user.until_screen(BrowserScreen)
        assert "gc" not in user.session.origin


async def test_what_changes_in_some_seconds_is_one_key_away(go_server: str) -> None:
    async with listing(go_server) as user:
        await user.to_choice("heap")
        await user.press("s")
        await user.until_screen(AskScreen)
        assert "heap: what changes in how many seconds?" in user.shown("#question")
        await user.press("1", "enter")
        await user.until_shown("#keys", "fetching", "of 1 s")
        await user.until_screen(BrowserScreen)
        assert user.session.origin.endswith("/debug/pprof/heap?seconds=1")
        assert user.session.title.endswith("heap over 1 s")
        assert user.browser.view.snapshot.unreliable == ("inuse_objects", "inuse_space")
        await user.until_shown("#keys", "not to be relied upon")


async def test_help_begins_with_what_acts_on_a_server(go_server: str) -> None:
    async with listing(go_server) as user:
        await user.press("question_mark")
        await user.until_screen(HelpScreen)
        choices = user.screen.query_one(Choices)._choices
        assert [choice.columns[0] for choice in choices if choice.value is None][:3] == [
            "Tables: here",
            "Server: here",
            "Panes",
        ]


async def test_its_keys_can_be_others(go_server: str) -> None:
    file = settings_file()
    file.parent.mkdir(parents=True)
    file.write_text('[keys]\n"server.collect" = "J"\n"server.seconds" = "ctrl+x"\n')
    async with listing(go_server) as user:
        await user.to_choice("heap")
        assert "J collect garbage first" in user.shown("#keys")
        await user.press("J")
        assert "J takes it back" in user.shown("#keys")
        await user.press("c", "s")
        assert isinstance(user.screen, ServerScreen)
        assert "gc=1 first" in user.shown("#profiles")
        await user.press("ctrl+x")
        await user.until_screen(AskScreen)


async def test_what_takes_no_seconds_says_so(go_server: str) -> None:
    async with listing(go_server) as user:
        await user.to_choice("goroutine?debug=2")
        assert "stops the whole program" in user.shown("#profiles")
        await user.press("s")
        assert "takes no seconds" in user.shown("#keys")
        assert isinstance(user.screen, ServerScreen)
