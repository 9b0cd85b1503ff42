"""Loading never holds the screen up, can be called off, and a failure leaves what was on the screen."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.fetch.misbehaving import FaultServer
from tests.ui.driving import DATA, WIDE, User, browsing, profile_of, running, written
from tui.errors import NotAProfile, ProfileError, Unreachable
from tui.fetch.target import StdinTarget, parse_target
from tui.options import Options
from tui.pprof.encode import encode
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.waiting import WaitingScreen


@asynccontextmanager
async def fetched(url: str) -> AsyncIterator[User]:
    """Open a profile of a server."""
    async with running(Order(parse_target(url))) as user:
        await user.until_screen(BrowserScreen)
        await user.until_shown("#keys", "⏎ zoom")
        yield user


@pytest.fixture
def mute() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"127.0.0.1:{listener.getsockname()[1]}"


async def test_a_first_load_that_fails_ends_the_program_with_its_error(tmp_path: Path) -> None:
    broken = tmp_path / "page.html"
    broken.write_text("<html>not found</html>")
    async with running(Order(parse_target(str(broken)))) as user:
        await user.until(lambda: not user.app.is_running)
    assert user.app.return_code == 2
    assert isinstance(user.app.failure, NotAProfile)
    assert str(broken) in str(user.app.failure)
    assert "\n" not in str(user.app.failure)


async def test_a_sample_type_that_the_profile_lacks_ends_the_program() -> None:
    order = Order(parse_target(str(DATA / "go127_heap.pb.gz")), options=Options(sample_index="cycles"))
    async with running(order) as user:
        await user.until(lambda: not user.app.is_running)
    assert isinstance(user.app.failure, ProfileError)
    assert "cycles" in str(user.app.failure)
    assert "inuse_space" in str(user.app.failure)


async def test_a_server_that_is_not_there_ends_the_program(mute: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    async with running(Order(parse_target(address))) as user:
        await user.until(lambda: not user.app.is_running)
    assert isinstance(user.app.failure, Unreachable)
    assert address in str(user.app.failure)


async def test_waiting_says_for_what_and_esc_goes_on_to_the_opener(mute: str) -> None:
    async with running(Order(parse_target(f"{mute}/debug/pprof/heap"))) as user:
        await user.until_screen(WaitingScreen)
        await user.until_shown("#keys", "fetching", mute, "Esc cancels")
        await user.press("escape")
        await user.until_screen(OpenerScreen)
    assert user.app.failure is None


async def test_a_refetch_that_fails_keeps_the_profile_and_says_so_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cpu.pb.gz"
    shutil.copy(DATA / "go127_cpu_5s_busy.pb.gz", path)
    async with browsing(path) as user:
        await user.press("down", "down")
        before = (user.session, user.state)
        # WHEN the file is gone
        path.unlink()
        await user.press("R")
        # THEN the line at the bottom says so, and all else is as it was
        await user.until_shown("#keys", str(path), "no such file")
        assert (user.session, user.state) == before
        assert user.selected == "main.main.func1"
        # AND the next key takes the line away
        await user.press("down")
        assert "⏎ zoom" in user.shown("#keys")


async def test_a_refetch_shows_the_new_profile_under_the_old_selection(tmp_path: Path) -> None:
    # GIVEN a profile zoomed in, with a selection
    path = written(tmp_path, profile_of(("main;serve;encode", 30), ("main;serve;hash", 20), ("main;idle", 10)))
    async with browsing(path) as user:
        await user.press("down", "down", "enter", "down", "right")
        assert user.selected == "hash"
        # WHEN the file has other weights, and the refetch comes
        written(tmp_path, profile_of(("main;idle", 90), ("main;serve;hash", 70), ("main;serve;encode", 1)))
        before = user.session
        await user.press("R")
        await user.until(lambda: user.session is not before)
        # THEN zoom and selection are the same functions, with new numbers
        assert user.selected == "hash"
        assert user.name_of(user.session.tree.frame_of(user.state.viewport.node)) == "serve"
        await user.until_shown("#detail", "hash", "flat 70ns")


async def test_what_a_refetch_no_longer_has_falls_back_to_what_is_left(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main;serve;encode", 30), ("main;idle", 10)))
    async with browsing(path) as user:
        await user.press("G")
        assert user.selected == "encode"
        before = user.session
        written(tmp_path, profile_of(("main;idle", 10)))
        await user.press("R")
        await user.until(lambda: user.session is not before)
        assert user.name_of(user.session.tree.frame_of(user.state.node)) == "main"
        await user.until_shown("#flame-graph", "idle")


async def test_a_second_refetch_calls_the_first_off_and_brings_the_profile(go_server: str) -> None:
    async with fetched(f"{go_server}/debug/pprof/goroutine?seconds=1") as user:
        before = user.session
        await user.press("R")
        await user.until_shown("#keys", "fetching")
        await user.press("R")
        await user.until(lambda: user.session is not before)
        await user.until_shown("#keys", "⏎ zoom")


async def test_a_load_that_ends_under_the_help_takes_its_notice_away(go_server: str) -> None:
    async with fetched(f"{go_server}/debug/pprof/goroutine?seconds=1") as user:
        # WHEN the help is opened while the profile is fetched again
        before = user.session
        await user.press("R", "question_mark")
        await user.until_screen(HelpScreen)
        await user.until(lambda: user.session is not before)
        await user.press("escape")
        # THEN no notice of the fetch is left below, and Esc is back to its own work
        assert user.screen is user.browser
        assert "⏎ zoom" in user.shown("#keys")


async def test_a_load_called_off_on_another_screen_takes_its_notice_away() -> None:
    # GIVEN a server that answers once, and then hangs
    answered, body = Event(), encode(profile_of(("main;serve", 3)))

    def behave(client: socket.socket, _head: bytes) -> None:
        if answered.is_set():
            client.recv(1)
        answered.set()
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    server = FaultServer(behave)
    try:
        async with fetched(f"{server.address}/debug/pprof/heap") as user:
            # WHEN it is fetched again, and called off in the opener
            await user.press("down", "down", "enter", "R")
            await user.until_shown("#keys", "fetching")
            await user.press("o")
            await user.until_screen(OpenerScreen)
            await user.until_shown("#keys", "fetching")
            await user.press("escape")
            await user.until_shown("#keys", "cancelled")
            await user.press("escape")
            # THEN the profile says nothing more of it, and Esc is back to its own work
            assert user.screen is user.browser
            assert "⏎ zoom" in user.shown("#keys")
            await user.press("escape")
            assert len(user.state.zooms) == 1
    finally:
        server.close()


async def test_a_first_load_that_fails_under_the_help_ends_the_program_after_it(tmp_path: Path, mute: str) -> None:
    async with running(Order(parse_target(f"{mute}/debug/pprof/heap"), timeout=0.5)) as user:
        await user.until_screen(WaitingScreen)
        await user.press("question_mark")
        await user.until_screen(HelpScreen)
        await user.until(lambda: user.app._progress is None)
        assert user.app.is_running
        await user.press("escape")
        await user.until(lambda: not user.app.is_running)
    assert user.app.failure is not None


async def test_what_came_from_standard_input_cannot_be_fetched_again() -> None:
    async with running(Order(StdinTarget(encode(profile_of(("main", 1)))))) as user:
        await user.until_screen(BrowserScreen)
        await user.press("R")
        await user.until_shown("#keys", "standard input", "cannot be read again")


async def test_a_fetch_is_called_off_by_esc_and_the_profile_stays(mute: str) -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        await user.press("down", "enter", "o")
        await user.until_screen(OpenerScreen)
        await user.type(f"{mute}/debug/pprof/heap")
        await user.press("enter")
        await user.until_shown("#keys", "fetching", "Esc cancels")
        await user.press("escape")
        await user.until_shown("#keys", "cancelled")
        await user.press("escape")
        assert user.screen is user.browser
        assert user.selected == "runtime/pprof.Do"
        assert len(user.state.zooms) == 2


async def test_a_file_name_is_shown_clean(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main", 1)), "\x1b]52;c;AAAA\x07[bold].pb.gz")
    async with browsing(path, WIDE) as user:
        assert "\\x1b]52;c;AAAA\\x07[bold].pb.gz" in user.shown("#title")
        assert "\x1b" not in user.everything()
