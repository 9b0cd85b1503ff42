"""Several sources are fetched while the screen is up: each has its line, one that fails is named, Esc calls all off."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.fetch.misbehaving import Behaviour, FaultServer
from tests.ui.driving import DATA, WIDE, User, running
from tui.errors import NoneFetched
from tui.fetch.target import FileTarget, StdinTarget
from tui.fetch.targets import Asking
from tui.gathering import Plan, Wish, planned
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.waiting import WaitingScreen

HEAP = (DATA / "go127_heap.pb.gz").read_bytes()
CPU = str(DATA / "go127_cpu_5s_busy.pb.gz")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n"


class Gated:
    """Answers with a heap profile once it may."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.begun = threading.Event()

    def __call__(self, client: socket.socket, _head: bytes) -> None:
        client.sendall(OK % len(HEAP) + HEAP[:100])
        self.begun.set()
        assert self.may.wait(60)
        client.sendall(HEAP[100:])


@pytest.fixture
def start() -> Any:
    """Start a server that behaves like this; returns its address."""
    with ExitStack() as stack:

        def start(behave: Behaviour) -> str:
            server = FaultServer(behave)
            stack.callback(server.close)
            if isinstance(behave, Gated):
                stack.callback(behave.may.set)
            return server.address

        yield start


@pytest.fixture
def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"127.0.0.1:{taken.getsockname()[1]}"


def several(*sources: str, base: str = "") -> Order:
    return Order(planned(Wish(sources, base=base, diff_base=bool(base), asking=Asking(profile="heap"))))


async def until_line(user: User, *texts: str) -> None:
    await user.until(lambda: any(all(text in line for text in texts) for line in user.shown("#sources").split("\n")))


async def test_each_source_has_its_line_until_all_are_there(start: Callable[[Behaviour], str]) -> None:
    first, second = Gated(), Gated()
    addresses = [start(first), start(second)]
    async with running(several(*addresses)) as user:
        # GIVEN two servers that have begun to answer
        await user.until_screen(WaitingScreen)
        for address in addresses:
            await until_line(user, address, "waiting")
        await user.until_shown("#keys", "fetching 2 sources", "0 done", "Esc cancels")
        # WHEN one is done THEN its line says so, and the other is still awaited
        first.may.set()
        await until_line(user, addresses[0], f"{len(HEAP):,} bytes, done")
        await user.until_shown("#keys", "1 done")
        assert isinstance(user.screen, WaitingScreen)
        # WHEN both are THEN they are one profile, with a label for each
        second.may.set()
        await user.until_screen(BrowserScreen)
        profile = user.session.profile
        assert {profile.strings[text] for text in set(profile.labels.string.tolist())} >= set(addresses)
        assert all(address in user.session.title for address in addresses)


async def test_one_that_fails_is_named_and_the_rest_goes_on(start: Callable[[Behaviour], str], nobody: str) -> None:
    slow = Gated()
    address = start(slow)
    async with running(several(address, nobody), WIDE) as user:
        await user.until_screen(WaitingScreen)
        await until_line(user, nobody, "connection refused")
        slow.may.set()
        await user.until_screen(BrowserScreen)
        await user.until_shown("#keys", "1 of 2 did not come", f"connection refused by {nobody}")
        assert "\n" not in user.shown("#keys")
        assert user.session.profile.n_samples > 0


