"""Every kind of fault on the wire, before a profile on the screen: it stays, and one line says why (R11, R12)."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from textual import events

from tests.fetch.misbehaving import Behaviour, FaultServer
from tests.fetch.test_faults import BROKEN, OK, SECRET, STALLS, drip, redirect, send
from tests.ui.driving import User, browsing
from tests.ui.test_wire_faults import FAULTS, bomb
from tui.fetch.target import parse_target
from tui.ui.loading import Manner
from tui.ui.widgets.line import Lines

Measured = Callable[..., None]
DEADLINE = 1.5
_GO = b"X-Go-Pprof: 1\r\nContent-Type: text/plain\r\n\r\n"


def refusal(status: bytes, words: bytes) -> Behaviour:
    return send(b"HTTP/1.1 " + status + b"\r\n" + _GO + words)


def bomb_in_an_encoding(client, head: bytes) -> None:
    client.sendall(OK + b"Content-Encoding: gzip\r\n")
    bomb(client, head)


KINDS: dict[str, Behaviour] = {
    **STALLS,
    **{name: behave for name, (behave, _) in BROKEN.items()},
    **{name: behave for name, (behave, _) in FAULTS.items() if not name.startswith("a hang")},
    "an endless body": drip(OK + b"\r\n", bytes(1 << 16), pause=0),
    "endless chunks": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"ffff\r\n" + bytes(65535) + b"\r\n", pause=0),
    "an endless refusal": drip(b"HTTP/1.1 500 Oops\r\n" + _GO, b"x" * 9999, pause=0),
    "a bomb in an encoding": bomb_in_an_encoding,
    "a redirect to a file": redirect("file:///etc/passwd"),
    "a redirect to ftp": redirect("ftp://127.0.0.1/"),
    "a redirect to nowhere": redirect("http://"),
    "a redirect that is no URL": redirect("//["),
    "a redirect to no port": redirect("http://127.0.0.1:99999/"),
    "a redirect to a socket": redirect("http+unix://%2Frun%2Fdocker.sock/x"),
    "a redirect to another origin": redirect("http://127.0.0.1:1/x"),
    "204": send(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "404": refusal(b"404 Not Found", b"Unknown profile\n"),
    "400": refusal(b"400 Bad Request", b"profile duration exceeds server's WriteTimeout\n"),
    "busy": refusal(b"500 Internal Server Error", b"Could not enable CPU profiling: cpu profiling already in use\n"),
    "401": refusal(b"401 Unauthorized", b"no\n"),
    "a page of a proxy": send(b"HTTP/1.1 504 Gateway Timeout\r\nContent-Type: text/html\r\n\r\n<html>nginx</html>"),
    "a length below none": send(OK, b"Content-Length: -5\r\n\r\nxx"),
    "a length that is no number": send(OK, b"Content-Length: abc\r\n\r\nxx"),
    "a length too small": send(OK, b"Content-Length: 2\r\n\r\n\x1f\x8b\x08\x00\x00"),
    "escapes in the reason": send(b"HTTP/1.1 500 \x1b[2J\x1b]52;c;AA\x07\r\nContent-Length: 0\r\n\r\n"),
    "an index in place of a profile": send(OK, b"\r\nheap profile: 1: 2 [3: 4]"),
}
TLS = (
    "an unknown authority",
    "TLS to a plain port",
    "TLS that hangs",
    "TLS closed at once",
    "plain to a TLS port",
    "refused",
)


async def stays(user: User, url: str, measured: Measured) -> float:
    """Order what fails; assert that the profile stays, and return the seconds until it is over."""
    await user.press("down", "down")
    session, most = user.session, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, slowest = time.monotonic(), 0.0
    user.app.load(Manner(timeout=DEADLINE, max_bytes=8 << 20).order(parse_target(url)))
    while user.app._progress is not None:
        assert time.monotonic() < began + 20
        if not 0.3 < time.monotonic() - began < DEADLINE - 0.4:
            # A key would take the line away, should it be there already.
            await asyncio.sleep(0.02)
            continue
        # A key is answered as ever while it lasts.
        state, pressed = user.state, time.monotonic()
        user.app.post_message(events.Key("up" if user.state.node.depth > 1 else "down", None))
        while user.state == state:
            assert time.monotonic() < pressed + 20
            await asyncio.sleep(0.002)
        slowest = max(slowest, time.monotonic() - pressed)
    over = time.monotonic() - began
    # A question, such as for fewer seconds, may lie over it.
    said = user.browser.query_one("#keys", Lines)
    await user.until(lambda: said.text().strip() and "fetching" not in said.text())
    line = said.text()
    assert user.session is session
    assert user.app._exception is None
    assert not {"\n", "\x1b", "\x07", "\x9b"} & set(line)
    assert SECRET not in user.everything()
    measured("ms to answer a key", 1000 * slowest, at_most=100)
    # Where it happened, the server's own words and what to do: all of it can be read on 80 columns.
    shown = user.browser._wrapped() or [line.strip()]
    assert "".join("".join(shown).split()) == "".join(line.split())
    measured("lines of the notice", len(shown), at_most=4)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) / 1024
    measured("MB more", more, at_most=100)
    assert more <= 100
    return over


@pytest.mark.rule("R11")
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_the_profile_stays(kind: str, measured: Measured) -> None:
    server = FaultServer(KINDS[kind])
    try:
        async with browsing("go127_cpu_5s_busy.pb.gz") as user:
            url = f"http://ops:{SECRET}@{server.address}/debug/pprof/heap?token={SECRET}"
            over = await stays(user, url, measured)
            measured("seconds past the deadline", max(0.0, over - DEADLINE), at_most=1)
    finally:
        server.close()


@pytest.mark.rule("R11")
@pytest.mark.slow
@pytest.mark.parametrize("kind", TLS)
async def test_the_profile_stays_when_tls_fails(kind: str, start_go_server, tmp_path: Path, measured: Measured) -> None:
    with ExitStack() as open_until_then:
        if kind in ("an unknown authority", "plain to a TLS port"):
            address = open_until_then.enter_context(start_go_server("-tls", str(tmp_path / "ca.pem")))
        else:
            behave = {"TLS that hangs": STALLS["before the head"], "TLS closed at once": send(b"")}
            server = FaultServer(behave.get(kind, send(OK, b"Content-Length: 2\r\n\r\nok")))
            address = server.address
            open_until_then.callback(server.close)
            if kind == "refused":
                server.close()
        scheme = "http" if kind in ("plain to a TLS port", "refused") else "https"
        async with browsing("go127_cpu_5s_busy.pb.gz") as user:
            await stays(user, f"{scheme}://ops:{SECRET}@{address}/debug/pprof/heap?token={SECRET}", measured)


@pytest.mark.rule("R11")
@pytest.mark.slow
def test_there_are_enough_kinds() -> None:
    assert len(KINDS) + len(TLS) >= 45


@pytest.mark.rule("R12")
@pytest.mark.slow
@pytest.mark.parametrize("stall", STALLS)
async def test_escape_calls_off_at_once(stall: str, measured: Measured) -> None:
    server = FaultServer(STALLS[stall])
    try:
        async with browsing("go127_cpu_5s_busy.pb.gz") as user:
            user.app.load(Manner(timeout=30).order(parse_target(f"http://{server.address}/debug/pprof/heap")))
            await user.until(lambda: server.requests)
            await user.pilot.pause(0.2)
            began = time.monotonic()
            await user.pilot.press("escape")
            await user.until(lambda: user.app._progress is None)
            measured("ms from Esc to the end", 1000 * (time.monotonic() - began), at_most=200)
            await user.until_shown("#keys", "cancelled")
    finally:
        server.close()
