"""A refusal that can be helped offers how, one key takes it, and no secret is ever on the screen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.ui.driving import User, browsing, running
from tui.errors import Refused
from tui.fetch.access import Access, access_of
from tui.fetch.cancel import CancelToken
from tui.fetch.http import fetch_bytes
from tui.fetch.keyring import Keyring
from tui.fetch.recent import remember
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import parse_target
from tui.ui.loading import Manner, Order
from tui.ui.screens.asking import AskScreen, Offer, OfferScreen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.screens.waiting import WaitingScreen
from tui.ui.widgets.choices import Choices

PASSWORD, TOKEN = "c4nary-passw0rd", "c4nary-t0ken"
Start = Callable[..., AbstractContextManager[str]]


def written_below(folder: Path) -> bytes:
    return b"".join(str(path).encode() + path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def answer(user: User, text: str) -> None:
    await user.until_screen(AskScreen)
    await user.type(text)
    await user.press("enter")


async def open_typed(user: User, text: str) -> None:
    await user.until_screen(OpenerScreen)
    user.screen.query_one("#target").value = text
    await user.press("enter")


async def test_a_server_that_asks_for_a_password_gets_it_and_goes_on(start_go_server: Start, home: Path) -> None:
    with start_go_server("-basic", f"ops:{PASSWORD}") as address:
        async with running(Order(parse_target(address))) as user:
            # GIVEN a refusal at the very start, which is not the end
            await user.until_screen(OfferScreen)
            assert "401 Unauthorized" in user.shown("#wrong")
            assert "⏎ give user and password" in user.shown("#offers")
            await user.press("enter")
            # WHEN both are typed
            await answer(user, "ops")
            await user.until(lambda: "Password" in user.shown("#question"))
            await user.type(PASSWORD)
            assert PASSWORD not in user.everything()
            assert "•" * len(PASSWORD) in user.everything()
            await user.press("enter")
            # THEN it goes on, and what is fetched next needs no further word
            await user.until_screen(ServerScreen)
            names = [choice.columns[0] for choice in user.screen.query_one(Choices)._choices]
            await user.press("home", *["down"] * names.index("heap"), "enter")
            await user.until_screen(BrowserScreen)
            # AND the same server typed again is let in, too
            await user.press("o")
            await open_typed(user, f"{address}/debug/pprof/goroutine")
            await user.until(lambda: "goroutine" in user.browser.session.title)
            assert PASSWORD not in user.everything()
    assert PASSWORD.encode() not in written_below(home)


async def test_a_token_is_asked_for_where_no_password_is_wanted(start_go_server: Start, home: Path) -> None:
    with start_go_server("-bearer", TOKEN) as address:
        async with browsing("go127_heap.pb.gz") as user:
            await user.press("o")
            await open_typed(user, f"{address}/debug/pprof/heap")
            await user.until_screen(OfferScreen)
            assert "403 Forbidden" in user.shown("#wrong")
            await user.press("enter")
            # WHEN it cannot be a token THEN it is not sent, nor shown
            await answer(user, f"{TOKEN} x")
            assert "no token" in user.shown("#ask-foot")
            assert TOKEN not in user.everything()
            # WHEN it is the wrong one THEN it is offered again
            await user.press(*["backspace"] * 3)
            await user.press("enter")
            await user.until_screen(OfferScreen)
            assert "not for you" in user.shown("#wrong") or "not the one" in user.shown("#wrong")
            await user.press("enter")
            await answer(user, TOKEN)
            await user.until(lambda: isinstance(user.screen, BrowserScreen) and address in user.session.title)
            assert TOKEN not in user.everything()
    assert TOKEN.encode() not in written_below(home)


async def test_to_leave_it_leaves_the_former_profile_and_the_error_in_one_line(start_go_server: Start) -> None:
    with start_go_server("-bearer", TOKEN) as address:
        async with browsing("go127_heap.pb.gz") as user:
            before = user.session
            await user.press("o")
            await open_typed(user, f"{address}/debug/pprof/heap")
            await user.until_screen(OfferScreen)
            await user.press("escape")
            await user.until_shown("#keys", "403 Forbidden")
            assert "\n" not in user.shown("#keys")
            await user.press("escape", "escape")
            await user.until(lambda: user.screen is user.browser)
            assert user.session is before


async def test_all_that_the_server_says_is_there_to_read_on_any_screen() -> None:
    said = "server says: ask the platform team, who keep the list of those that may take profiles of this cluster"
    whole = f"a-host-of-many.letters.example.org:6060/debug/pprof/heap: {said}. Pass a token with -token-file FILE."
    async with browsing("go127_heap.pb.gz") as user:
        user.app.push_screen(OfferScreen(whole, [Offer("enter", "⏎", "try again")]))
        await user.until_screen(OfferScreen)
        for width, height in ((80, 24), (60, 20), (200, 50), (80, 24)):
            await user.pilot.resize_terminal(width, height)
            await user.until(
                lambda: user.app.screen.size.width == width and width_of_all(user) <= width  # noqa: B023
            )
            assert " ".join(user.shown("#wrong").split()) == whole
            lines = user.screen.query_one("#wrong").region
            # AND it stands above what can be done, which is the last line
            assert lines.bottom == user.screen.query_one("#offers").region.y == height - 1


def width_of_all(user: User) -> int:
    """Return the cells of the widest line of the error."""
    return max(map(len, user.shown("#wrong").split("\n")))


async def test_to_leave_it_at_the_start_ends_the_program_with_the_error(start_go_server: Start) -> None:
    with start_go_server("-bearer", TOKEN) as address:
        async with running(Order(parse_target(address))) as user:
            await user.until_screen(OfferScreen)
            await user.press("escape")
            await user.until(lambda: not user.app.is_running)
        assert isinstance(user.app.failure, Refused)
        assert user.app.return_code == 2


async def test_a_length_that_the_server_allows_is_one_key_away(start_go_server: Start) -> None:
    with start_go_server("-write-timeout", "2s") as address:
        async with running(Order(parse_target(f"{address}/debug/pprof/profile?seconds=3"))) as user:
            await user.until_screen(OfferScreen)
            assert "exceeds server's WriteTimeout" in user.shown("#wrong")
            assert "⏎ fetch 2 s instead" in user.shown("#offers")
            # Two seconds are still too long for it, which is not known before.
            await user.press("enter")
            await user.until(lambda: "⏎ fetch 1 s instead" in user.shown("#offers"))
            await user.press("enter")
            await user.until_screen(BrowserScreen)
            assert 0.9e9 < user.session.profile.duration_nanos < 10e9


async def test_a_profile_in_use_can_be_tried_again(start_go_server: Start) -> None:
    with start_go_server() as address:
        # GIVEN somebody who profiles for long
        url, token = SecretUrl(f"http://{address}/debug/pprof/profile?seconds=60"), CancelToken()

        def profile() -> None:
            with pytest.raises(Exception, match="cancelled"):
                fetch_bytes(url, deadline=90, cancel=token)

        other = threading.Thread(target=profile)
        other.start()
        try:
            async with browsing("go127_heap.pb.gz") as user:
                await user.press("o")
                wanted = f"{address}/debug/pprof/profile?seconds=1"
                await open_typed(user, wanted)
                while True:
                    # The other one may not have begun yet.
                    await user.until(lambda: isinstance(user.screen, OfferScreen | BrowserScreen))
                    if isinstance(user.screen, OfferScreen):
                        break
                    await user.press("o")
                    await open_typed(user, wanted)
                assert "already in use" in user.shown("#wrong")
                # WHEN the other one has ended THEN one key does it
                token.cancel()
                other.join(30)
                while isinstance(user.screen, OfferScreen):
                    await user.press("enter")
                    await user.until(lambda: not isinstance(user.screen, OfferScreen))
                    await user.until(lambda: isinstance(user.screen, OfferScreen | BrowserScreen))
                assert user.session.sample_type(user.state).type == "cpu"
        finally:
            token.cancel()
            other.join(30)


async def test_a_user_without_a_password_is_asked_for_it_at_once(start_go_server: Start) -> None:
    with start_go_server("-basic", f"ops:{PASSWORD}") as address:
        async with running(None) as user:
            await open_typed(user, f"http://ops@{address}")
            await user.until_screen(AskScreen)
            assert "Password" in user.shown("#question")
            await answer(user, PASSWORD)
            await user.until_screen(ServerScreen)


async def test_the_token_of_the_environment_is_for_servers_named_on_the_screen(start_go_server: Start) -> None:
    manner = Manner(Keyring(access_of(environment={"PPROF_TUI_TOKEN": TOKEN})))
    with start_go_server("-bearer", TOKEN) as address:
        remember(f"http://{address}/debug/pprof/")
        async with running(None, manner=manner) as user:
            await user.until_screen(OpenerScreen)
            await user.press("tab", "enter")
            await user.until_screen(ServerScreen)


async def test_what_the_command_line_gave_for_one_server_is_not_sent_to_another(start_go_server: Start) -> None:
    keyring = Keyring()
    with start_go_server("-bearer", TOKEN) as named, start_go_server("-bearer", TOKEN) as other:
        keyring.learn(parse_target(named, access=Access(token=TOKEN)))
        async with running(None, manner=Manner(keyring)) as user:
            await open_typed(user, other)
            await user.until_screen(OfferScreen)
            await user.press("escape")
            await user.until_screen(OpenerScreen)
            await open_typed(user, named)
            await user.until_screen(ServerScreen)


async def test_keys_that_offer_nothing_do_nothing(start_go_server: Start) -> None:
    with start_go_server("-bearer", TOKEN) as address:
        async with running(Order(parse_target(address))) as user:
            await user.until_screen(OfferScreen)
            await user.press("j", "x", "down")
            assert isinstance(user.screen, OfferScreen)
            await user.press("p")
            await user.until_screen(AskScreen)
            assert "User" in user.shown("#question")
            # WHEN the question is left THEN so is the whole of it
            await user.press("escape")
            await user.until(lambda: not user.app.is_running)


async def test_what_cannot_be_helped_offers_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    async with running(None) as user:
        await open_typed(user, address)
        await user.until_shown("#keys", "refused")
        assert not isinstance(user.screen, OfferScreen | WaitingScreen)
