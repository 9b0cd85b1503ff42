"""A watched source is fetched by itself, one fetch at a time, until it is frozen or another one is opened."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fetch.misbehaving import FaultServer
from tests.ui.driving import DATA, WIDE, User, browsing, profile_of, running, written
from tui.demo.program import DemoProgram
from tui.errors import NoneFetched, Refused, WayOut
from tui.fetch.access import Access
from tui.fetch.target import parse_target
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.ui.loading import Order
from tui.ui.screens.asking import AskScreen, OfferScreen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.watching import Watch

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n%b"
WHO = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n"
REFUSED = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"


def grown(hash_: int, encode_: int) -> Profile:
    return profile_of(("main;serve;hash", hash_), ("main;serve;encode", encode_), ("main;idle", 10))


class Growing:
    """A server whose profile has ever more of `hash`; it counts how many requests are open at a time."""

    def __init__(self) -> None:
        self.served = self.open = self.most_open = 0
        self.broken = False
        self.pause = 0.0
        self.token = ""

    def __call__(self, client: socket.socket, head: bytes) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            time.sleep(self.pause)
            self.served += 1
            body = encode(grown(100 * self.served, 50))
            let_in = f"Bearer {self.token}".encode() in head or not self.token
            client.sendall(REFUSED if self.broken else WHO if not let_in else OK % (len(body), body))
        finally:
            self.open -= 1


@pytest.fixture
def growing() -> Growing:
    return Growing()


@pytest.fixture
def server(growing: Growing) -> Iterator[str]:
    started = FaultServer(growing)
    yield started.address
    started.close()


async def watch(user: User, seconds: str = "1") -> None:
    await user.press("z")
    await user.until_screen(AskScreen)
    await user.type(seconds)
    await user.press("enter")


async def test_a_server_is_watched_and_frozen(server: str, growing: Growing) -> None:
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await user.until_shown("#flame-graph", "root")
        await user.press("down", "down", "down")
        assert user.selected == "hash"
        # WHEN it is watched THEN profiles come by themselves, and the keys stay where they were
        await watch(user)
        await user.until_shown("#title", "watching, every 1 s")
        await user.until_shown("#title", "#3 of 3")
        assert user.selected == "hash"
        assert "⏎ zoom" in user.shown("#keys")
        # WHEN it is frozen THEN no more come
        await user.press("z")
        await user.until_shown("#title", "frozen")
        await user.until(lambda: growing.open == 0)
        count = user.app.snapshots.count
        await asyncio.sleep(1.5)
        assert user.app.snapshots.count == count
        # WHEN it goes on THEN they do
        await user.press("z")
        await user.until(lambda: user.app.snapshots.count > count)
        assert growing.most_open == 1


async def test_who_looks_at_an_earlier_one_is_left_there(server: str) -> None:
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await watch(user)
        await user.until(lambda: user.app.snapshots.count > 1)
        await user.press("left_square_bracket")
        await user.until(lambda: user.browser.view.snapshot is not user.app.snapshots.latest)
        shown, count = user.browser.view.snapshot, user.app.snapshots.count
        await user.until(lambda: user.app.snapshots.count > count + 1)
        await user.until_shown("#title", f" of {user.app.snapshots.count} ")
        assert user.browser.view.snapshot is shown


async def test_a_cpu_profile_follows_upon_the_other(go_server: str) -> None:
    async with running(Order(parse_target(f"{go_server}/debug/pprof/profile?seconds=1")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await user.press("z")
        await user.until_shown("#title", "watching")
        await user.until_shown("#title", "#3 of 3")
        assert user.session.sample_type(user.state).type == "cpu"
        assert "⏎ zoom" in user.shown("#keys"), "nobody is kept from the keys while it goes on"


async def test_never_more_than_one_fetch_is_under_way(server: str, growing: Growing) -> None:
    growing.pause = 1.5
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await watch(user)
        await user.until(lambda: user.app.snapshots.count == 3)
        await user.press("z")
        assert growing.most_open == 1


async def test_a_failure_is_said_and_the_watching_goes_on(
    server: str, growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.ui.watching._AFTER_FAILURE", 1)
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await watch(user)
        await user.until(lambda: user.app.snapshots.count > 1)
        growing.broken = True
        await user.until_shown("#keys", "server answered 500 No", "Asked again in 1 s; z freezes.")
        before, shown = user.app.snapshots.count, user.session
        assert "watching" in user.shown("#title")
        growing.broken = False
        await user.until(lambda: user.app.snapshots.count > before)
        await user.until(lambda: user.session is not shown)
        # AND it is no longer said once it is no longer so
        assert "⏎ zoom" in user.shown("#keys")


def test_a_server_that_says_when_to_come_again_is_left_in_peace_until_then() -> None:
    watch = Watch(Order(parse_target("h:1/debug/pprof/heap")), seconds=1)
    busy = Refused("server answered 429", status=429, way_out=WayOut(later=True, after=120))
    assert watch.failed(busy) == 120
    assert watch.failed(NoneFetched("nothing", [Refused("no", status=500), busy])) == 120
    assert watch.failed(Refused("no", status=500)) == 10
    assert Watch(watch.order, seconds=300).failed(busy) == 300


async def test_what_the_user_gave_to_fetch_again_is_for_the_watch_too(
    server: str, growing: Growing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.ui.watching._AFTER_FAILURE", 1)
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await watch(user)
        await user.until(lambda: user.app.snapshots.count > 1)
        # GIVEN a server that wants a token now
        growing.token = "t0ken"
        await user.until_shown("#keys", "401", "Asked again")
        # WHEN it is given THEN the watch goes on with it
        await user.press("R")
        await user.until_screen(OfferScreen)
        await user.press("enter")
        await user.until_screen(AskScreen)
        await user.type("t0ken")
        await user.press("enter")
        await user.until_screen(BrowserScreen)
        await user.until(lambda: not user.app._progress)
        count = user.app.snapshots.count
        await user.until(lambda: user.app.snapshots.count > count + 1)
        # AND so it does with another length of time, but not with another profile
        assert user.app.watched is not None
        await user.press("z")
        order = user.app.watched.order
        for path, taken_over in (("heap?seconds=1", True), ("goroutine", False)):
            target = parse_target(f"{server}/debug/pprof/{path}", access=Access(token="t0ken"))
            count = user.app.snapshots.count
            user.app.load(replace(order, source=target, quiet=False))
            await user.until(lambda count=count: user.app.snapshots.count > count)
            assert (user.app.watched.order.source == target) is taken_over
            assert user.app.watched.order.quiet


async def test_watching_ends_where_another_profile_is_opened(server: str, growing: Growing) -> None:
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await watch(user)
        await user.until_shown("#title", "watching")
        await user.press("o")
        await user.until_screen(OpenerScreen)
        user.screen.query_one("#target").value = str(DATA / "go127_heap.pb.gz")
        await user.press("enter")
        await user.until(lambda: isinstance(user.screen, BrowserScreen) and "go127" in user.session.title)
        await user.until(lambda: growing.open == 0)
        served = growing.served
        await asyncio.sleep(1.5)
        assert growing.served == served
        assert "watching" not in user.shown("#title")


async def test_a_watched_file_counts_once_until_it_is_written_anew(tmp_path: Path) -> None:
    path = written(tmp_path, grown(10, 10))
    async with browsing(path, WIDE) as user:
        await watch(user)
        await user.until_shown("#title", "watching")
        await asyncio.sleep(2.5)
        assert user.app.snapshots.count == 1
        written(tmp_path, grown(70, 10))
        await user.until_shown("#title", "#2 of 2")


async def test_a_demo_is_waited_for_also_while_something_is_watched(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    may, start = threading.Event(), DemoProgram.start

    def slowly(program: DemoProgram) -> str:
        may.wait(20)
        return start(program)

    monkeypatch.setattr(DemoProgram, "start", slowly)
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await watch(user)
        await user.until_shown("#title", "#2 of 2")
        # GIVEN a demo that takes its time
        await user.press("o")
        await user.until_screen(OpenerScreen)
        await user.press("tab")
        await user.to_choice("demo: a live Python program")
        await user.press("enter")
        await user.until_shown("#keys", "starting the demo program")
        # WHEN a fetch of what is watched is due THEN it waits, and the demo is still what comes
        await asyncio.sleep(1.5)
        assert "starting the demo program" in user.shown("#keys")
        may.set()
        await user.until_screen(ServerScreen)


@pytest.mark.parametrize("width", [80, 60, 50, 40])
async def test_notes_give_way_to_the_name_of_the_selection(server: str, width: int) -> None:
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), (width, 20)) as user:
        await user.until_screen(BrowserScreen)
        await user.until_shown("#flame-graph", "root")
        # GIVEN several profiles, a base and a watch, so as many notes as there can be
        await user.press("down", "down", "D", "R")
        await user.until(lambda: user.app.snapshots.count == 2)
        await watch(user, "60")
        await user.until(lambda: user.app.watched is not None)
        await user.until(lambda: "serve" in user.everything().split("\n")[-3])
        line = user.everything().split("\n")[-3]
        # THEN the name stands whole, and the notes say which profile this is, as far as there is room for both
        assert line.startswith(" serve ")
        assert "#2 of 2" in line
        assert "watching" in line or width < 50


async def test_the_interval_of_a_watch_is_changed_by_a_line(server: str, growing: Growing) -> None:
    async with running(Order(parse_target(f"{server}/debug/pprof/heap")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await user.until_shown("#flame-graph", "root")
        for line, said in (("watch", "watch needs whole seconds"), ("watch 0", "watch needs"), ("watch x", "watch")):
            await user.press("colon")
            await user.type(line)
            await user.press("enter")
            assert said in user.everything()
            await user.press("escape")
        await user.press("colon")
        await user.type("watch 600")
        await user.press("enter")
        await user.until_shown("#title", "watching, every 600 s")
        before = growing.served
        await user.press("Z")
        await user.until_screen(AskScreen)
        await user.press("1", "enter")
        await user.until_shown("#title", "watching, every 1 s")
        await user.until(lambda: growing.served > before + 1)
