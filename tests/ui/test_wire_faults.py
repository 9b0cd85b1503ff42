"""Whatever a server does on the wire, the screen takes keys, keeps the profile, and says what happened in one line."""

from __future__ import annotations

import socket
import struct
import zlib
from collections.abc import Iterator

import pytest

from tests.fetch.misbehaving import Behaviour, FaultServer
from tests.ui.driving import User, browsing, running
from tui.fetch.target import parse_target
from tui.ui.loading import Manner, Order
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen

pytestmark = pytest.mark.rule("R11")
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
SECRET = "c4nary-s3cret"
DEADLINE = 2.0


def send(*pieces: bytes) -> Behaviour:
    return lambda client, head: client.sendall(b"".join(pieces))


def hang(client: socket.socket, head: bytes) -> None:
    while client.recv(4096):
        pass


def hang_in_the_body(client: socket.socket, head: bytes) -> None:
    client.sendall(OK + b"Content-Length: 9999\r\n\r\nabc")
    hang(client, head)


def reset(client: socket.socket, head: bytes) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def bomb(client: socket.socket, head: bytes) -> None:
    # What is packed is the same each time after a full flush, so nobody waits for the server to pack it.
    packer, piece = zlib.compressobj(1, wbits=31), bytes(1 << 20)
    first, more = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    client.sendall(OK + b"\r\n" + first + 255 * more)


HANGS = {"before the head": hang, "in the body": hang_in_the_body}
FAULTS = {
    "a hang before the head": (hang, "no answer within 2 s"),
    "a hang in the body": (hang_in_the_body, "only 3 bytes came within 2 s"),
    "a connection closed at once": (send(b""), "closed the connection without an answer"),
    "a reset": (reset, ""),
    "a body cut off": (send(OK, b"Content-Length: 82\r\n\r\n", b"x" * 40), "server closed after 40 of 82 bytes"),
    "a page": (send(OK, b"\r\n<!DOCTYPE html><title>Sign in</title>"), "web page"),
    "nothing": (send(OK, b"Content-Length: 0\r\n\r\n"), "not a single byte"),
    "a bomb": (bomb, "larger than 8,388,608 bytes"),
    "a redirect loop": (
        send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /again\r\n\r\n"),
        "redirected more than 5 times",
    ),
    "words with escapes": (
        send(
            b"HTTP/1.1 500 No\r\nX-Go-Pprof: 1\r\nContent-Type: text/plain\r\n\r\n",
            b"\x1b]52;c;AAAA\x07[red]no[/red] %b\nsecond line" % SECRET.encode(),
        ),
        "[red]no[/red]",
    ),
    "an SSH banner": (send(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak proper HTTP"),
}


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    started = FaultServer(request.param)
    yield started.address
    started.close()


def url_of(server: str) -> str:
    return f"http://ops:{SECRET}@{server}/debug/pprof/heap?token={SECRET}"


async def wish_for(user: User, server: str) -> None:
    """Ask for a profile of the server, the one on the screen staying there."""
    order = Manner(timeout=DEADLINE, max_bytes=8 << 20).order(parse_target(url_of(server)))
    user.app.load(order)
    await user.pilot.pause()


@pytest.mark.parametrize(("server", "says"), FAULTS.values(), ids=FAULTS.keys(), indirect=["server"])
async def test_the_profile_stays_and_one_line_says_why(server: str, says: str) -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        await user.press("down", "down")
        before, selected = user.session, user.selected
        await wish_for(user, server)
        await user.until(lambda: user.shown("#keys").strip() and "fetching" not in user.shown("#keys"))
        line = user.shown("#keys")
        assert says in line
        assert server in line
        assert not {"\n", "\x1b", "\x07"} & set(line)
        assert SECRET not in user.everything()
        assert isinstance(user.screen, BrowserScreen)
        assert (user.session, user.selected) == (before, selected)
        # AND the next key takes the line away and does what it always does
        await user.press("up")
        assert "⏎ zoom" in user.shown("#keys")
        assert user.selected != selected


@pytest.mark.parametrize("server", HANGS.values(), ids=HANGS.keys(), indirect=True)
async def test_keys_are_answered_while_a_server_hangs_and_esc_calls_it_off(server: str) -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        user.app.load(Order(parse_target(url_of(server))))
        await user.until_shown("#keys", "fetching", "Esc cancels")
        # WHEN the user goes on with the profile that is there THEN every key does its work
        await user.press("down", "down")
        assert user.selected == "main.main.func1"
        await user.press("enter")
        assert len(user.state.zooms) == 2
        await user.press("2")
        await user.until_shown("#top-table", "flat")
        assert "fetching" in user.shown("#keys")
        await user.press("escape")
        await user.until_shown("#keys", "cancelled")
        assert len(user.state.zooms) == 2


@pytest.mark.parametrize("server", HANGS.values(), ids=HANGS.keys(), indirect=True)
async def test_a_list_that_hangs_leaves_the_field_to_type_in(server: str) -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        await user.type(server)
        await user.press("enter")
        await user.until_shown("#keys", "asking", "Esc cancels")
        await user.type("x")
        assert user.screen.query_one("#target").value.endswith("x")
        await user.press("escape")
        await user.until_shown("#keys", "cancelled")
        assert isinstance(user.screen, OpenerScreen)
