"""Fetching again and again from a server that fails and restarts: memory stays flat, no descriptor is lost (R13)."""

from __future__ import annotations

import gc
import os
import socket
from pathlib import Path
from random import Random

import pytest

from tests.fetch.misbehaving import FaultServer
from tests.ui.driving import DATA, NARROW, User, running
from tui.fetch.target import parse_target
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen

pytestmark = pytest.mark.rule("R13")
BODY = (DATA / "go127_heap.pb.gz").read_bytes()
MEGABYTE = 1 << 20


class Moody:
    """Serves a profile, and fails in one of several ways three times in ten."""

    def __init__(self) -> None:
        self._random = Random(7)
        self.served = self.asked = 0

    def __call__(self, client: socket.socket, _head: bytes) -> None:
        self.asked += 1
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY)
        # The first one comes, or there would be nothing to keep.
        mood = self._random.random() if self.asked > 1 else 1.0
        if mood < 0.06:
            return
        if mood < 0.12:
            client.sendall(head + BODY[: len(BODY) // 2])
        elif mood < 0.18:
            client.sendall(b"HTTP/1.1 500 No\r\nX-Go-Pprof: 1\r\nContent-Length: 4\r\n\r\nbusy")
        elif mood < 0.24:
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html>\x1b[2")
        elif mood < 0.30:
            client.sendall(b"SSH-2.0-OpenSSH_9\r\n")
        else:
            client.sendall(head + BODY)
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


async def soak(times: int) -> None:
    moody = Moody()
    server = FaultServer(moody)
    try:
        async with running(Order(parse_target(f"http://{server.address}/debug/pprof/heap")), NARROW) as user:
            # Before there is a profile, nothing can be fetched again.
            await user.until_screen(BrowserScreen)
            await fetches(user, moody, 30)
            memory, descriptors = held()
            await fetches(user, moody, times)
            after, now_open = held()
    finally:
        server.close()
    assert moody.served > times // 2
    assert now_open <= descriptors + 2
    assert after - memory <= 10 * MEGABYTE


async def test_some_fetches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path))
    await soak(20)


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_a_thousand_fetches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path))
    await soak(1000)
