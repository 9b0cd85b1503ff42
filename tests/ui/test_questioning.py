"""A question is answered before anything else comes onto the screen, and disks that do not answer hold nobody up."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from textual import events

from tests.fetch.misbehaving import Start
from tests.ui.driving import DATA, WIDE, User, browsing, running
from tui.arguments import parse
from tui.cli import _manner
from tui.fetch.target import parse_target
from tui.pprof.profile import Profile
from tui.ui.app import PprofApp
from tui.ui.loading import Order
from tui.ui.screens.asking import AskScreen, OfferScreen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.screens.waiting import WaitingScreen
from tui.ui.widgets.choices import Choices

HEAP = (DATA / "go127_heap.pb.gz").read_bytes()
INDEX = b"".join(
    f"<tr><td>3</td><td><a href='{name}?debug=1'>{name}</a></td></tr>".encode()
    for name in ("goroutine", "heap", "profile")
)


class Slow:
    """Lists at once, and gives profiles when it may."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.refuses = False

    def __call__(self, client: object, head: bytes) -> None:
        listing = b"/pprof/ " in head
        if not listing:
            self.may.wait(20)
        if self.refuses:
            client.sendall(  # type: ignore[attr-defined]
                b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
            )
            return
        body = b"<html>/debug/pprof/" + INDEX if listing else HEAP
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)  # type: ignore[attr-defined]


def at_once(user: User, *names: str) -> None:
    """Press keys without waiting for what they do."""
    for name in names:
        user.app.post_message(events.Key(name, name if len(name) == 1 else None))


async def answers(user: User, text: str) -> None:
    await user.until_screen(OpenerScreen)
    user.screen.query_one("#target").value = text
    await user.press("enter")


async def test_what_comes_takes_no_question_away(start: Start) -> None:
    slow = Slow()
    address = start(slow)
    async with running(Order(parse_target(address)), (100, 30)) as user:
        # GIVEN a fetch under way, and a question about another
        await user.until_screen(ServerScreen)
        await user.to_choice("heap")
        await user.press("enter")
        await user.to_choice("profile")
        await user.press("enter")
        await user.until_screen(AskScreen)
        # WHEN it comes THEN the question stays, and what is typed is its answer
        await user.type("1")
        slow.may.set()
        await user.until(lambda: user.app._progress is None)
        await user.type("7")
        assert isinstance(user.screen, AskScreen)
        assert user.screen.query_one("#answer").value == "17"
        # AND it is shown once that is answered, or left
        await user.press("escape")
        await user.until_screen(BrowserScreen)
        await user.until(lambda: not user.app._held)


async def test_a_password_is_asked_for_in_peace(start: Start) -> None:
    slow = Slow()
    first, second = start(slow), start(Slow())
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        before = user.browser
        await user.press("o")
        await answers(user, f"http://{first}/debug/pprof/heap")
        await user.until_shown("#keys", "fetching")
        # WHEN another is named, with a user THEN what was on its way is called off
        await answers(user, f"http://bob@{second}/debug/pprof/heap")
        await user.until_screen(AskScreen)
        await user.type("hunt")
        slow.may.set()
        await asyncio.sleep(0.3)
        await user.type("er2q")
        assert user.screen.query_one("#answer").value == "hunter2q"
        assert user.app.snapshots.count == 1
        await user.press("escape")
        await user.press("escape")
        await user.until(lambda: user.screen is before)
        assert user.state.pattern == ""
        assert not any(worker.name == "ask" for worker in user.app.workers)


async def test_who_types_in_the_opener_types_on(start: Start) -> None:
    slow = Slow()
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        await user.press("o")
        await answers(user, f"http://{start(slow)}/debug/pprof/heap")
        await user.until_shown("#keys", "fetching")
        # WHEN it comes while something else is typed THEN that goes on, and it is said
        await user.press("home", "q")
        slow.may.set()
        await user.until_shown("#keys", "debug/pprof/heap: it came, and is shown once this is done")
        await user.type("q")
        assert user.screen.query_one("#target").value.startswith("qqhttp://")
        # AND it is shown once the opener is left
        await user.press("escape")
        await user.until(lambda: "heap" in user.browser.session.title and user.app.snapshots.count == 2)
        assert user.state.pattern == ""


