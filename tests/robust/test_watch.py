"""Fetching again and again from a server that fails and restarts, by key and by a watch, whatever clocks say (R13).

Memory stays flat, no descriptor is lost, and there is never more than one request at a time.
"""

from __future__ import annotations

import gc
import gzip
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from tests.fetch.misbehaving import FaultServer
from tests.ui.driving import DATA, NARROW, User, running
from tui.fetch.target import parse_target
from tui.pprof import profile_pb2 as pb
from tui.snapshots import MOST
from tui.ui.loading import Order
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.browser import BrowserScreen

pytestmark = pytest.mark.rule("R13")
Measured = Callable[..., None]
BODY = (DATA / "go127_compiler_net_http_cpu.pb.gz").read_bytes()
"""One of 805 functions: whatever is kept of each of them is seen in memory."""
MEGABYTE = 1 << 20


class Moody:
    """Serves a profile, and fails in one of several ways three times in ten."""

    def __init__(self) -> None:
        self._random = Random(7)
        self._lock = threading.Lock()
        self.served = self.asked = self.open = self.most_open = 0
        self.body = BODY
        """What it serves when it is well."""

    def __call__(self, client: socket.socket, _head: bytes) -> None:
        with self._lock:
            self.asked += 1
            self.open += 1
            self.most_open = max(self.most_open, self.open)
        # As long as a second one would take to come.
        time.sleep(0.005)
        # Before it is answered: whoever has the answer may ask anew before this thread goes on.
        with self._lock:
            self.open -= 1
        self._answer(client)

    def _answer(self, client: socket.socket) -> None:
        body = self.body
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        # The first one comes, or there would be nothing to keep.
        mood = self._random.random() if self.asked > 1 else 1.0
        if mood < 0.06:
            return
        if mood < 0.12:
            client.sendall(head + body[: len(body) // 2])
        elif mood < 0.18:
            client.sendall(b"HTTP/1.1 500 No\r\nX-Go-Pprof: 1\r\nContent-Length: 4\r\n\r\nbusy")
        elif mood < 0.24:
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>\x1b[2")
        elif mood < 0.30:
            client.sendall(b"SSH-2.0-OpenSSH_9\r\n")
        else:
            client.sendall(head + body)
            self.served += 1


async def fetches(user: User, moody: Moody, times: int) -> None:
    for _ in range(times):
        asked = moody.asked
        await user.press("R")
        await user.until(lambda asked=asked: moody.asked > asked)
        await user.until(lambda: not user.app._progress)
        assert user.session.profile.n_samples > 0


def held() -> tuple[int, int]:
    """Return resident bytes and open descriptors of this process."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096, len(os.listdir("/proc/self/fd"))


async def held_at_rest(user: User, server: FaultServer) -> tuple[int, int]:
    """Return the same while nothing is fetched: a fetch under way has descriptors, and the server runs here, too."""
    user.app.freeze()
    await user.until(lambda: not user.app._progress and not server._open)
    found = held()
    user.app.freeze()
    return found


async def soak(times: int, measured: Measured) -> None:
    moody = Moody()
    server = FaultServer(moody)
    try:
        async with running(Order(parse_target(f"http://{server.address}/debug/pprof/heap")), NARROW) as user:
            # Before there is a profile, nothing can be fetched again.
            await user.until_screen(BrowserScreen)
            # As many profiles are kept as have room, and by then there are.
            await fetches(user, moody, 3 * MOST)
            memory, descriptors = await held_at_rest(user, server)
            await fetches(user, moody, times)
            after, now_open = await held_at_rest(user, server)
    finally:
        server.close()
    assert moody.served > times // 2
    assert moody.most_open == 1
    judge(after - memory, now_open - descriptors, measured)


def judge(more: int, descriptors: int, measured: Measured) -> None:
    measured("MB more", more / MEGABYTE, at_most=10)
    measured("descriptors more", descriptors, at_most=2)
    assert descriptors <= 2
    assert more <= 10 * MEGABYTE


class Jumping(datetime):
    """A clock that is a day ahead, or a day behind, whenever it is looked at."""

    _days = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        cls._days = -1 if cls._days > 0 else 1
        return datetime.now(tz) + timedelta(days=cls._days)


def body_at(days: int, share: int) -> bytes:
    """The profile as a server has it whose clock is days off, and which has counted a share of what it had."""
    made = pb.Profile.FromString(gzip.decompress(BODY))
    made.time_nanos += days * 86_400 * 10**9
    for sample in made.sample:
        sample.value[:] = [value // share for value in sample.value]
    return gzip.compress(made.SerializeToString())


async def polled(user: User, moody: Moody, times: int) -> None:
    """Wait until the watch has asked so often; the server starts again, and its clock jumps, every now and then."""
    bodies, until = cycle([body_at(1, 1), body_at(-1, 3), body_at(0, 7)]), moody.asked + times
    while moody.asked < until:
        moody.body = next(bodies)
        goal = min(until, moody.asked + 7)
        await user.until(lambda goal=goal: moody.asked >= goal)
        assert user.app._exception is None
        assert user.session.profile.n_samples > 0


async def watch_for(times: int, measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.ui.watching._AFTER_FAILURE", 0)
    monkeypatch.setattr("tui.ui.fetching._TICK", 0.02)
    monkeypatch.setattr("tui.ui.loading.datetime", Jumping)
    moody = Moody()
    servers = [FaultServer(moody)]
    address = servers[0].address
    try:
        async with running(Order(parse_target(f"http://{address}/debug/pprof/heap")), NARROW) as user:
            await user.until_screen(BrowserScreen)
            # WHEN a function is selected, whose course is counted anew with every profile
            await user.press("2", "down")
            await user.press("z")
            await user.until_screen(AskScreen)
            await user.type("1")
            await user.press("enter")
            await user.until(lambda: user.app.watched is not None)
            # A second between two would make this an hour.
            user.app.watched.seconds = 0
            # As many profiles are kept as have room, and by then there are.
            await polled(user, moody, 3 * MOST)
            memory, descriptors = await held_at_rest(user, servers[-1])
            for _ in range(10):
                await polled(user, moody, times // 10)
                # WHEN the server is away for a moment, and is there again at the same port
                servers[-1].close()
                await user.pilot.pause(0.1)
                servers.append(FaultServer(moody, int(address.rpartition(":")[2])))
            await polled(user, moody, 10)
            after, now_open = await held_at_rest(user, servers[-1])
            await user.until(lambda: "watching, every 1 s" in user.everything())
            await user.until(lambda: user.app._browser().trend())
    finally:
        servers[-1].close()
    assert moody.served > times // 2
    assert moody.most_open == 1
    judge(after - memory, now_open - descriptors, measured)


@pytest.fixture(autouse=True)
def away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=pytest.mark.slow)])
async def test_fetches_by_key(times: int, measured: Measured) -> None:
    await soak(times, measured)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("times", [20, pytest.param(1000, marks=pytest.mark.slow)])
async def test_fetches_of_a_watch(times: int, measured: Measured, monkeypatch: pytest.MonkeyPatch) -> None:
    await watch_for(times, measured, monkeypatch)