async def test_a_file_that_is_missing_has_its_line(
    start: Callable[[Behaviour], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Gated()
    monkeypatch.chdir(tmp_path)
    async with running(several(start(slow), "gone.pb.gz"), WIDE) as user:
        await user.until_screen(WaitingScreen)
        await until_line(user, "gone.pb.gz", "no such file")
        slow.may.set()
        await user.until_screen(BrowserScreen)
        await user.until_shown("#keys", "1 of 2 did not come", "no such file")


async def test_if_all_fail_the_program_ends_with_why(nobody: str) -> None:
    async with running(several(nobody, nobody)) as user:
        await user.until(lambda: not user.app.is_running)
    assert isinstance(user.app.failure, NoneFetched)
    assert ["refused" in str(failure) for failure in user.app.failure.failures] == [True, True]


async def test_esc_calls_all_of_them_off(start: Callable[[Behaviour], str]) -> None:
    slow = [Gated(), Gated(), Gated()]
    async with running(several(*map(start, slow))) as user:
        await user.until_screen(WaitingScreen)
        await user.until(lambda: all(one.begun.is_set() for one in slow))
        await user.until_shown("#keys", "Esc cancels")
        began = time.monotonic()
        await user.press("escape")
        await user.until_screen(OpenerScreen)
        assert time.monotonic() - began < 15
    assert user.app.failure is None


async def test_they_are_fetched_again_together(go_server: str) -> None:
    async with running(several(go_server, go_server, base=go_server), WIDE) as user:
        await user.until_screen(BrowserScreen)
        assert "minus" in user.session.title
        await user.press("R")
        await user.until_shown("#title", "#2 of 2")


async def test_what_is_missing_is_said_when_the_rest_is_shown(start: Callable[[Behaviour], str]) -> None:
    def answer(client: socket.socket, _head: bytes) -> None:
        client.sendall(OK % len(HEAP) + HEAP)

    failing = FaultServer(answer)
    address = failing.address
    order = several(start(answer), address)
    async with running(order, WIDE) as user:
        await user.until_screen(BrowserScreen)
        # GIVEN a server of two that is gone
        failing.close()
        before = user.session
        await user.press("R")
        await user.until(lambda: user.session is not before)
        # THEN the numbers of the other one are told to be that
        await user.until_shown("#keys", "1 of 2 did not come", f"connection refused by {address}")
        await user.until_shown("#title", "#2 of 2", " incomplete ")
        await user.press("down")
        assert "⏎ zoom" in user.shown("#keys")

        async def comes(number: int) -> None:
            user.app.load(replace(order, refresh=True, quiet=True))
            await user.until_shown("#title", f"#{number} of {number}")

        # WHEN they are watched THEN it is not said again and again, and no other notice goes away
        user.browser.notice("something else")
        await comes(3)
        assert "something else" in user.shown("#keys")
        # AND once it is back the title says nothing of it
        failing = FaultServer(answer, port=int(address.rpartition(":")[2]))
        await comes(4)
        assert "incomplete" not in user.shown("#title")
        failing.close()
        # AND it is said of the first that it is missing in, until it is back
        await user.press("down")
        await comes(5)
        await user.until_shown("#keys", "1 of 2 did not come")
        failing = FaultServer(answer, port=int(address.rpartition(":")[2]))
        await comes(6)
        assert "⏎ zoom" in user.shown("#keys")
        failing.close()


@pytest.mark.parametrize("anew", [0, 1])
async def test_a_command_names_files_only_as_long_as_they_hold_the_same(tmp_path: Path, anew: int) -> None:
    first, second = (tmp_path / name for name in ("first.pb.gz", "second.pb.gz"))
    first.write_bytes(HEAP)
    second.write_bytes(HEAP)
    async with running(Order(planned(Wish((str(first),), base=str(second), diff_base=True)))) as user:
        await user.until_screen(BrowserScreen)
        await user.press("2", "Y", "c")
        await user.until(lambda: user.app.clipboard.endswith(f" -diff_base={second} {first}"))
        file = (first, second)[anew]
        file.write_bytes(HEAP + b"\n")
        await user.press("Y", "c")
        await user.until_shown("#keys", f"no command shows this: {file}: it has changed since, or is gone")


async def test_merged_files_that_stand_still_come_once(tmp_path: Path) -> None:
    first, second = (tmp_path / name for name in ("first.pb.gz", "second.pb.gz"))
    first.write_bytes(HEAP)
    second.write_bytes(HEAP)
    async with running(Order(planned(Wish((str(first), str(second)))))) as user:
        await user.until_screen(BrowserScreen)
        fetched = []
        load = user.app.load
        user.app.load = lambda order: (fetched.append(order), load(order))
        user.browser.watch_every(0)
        await user.until(lambda: len(fetched) > 3)
        assert user.app.snapshots.count == 1
        # WHEN one of them is another THEN it counts
        second.write_bytes(HEAP + b"\n")
        await user.until(lambda: user.app.snapshots.count == 2)


def test_standard_input_among_them_is_read_before_the_screen_takes_the_keys(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.fetch.source.read_stdin", lambda _limit: HEAP)
    plan = Order(planned(Wish(("-", CPU)))).with_stdin_read().source
    assert isinstance(plan, Plan)
    assert isinstance(plan.targets[0], StdinTarget)
    assert plan.targets[0].body == HEAP
    assert isinstance(plan.targets[1], FileTarget)