async def test_what_was_typed_back_or_named_brings_what_waits(start: Start) -> None:
    for way in ("typed back", "named"):
        slow = Slow()
        async with running(None, (100, 30)) as user:
            await answers(user, f"http://{start(slow)}/debug/pprof/heap")
            await user.until_shown("#keys", "fetching")
            await user.press("home", "q")
            slow.may.set()
            await user.until_shown("#keys", "it came")
            await user.press("backspace" if way == "typed back" else "enter")
            await user.until_screen(BrowserScreen)


async def test_what_is_named_twice_is_asked_about_once(start: Start) -> None:
    address = start(Slow())
    async with running(None, (100, 30)) as user:
        await user.until_screen(OpenerScreen)
        user.screen.query_one("#target").value = f"http://bob@{address}/debug/pprof/heap"
        at_once(user, "enter", "enter")
        await user.until_screen(AskScreen)
        await user.pilot.pause(0.2)
        assert sum(isinstance(screen, AskScreen) for screen in user.app.screen_stack) == 1


async def test_who_leaves_the_opener_has_no_demo() -> None:
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        await user.press("o")
        await user.until_screen(OpenerScreen)
        await user.press("tab")
        await user.to_choice("demo: a live Python program")
        await user.press("enter")
        await user.until_shown("#keys", "starting the demo program", "Esc cancels")
        # WHEN it is called off, and the opener left THEN it does not come, though it runs
        await user.press("escape")
        await user.until_shown("#keys", "demo: cancelled")
        await user.press("escape")
        await user.until(lambda: user.screen is user.browser)
        await user.until(lambda: not any(worker.name == "demo" for worker in user.app.workers))
        assert user.screen is user.browser
        assert user.app._progress is None


async def test_esc_calls_off_what_is_under_way_whatever_the_line_says(start: Start) -> None:
    slow = Slow()
    slow.may.set()
    async with running(Order(parse_target(start(slow))), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        await user.to_choice("heap")
        await user.press("enter")
        await user.until_screen(BrowserScreen)
        slow.may.clear()
        await user.press("R")
        await user.until_shown("#keys", "fetching")
        # WHEN something else is said, and Esc comes before the next word on how far it is
        at_once(user, "D", "escape")
        await user.until_shown("#keys", "cancelled")
        assert user.screen is user.browser
        assert user.app._progress is None


async def test_what_is_said_while_a_fetch_is_under_way_stays_until_the_next_key(start: Start) -> None:
    slow = Slow()
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        await user.press("o")
        await answers(user, f"http://{start(slow)}/debug/pprof/heap")
        await user.until_shown("#keys", "fetching")
        await answers(user, "./no-such-file")
        await user.until_shown("#keys", "no such file")
        await user.pilot.pause(0.4)
        assert "no such file" in user.shown("#keys")
        await user.press("home")
        await user.until_shown("#keys", "fetching")
        slow.may.set()
        await user.until(lambda: user.app.snapshots.count == 2)


async def test_esc_waits_for_no_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    found = threading.Event()

    def looks(*_: object, **__: object) -> list[object]:
        found.wait(20)
        raise OSError("Temporary failure in name resolution")

    monkeypatch.setattr("socket.getaddrinfo", looks)
    async with running(Order(parse_target("http://slow.internal:6060/debug/pprof/heap")), (100, 30)) as user:
        await user.until_screen(WaitingScreen)
        await user.until(lambda: "fetching" in user.everything())
        await user.press("escape")
        await user.until_screen(OpenerScreen)
        # (its thread still looks)
        assert any(worker.name == "load" and worker.is_running for worker in user.app.workers)
        assert user.app._progress is None
        found.set()


async def test_a_disk_that_does_not_answer_holds_no_key_up(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers_now, drawing = threading.Event(), threading.get_ident()
    exists, scandir = os.path.exists, os.scandir

    def waits(path: object = ".") -> None:
        assert threading.get_ident() != drawing, path
        answers_now.wait(20)

    def looks(path: object) -> bool:
        if str(path).startswith("/dead"):
            waits(path)
        return exists(path)  # type: ignore[arg-type]

    def lists(path: object = ".") -> object:
        if str(path).endswith("/pprof"):
            waits(path)
        return scandir(path)  # type: ignore[call-overload]

    (home / "pprof").mkdir()
    shutil.copy(DATA / "go127_heap.pb.gz", home / "pprof" / "pprof.server.inuse_space.001.pb.gz")
    monkeypatch.setattr(os.path, "exists", looks)
    monkeypatch.setattr(os, "scandir", lists)
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        # WHEN the opener comes THEN it is there before what was fetched before
        await user.press("o")
        await user.until_screen(OpenerScreen)
        choices = user.screen.query_one(Choices)
        assert [choice.columns[0] for choice in choices._choices] == ["Try it", "demo: a live Python program"]
        # AND what is named is looked for while keys act
        await answers(user, "/dead/x.pb.gz")
        await user.type("y")
        assert user.screen.query_one("#target").value.endswith("x.pb.gzy")
        await user.press("tab")
        assert choices.value() == "demo"
        answers_now.set()
        await user.until(lambda: any("pprof.server" in choice.columns[-1] for choice in choices._choices))
        assert choices.value() == "demo"
        await user.until_shown("#keys", "no such file")


async def test_what_the_command_line_says_holds_for_what_is_typed(home: Path, start: Start) -> None:
    asked: list[bytes] = []

    def behave(client: object, head: bytes) -> None:
        asked.append(head.split(b" ")[1])
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(HEAP) + HEAP)  # type: ignore[attr-defined]

    shutil.copy(DATA / "go127_heap.pb.gz", home / "mine.pb.gz")
    async with running(None, (100, 30), manner=_manner(parse(["-seconds", "1"]))) as user:
        await answers(user, f"http://{start(behave)}/debug/pprof/profile")
        await user.until_screen(BrowserScreen)
        assert asked == [b"/debug/pprof/profile?seconds=1"]
        # AND a home is one's own
        await user.press("o")
        await answers(user, "~/mine.pb.gz")
        await user.until(lambda: user.app.snapshots.count == 2)


async def test_a_list_is_given_as_long_as_the_user_wants(start: Start) -> None:
    def mute(_client: object, _head: bytes) -> None:
        time.sleep(3)

    async with running(Order(parse_target(start(mute)), timeout=0.5)) as user:
        await user.until(lambda: not user.app.is_running)
    assert "within 0.5 s" in str(user.app.failure)


async def test_a_list_asked_again_keeps_its_cursor_and_what_was_set(start: Start) -> None:
    async with running(Order(parse_target(start(Slow()))), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        await user.to_choice("heap")
        await user.press("c")
        before, screen = user.screen.query_one(Choices).cursor, user.screen
        assert "gc=1 first" in user.everything()
        await user.press("R")
        await user.until(lambda: user.app._progress is None)
        await user.pilot.pause()
        assert user.screen is screen
        assert user.screen.query_one(Choices).cursor == before
        assert "gc=1 first" in user.everything()


@pytest.mark.parametrize("width", [80, 120])
async def test_of_a_long_url_the_clock_and_the_key_are_seen(start: Start, width: int) -> None:
    slow = Slow()
    pod = "api/v1/namespaces/production/pods/shop-7d9f8c5b6-abcde:6060/proxy/debug/pprof"
    async with running(Order(parse_target(f"http://{start(slow)}/{pod}/heap")), (width, 24)) as user:
        await user.until_screen(WaitingScreen)
        await user.until(lambda: " s · Esc cancels" in user.everything())
        assert "127.0.0.1" in user.everything()
        assert "/heap" in user.everything()
        slow.may.set()
        await user.until_screen(BrowserScreen)


async def test_of_a_very_long_url_what_happened_is_seen(start: Start) -> None:
    def refuses(client: object, _head: bytes) -> None:
        client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")  # type: ignore[attr-defined]

    query = "&".join(f"matcher{number}=namespace-{number}-production-eu-west-1" for number in range(12))
    async with browsing("go127_heap.pb.gz") as user:
        await user.press("o")
        await answers(user, f"http://{start(refuses)}/render?format=pprof&{query}")
        await user.until(lambda: "502 Bad Gateway" in user.everything())


def test_what_is_known_of_sources_holds_no_profiles() -> None:
    from tests.ui.test_several import several
    from tui.gathering import Step
    from tui.opening import Opened
    from tui.ui.progress import Progress

    progress = Progress(several("h1:1", "h2:2"))
    profile = Profile.__new__(Profile)
    progress.stepped(Step(0, "h1", 10, Opened(profile, "h1", None, "")))
    assert "1 done" in progress.text(80)
    assert progress.lines()[0] == ("h1", "10 bytes, done")
    assert profile not in [value for values in vars(progress).values() if isinstance(values, list) for value in values]


async def test_what_comes_twice_in_a_moment_takes_no_screen_away_that_only_comes_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    came = PprofApp.came

    def thrice(app: PprofApp, result: Any, order: Order) -> None:
        for _ in range(3):
            came(app, result, order)

    monkeypatch.setattr(PprofApp, "came", thrice)
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        await user.until(lambda: not user.app._held)
        await user.until_screen(BrowserScreen)
        assert sum(isinstance(screen, BrowserScreen) for screen in user.app.screen_stack) == 1
        assert user.app.snapshots.count == 3


async def test_of_what_waits_only_the_last_is_shown_and_the_others_can_be_flipped_to(start: Start) -> None:
    slow = Slow()
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        await user.press("o")
        await answers(user, f"http://{start(slow)}/debug/pprof/heap")
        await user.until_shown("#keys", "fetching")
        await user.press("home", "q")
        slow.may.set()
        await user.until_shown("#keys", "it came")
        await answers(user, str(DATA / "go127_heap.pb.gz"))
        await user.until(lambda: isinstance(user.screen, BrowserScreen) and "#3 of 3" in user.everything())
        await user.press("left_square_bracket")
        await user.until(lambda: "#2 of 3" in user.everything())


async def test_what_is_typed_in_a_prompt_answers_no_offer(start: Start) -> None:
    slow = Slow()
    slow.may.set()
    async with running(Order(parse_target(f"http://{start(slow)}/debug/pprof/heap")), (100, 30)) as user:
        await user.until_screen(BrowserScreen)
        slow.may.clear()
        slow.refuses = True
        await user.press("R")
        await user.until_shown("#keys", "fetching")
        await user.press("slash")
        await user.type("ma")
        slow.may.set()
        await user.until(lambda: user.app._progress is None)
        await user.type("t")
        assert user.screen is user.browser
        await user.press("enter")
        assert user.state.pattern == "mat"
        await user.until_screen(OfferScreen)


async def test_a_lone_opener_that_is_emptied_shows_what_waits(start: Start) -> None:
    slow = Slow()
    async with running(None, (100, 30)) as user:
        await answers(user, f"http://{start(slow)}/debug/pprof/heap")
        await user.until_shown("#keys", "fetching")
        await user.press("home", "q")
        slow.may.set()
        await user.until_shown("#keys", "it came")
        await user.press("escape")
        await user.until_screen(BrowserScreen)


async def test_a_watch_rests_while_something_waits_and_ends_with_it(start: Start) -> None:
    watched, slow = Slow(), Slow()
    watched.may.set()
    async with running(Order(parse_target(f"http://{start(watched)}/debug/pprof/heap")), (100, 30)) as user:
        await user.until_screen(BrowserScreen)
        user.browser.watch_every(0)
        await user.until(lambda: user.app.snapshots.count > 2)
        await user.press("o")
        address = start(slow)
        await answers(user, f"http://{address}/debug/pprof/heap")
        await user.press("home", "q")
        slow.may.set()
        await user.until_shown("#keys", "it came")
        count = user.app.snapshots.count
        await user.pilot.pause(0.5)
        assert user.app.snapshots.count == count
        await user.press("escape")
        await user.until(lambda: address in user.browser.session.title)
        await user.pilot.pause(0.5)
        assert address in user.browser.session.title
        assert user.app.watched is None
        assert user.app.snapshots.count == count


async def test_what_is_named_last_comes_and_not_the_demo(start: Start) -> None:
    slow = Slow()
    address = start(slow)
    async with running(None, (100, 30)) as user:
        await user.until_screen(OpenerScreen)
        await user.press("tab")
        await user.to_choice("demo: a live Python program")
        await user.press("enter")
        await user.until_shown("#keys", "starting the demo program")
        await user.press("tab")
        await answers(user, f"http://{address}/debug/pprof/heap")
        await user.until(lambda: not any(worker.name == "demo" for worker in user.app.workers))
        slow.may.set()
        await user.until_screen(BrowserScreen)
        assert address in user.browser.session.title


async def test_a_demo_that_was_called_off_can_be_chosen_again() -> None:
    async with running(None, (100, 30)) as user:
        await user.until_screen(OpenerScreen)
        await user.press("tab")
        await user.to_choice("demo: a live Python program")
        await user.press("enter", "escape")
        await user.press("enter")
        await user.until_screen(ServerScreen)


async def test_who_leaves_while_a_name_is_looked_for_has_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers_now, exists = threading.Event(), os.path.exists

    def looks(path: object) -> bool:
        if str(path).endswith("mine.pb.gz"):
            answers_now.wait(20)
        return exists(path)  # type: ignore[arg-type]

    shutil.copy(DATA / "go127_heap.pb.gz", home / "mine.pb.gz")
    monkeypatch.setattr(os.path, "exists", looks)
    async with browsing("go127_heap.pb.gz", (100, 30)) as user:
        await user.press("o")
        await answers(user, str(home / "mine.pb.gz"))
        # WHEN it takes a while THEN that is said, and Esc calls it off
        await user.until_shown("#keys", "looking for it · Esc cancels")
        await user.press("escape")
        assert isinstance(user.screen, OpenerScreen)
        await user.press("escape")
        await user.until(lambda: user.screen is user.browser)
        answers_now.set()
        await user.pilot.pause(0.3)
        assert user.screen is user.browser
        assert user.app.snapshots.count == 1


async def test_of_a_name_that_is_named_again_at_once_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    unheard: list[object] = []
    exists = os.path.exists
    monkeypatch.setattr(os.path, "exists", lambda path: time.sleep(0.1) or exists(path))
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: unheard.append(context))
        user.screen.query_one("#target").value = "./no-such-file"
        for _ in range(3):
            at_once(user, "enter")
            await asyncio.sleep(0.05)
        await user.until_shown("#keys", "no such file")
        await user.until(lambda: not user.app.workers)
        await user.pilot.pause(0.1)
        gc.collect()
        assert unheard == []


@pytest.mark.parametrize("key", ["R", "enter"])
async def test_esc_right_after_a_fetch_began_calls_it_off(start: Start, key: str) -> None:
    slow = Slow()
    async with running(Order(parse_target(start(slow))), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        await user.to_choice("heap")
        if key == "R":
            slow.may.set()
            await user.press("enter")
            await user.until_screen(BrowserScreen)
            slow.may.clear()
        before = user.screen
        at_once(user, key, "escape")
        await user.until_shown("#keys", "cancelled")
        assert user.screen is before
        assert user.app._progress is None


async def test_a_long_list_keeps_its_cursor(start: Start) -> None:
    rows = b"".join(b"<tr><td>3</td><td><a href='p%04d?debug=1'>p</a></td></tr>" % number for number in range(1100))

    def lists(client: object, _head: bytes) -> None:
        body = b"<html>/debug/pprof/" + rows
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)  # type: ignore[attr-defined]

    async with running(Order(parse_target(start(lists))), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        await user.press(*["down"] * 5)
        screen = user.screen
        assert isinstance(screen, ServerScreen)
        before = screen._endpoint()
        await user.press("R")
        await user.until(lambda: user.app._progress is None)
        assert screen._endpoint() == before


async def test_that_something_came_is_said_no_more_once_it_is_there(start: Start) -> None:
    slow, lists = Slow(), threading.Event()
    lists.set()

    def behave(client: object, head: bytes) -> None:
        if b"/pprof/ " in head:
            lists.wait(20)
        slow(client, head)

    async with running(Order(parse_target(start(behave))), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        lists.clear()
        await user.to_choice("heap")
        await user.press("R")
        await user.until_shown("#keys", "asking")
        await user.press("question_mark")
        await user.until(lambda: user.app.is_covered)
        lists.set()
        await user.until(lambda: user.app._held)
        await user.press("escape")
        await user.until(lambda: not user.app._held)
        await user.until_shown("#keys", "⏎ fetch")
