"""Whatever a server does, a fetch ends in time, in bounds, and in one line."""

from __future__ import annotations

import gc
import gzip
import os
import random
import resource
import socket
import struct
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tui.errors import Cancelled, NotAProfile, ProfileError, Refused, TimedOut, TooLarge, Unreachable
from tui.fetch.cancel import CancelToken
from tui.fetch.endpoints import list_endpoints
from tui.fetch.http import Reply, fetch_bytes
from tui.fetch.secret_url import SecretUrl
from tui.fetch.source import load
from tui.fetch.target import ServerTarget, parse_target

Behaviour = Callable[[socket.socket, bytes], None]
Start = Callable[[Behaviour], Any]
"""The fixture `misbehave` of conftest.py."""
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
SECRET = "c4nary-s3cret"


def send(*pieces: bytes) -> Behaviour:
    return lambda client, head: client.sendall(b"".join(pieces))


def drip(start: bytes, piece: bytes, pause: float = 0.02) -> Behaviour:
    def behave(client: socket.socket, head: bytes) -> None:
        client.sendall(start)
        while True:
            client.sendall(piece)
            time.sleep(pause)

    return behave


def hang(client: socket.socket, head: bytes) -> None:
    while client.recv(4096):
        pass


def get(address: str, *, deadline: float = 20, max_bytes: int = 1 << 20, cancel: CancelToken | None = None) -> Reply:
    url = SecretUrl(f"http://ops:{SECRET}@{address}/debug/pprof/heap?token={SECRET}")
    return fetch_bytes(url, deadline=deadline, max_bytes=max_bytes, cancel=cancel)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


STALLS = {
    "before the head": hang,
    "dripping the status line": drip(b"HTTP/1.1 200 O", b"K"),
    "dripping headers": drip(OK, b"X: y\r\n"),
    "in the body": lambda client, head: (client.sendall(OK + b"Content-Length: 9\r\n\r\nabc"), hang(client, head)),
    "dripping a body with a length": drip(OK + b"Content-Length: 100000\r\n\r\n", b"x"),
    "dripping a body without a length": drip(OK + b"\r\n", b"x"),
    "dripping chunks": drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "saying 100 Continue for ever": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


REFUSALS_THAT_STALL = {
    "dripping the body of a refusal": drip(b"HTTP/1.1 503 No\r\nContent-Length: 100000\r\n\r\n", b"x"),
    "in the body of a refusal": lambda client, head: (
        client.sendall(b"HTTP/1.1 503 No\r\nContent-Length: 9\r\n\r\n"),
        hang(client, head),
    ),
}


@pytest.mark.rule("R12")
@pytest.mark.parametrize("deadline", [20, 0.6])
@pytest.mark.parametrize("stall", REFUSALS_THAT_STALL)
def test_a_refusal_does_not_wait_for_its_words(stall: str, deadline: float, misbehave: Start) -> None:
    server = misbehave(REFUSALS_THAT_STALL[stall])
    began = time.monotonic()
    with pytest.raises(Refused, match="server answered 503 No") as refused:
        get(server.address, deadline=deadline)
    assert refused.value.status == 503
    assert time.monotonic() - began < 5


@pytest.mark.rule("R12")
@pytest.mark.parametrize("stall", STALLS)
def test_the_deadline_holds_against_a_server(stall: str, misbehave: Start, measured: Callable[..., None]) -> None:
    server = misbehave(STALLS[stall])
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"within 0\.6 s\. Ask for fewer -seconds") as ended:
        get(server.address, deadline=0.6)
    took = time.monotonic() - began
    measured("seconds off the deadline", abs(took - 0.6), at_most=1)
    assert took < 5
    assert SECRET not in str(ended.value)


@pytest.mark.rule("R12")
@pytest.mark.parametrize("stall", [*STALLS, *REFUSALS_THAT_STALL])
def test_a_fetch_can_be_cancelled_while_a_server_is(
    stall: str, misbehave: Start, measured: Callable[..., None]
) -> None:
    server, token = misbehave((STALLS | REFUSALS_THAT_STALL)[stall]), CancelToken()
    timer = threading.Timer(0.3, token.cancel)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        get(server.address, cancel=token)
    took = time.monotonic() - began
    measured("ms from the call to the end of a fetch", 1000 * (took - 0.3), at_most=200)
    assert took < 5
    timer.join()


def test_what_was_cancelled_before_it_began_asks_nobody(misbehave: Start) -> None:
    server, token = misbehave(hang), CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        get(server.address, cancel=token)
    assert server.requests == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets connections hang when nobody accepts")
def test_connecting_can_be_cancelled_and_has_a_deadline() -> None:
    # GIVEN a listener whose queue is full, so that a connection is neither made nor refused
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        try:
            token = CancelToken()
            timer = threading.Timer(0.3, token.cancel)
            timer.start()
            began = time.monotonic()
            with pytest.raises(Cancelled):
                get(f"127.0.0.1:{address[1]}", cancel=token)
            timer.join()
            assert time.monotonic() - began < 5
            with pytest.raises(TimedOut, match=r"no answer within 0\.3 s"):
                get(f"127.0.0.1:{address[1]}", deadline=0.3)
        finally:
            for each in waiting:
                each.close()


def reset(client: socket.socket, head: bytes) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


BROKEN = {
    "closing at once": (send(b""), "closed the connection without an answer. Is it https"),
    "resetting": (reset, "reset|without an answer"),
    "cutting the body": (send(OK, b"Content-Length: 82\r\n\r\n", b"x" * 40), r"server closed after 40 of 82 bytes"),
    "cutting a chunk": (send(OK, CHUNKED, b"50\r\nxxxx"), r"server closed after 4 bytes\. Try"),
    "cutting between chunks": (send(OK, CHUNKED, b"4\r\nxxxx\r\n"), r"server closed after 4 bytes\. Try"),
    "a bad chunk size": (send(OK, CHUNKED, b"4\r\nxxxx\r\nzz\r\nxxxx"), "breaks the rules of HTTP after 4 bytes"),
    "a negative chunk size": (send(OK, CHUNKED, b"-1\r\nxxxx"), "breaks the rules of HTTP after 0 bytes"),
    "two lengths": (send(OK, b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"), "does not speak proper HTTP"),
    "an SSH banner": (send(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak proper HTTP. Is this the right port"),
    "binary noise": (send(bytes(range(128, 256)) * 9), "does not speak proper HTTP"),
    "a header of 100 kB": (send(OK, b"X: ", b"y" * 100_000, b"\r\n\r\n"), "does not speak proper HTTP"),
    "1000 headers": (send(OK, b"X: y\r\n" * 1000, b"\r\n"), "does not speak proper HTTP"),
    "an encoding nobody asked for": (send(OK, b"Content-Encoding: br\r\n\r\nx"), "Content-Encoding br unasked"),
    "gzip that is none": (send(OK, b"Content-Encoding: gzip\r\n\r\nxyz"), "Content-Encoding of the answer is damaged"),
    "half a gzip": (
        send(OK, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(bytes(99))[:-9]),
        "Content-Encoding of the answer is damaged",
    ),
    "many gzip members": (
        send(OK, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 20_000),
        "Content-Encoding of the answer is damaged",
    ),
}


@pytest.mark.rule("R11")
@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_answer_is_explained_in_one_line(fault: str, misbehave: Start) -> None:
    behave, says = BROKEN[fault]
    server = misbehave(behave)
    with pytest.raises(Unreachable, match=says) as broken:
        get(server.address)
    assert "\n" not in str(broken.value)
    assert SECRET not in str(broken.value)


@pytest.mark.rule("R11")
@pytest.mark.parametrize("end", [send(b""), reset], ids=["closes", "resets"])
def test_a_program_that_ends_while_it_profiles_is_not_taken_for_the_wrong_port(
    end: Behaviour, misbehave: Start
) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        time.sleep(1.2)
        end(client, head)

    with pytest.raises(Unreachable, match=r"ended after 1 s, before there was an answer\. Did the program") as broken:
        get(misbehave(behave).address)
    assert "https" not in str(broken.value)


@pytest.mark.rule("R11")
@pytest.mark.parametrize("pause", [0.2, 1.2])
def test_an_answer_that_is_reset_after_its_head_is_told_from_none(pause: float, misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        client.sendall(OK + b"Content-Length: 100000\r\n\r\nabc")
        time.sleep(pause)
        reset(client, head)

    with pytest.raises(Unreachable, match=r"reset in the middle of its answer\. Try again; a port-forward") as broken:
        get(misbehave(behave).address)
    assert "https" not in str(broken.value)


@pytest.mark.rule("R11")
def test_a_refused_connection_names_host_and_port() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unreachable, match=f"connection refused by {address}[.] Is the program running"):
        get(address)


@pytest.mark.rule("R11")
@pytest.mark.parametrize("host", ["a" * 70 + ".test", "a..b", "*.x"])
def test_a_host_that_cannot_be_is_one_line(host: str) -> None:
    with pytest.raises(Unreachable) as impossible:
        get(f"{host}:80")
    assert SECRET not in str(impossible.value)


@pytest.mark.rule("R11")
def test_an_endless_body_stops_at_the_limit(misbehave: Start) -> None:
    server = misbehave(drip(OK + b"\r\n", bytes(1 << 16), pause=0))
    before = peak_mb()
    with pytest.raises(TooLarge, match="more than 4 MB"):
        get(server.address, max_bytes=4 << 20)
    assert server.client_left.wait(5)
    assert peak_mb() - before < 100


@pytest.mark.rule("R11")
def test_a_body_in_tiny_pieces_takes_no_more_memory_than_in_large_ones(misbehave: Start) -> None:
    # GIVEN a quarter of a megabyte of which every two bytes are a chunk of their own
    chunks = b"".join(b"2\r\n%c%c\r\n" % (at % 251, at % 241) for at in range(1 << 10))
    server = misbehave(send(OK, b"Transfer-Encoding: chunked\r\n\r\n", chunks * (1 << 7), b"0\r\n\r\n"))
    url = SecretUrl(f"http://{server.address}/debug/pprof/heap")
    tracemalloc.start()
    try:
        assert len(fetch_bytes(url, deadline=60).body) == 1 << 18
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.rule("R11")
def test_an_endless_chunk_of_a_negative_length_is_not_read(misbehave: Start) -> None:
    server = misbehave(drip(OK + CHUNKED + b"-1\r\n", bytes(1 << 16), pause=0))
    before = peak_mb()
    with pytest.raises(Unreachable, match="breaks the rules of HTTP"):
        get(server.address, deadline=3)
    assert server.client_left.wait(5)
    assert peak_mb() - before < 100


@pytest.mark.rule("R11")
def test_an_endless_refusal_is_read_only_a_little(misbehave: Start) -> None:
    server = misbehave(drip(b"HTTP/1.1 500 Oops\r\nX-Go-Pprof: 1\r\nContent-Type: text/plain\r\n\r\n", b"x" * 9999, 0))
    with pytest.raises(Refused, match="server says: x") as refused:
        get(server.address)
    assert len(str(refused.value)) < 400
    assert server.client_left.wait(5)


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """512 MB of zeros, made in small pieces so that making it does not hide what inflating it would take."""
    packer, piece = zlib.compressobj(1, wbits=31), bytes(1 << 20)
    return b"".join([packer.compress(piece) for _ in range(512)] + [packer.flush()])


@pytest.mark.rule("R11")
def test_a_bomb_in_a_content_encoding_is_defused(misbehave: Start, bomb: bytes) -> None:
    server = misbehave(send(OK, b"Content-Encoding: gzip\r\n\r\n", bomb))
    before = peak_mb()
    with pytest.raises(TooLarge, match="more than 8 MB"):
        get(server.address, max_bytes=8 << 20)
    assert peak_mb() - before < 100


@pytest.mark.rule("R11")
def test_a_bomb_in_a_redirect_is_not_even_looked_at(misbehave: Start, bomb: bytes) -> None:
    goal = misbehave(send(OK, b"Content-Length: 2\r\n\r\nok"))
    there = f"Location: http://{goal.address}/x\r\n".encode()
    server = misbehave(send(b"HTTP/1.1 302 Found\r\nContent-Encoding: gzip\r\n", there, b"\r\n", bomb))
    before = peak_mb()
    assert get(server.address).body == b"ok"
    assert peak_mb() - before < 100


def test_an_unasked_gzip_is_undone_once(misbehave: Start) -> None:
    profile = gzip.compress(b"profile")
    server = misbehave(send(OK, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(profile)))
    assert get(server.address).body == profile


def redirect(location: str) -> Behaviour:
    return send(f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n".encode())


@pytest.mark.rule("R11", "R14")
@pytest.mark.parametrize("fault", ["resetting", "cutting the body", "an SSH banner"])
def test_what_breaks_behind_a_redirect_is_told_of_what_was_typed(fault: str, misbehave: Start) -> None:
    behave, says = BROKEN[fault]
    other = misbehave(behave)
    server = misbehave(redirect(f"http://{other.address}/cb?code=0nce-only"))
    with pytest.raises(Unreachable, match=f"redirected to {other.address}/cb: .*({says})") as broken:
        get(server.address)
    assert broken.value.where == f"{server.address}/debug/pprof/heap?token=xxxxx"
    assert "0nce-only" not in str(broken.value)


@pytest.mark.rule("R11")
def test_a_redirect_loop_ends(misbehave: Start) -> None:
    server = misbehave(redirect("/again"))
    with pytest.raises(Unreachable, match="redirected more than 5 times"):
        get(server.address)
    assert len(server.requests) == 6


@pytest.mark.rule("R11", "R14")
def test_credentials_stay_at_the_origin_they_were_typed_for(misbehave: Start) -> None:
    other = misbehave(send(OK, b"Content-Length: 2\r\n\r\nok"))
    server = misbehave(redirect(f"http://{other.address}/login"))
    assert get(server.address).body == b"ok"
    assert b"Authorization: Basic" in server.requests[0]
    assert b"authorization" not in other.requests[0].lower()
    assert SECRET.encode() not in other.requests[0]


def test_a_redirect_within_the_server_keeps_them(misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        answer = send(OK, b"Content-Length: 2\r\n\r\nok") if b"GET /next" in head else redirect("/next")
        answer(client, head)

    server = misbehave(behave)
    assert get(server.address).body == b"ok"
    assert b"Authorization: Basic" in server.requests[1]


@pytest.mark.rule("R11")
@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://", "//[", "http://127.0.0.1:99999/"]
)
def test_a_redirect_leads_to_http_or_nowhere(location: str, misbehave: Start) -> None:
    server = misbehave(redirect(location))
    with pytest.raises(Unreachable) as stopped:
        get(server.address)
    assert SECRET not in str(stopped.value)


@pytest.mark.rule("R11")
@pytest.mark.parametrize("location", ["//[", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://[x]/"])
def test_a_redirect_to_what_is_no_url_is_not_blamed_on_what_was_typed(location: str, misbehave: Start) -> None:
    server = misbehave(redirect(location))
    with pytest.raises(Unreachable, match=r"heap[^ ]*: redirected to something that is no URL\. Is the path"):
        get(server.address)


def test_every_request_asks_for_bytes_as_they_are_and_for_protobuf(misbehave: Start) -> None:
    server = misbehave(send(OK, b"Content-Length: 2\r\n\r\nok"))
    get(server.address)
    assert b"Accept-Encoding: identity" in server.requests[0]
    assert b"Content-Type: application/protobuf" in server.requests[0]


@pytest.mark.parametrize(
    ("words", "advises"),
    [
        ("profile duration exceeds server's WriteTimeout", "Try -seconds 25."),
        (f"bad \x1b[31m token {SECRET}\nsecond line", ""),
    ],
)
def test_words_of_pprof_handlers_are_quoted_clean_and_short(words: str, advises: str, misbehave: Start) -> None:
    head = b"HTTP/1.1 400 Bad Request\r\nX-Go-Pprof: 1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    server = misbehave(send(head, words.encode()))
    with pytest.raises(Refused) as refused:
        get(server.address)
    assert f"server says: {words[:4]}" in str(refused.value)
    assert advises in refused.value.remedy
    assert not {"\x1b", "\n"} & set(str(refused.value))
    assert SECRET not in str(refused.value)


@pytest.mark.rule("R11")
def test_a_page_of_a_proxy_is_not_quoted(misbehave: Start) -> None:
    server = misbehave(send(b"HTTP/1.1 504 Gateway Timeout\r\nContent-Type: text/html\r\n\r\n<html>nginx</html>"))
    with pytest.raises(Refused, match=r"server answered 504 Gateway Timeout\. A proxy in between gave up"):
        get(server.address)


def in_two_minutes() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)


@pytest.mark.parametrize(
    ("written", "after"), [("120", 120), ("in_two_minutes", 120), ("soon", 0), ("-3", 0), ("9" * 150, 0), ("", 0)]
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_may_say_when_to_try_again(status: int, written: str, after: int, misbehave: Start) -> None:
    when = in_two_minutes() if written == "in_two_minutes" else written
    server = misbehave(send(f"HTTP/1.1 {status} No\r\nRetry-After: {when}\r\nContent-Length: 0\r\n\r\n".encode()))
    with pytest.raises(Refused) as refused:
        get(server.address)
    assert refused.value.way_out.later
    assert after - 5 <= refused.value.way_out.after <= after
    assert refused.value.remedy == (f"Try again in {refused.value.way_out.after} s." if after else "Try again later.")


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "XYZ+5")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_from_greenwich")
@pytest.mark.parametrize("form", ["%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S -0000", "%a, %d %b %Y %H:%M:%S GMT"])
def test_a_time_to_try_again_is_one_of_greenwich(form: str, misbehave: Start) -> None:
    when = (datetime.now(UTC) + timedelta(seconds=120)).strftime(form)
    server = misbehave(send(f"HTTP/1.1 503 No\r\nRetry-After: {when}\r\nContent-Length: 0\r\n\r\n".encode()))
    with pytest.raises(Refused) as refused:
        get(server.address)
    assert 115 <= refused.value.way_out.after <= 120


@pytest.mark.rule("R11")
def test_a_login_page_with_200_is_named_by_its_title(misbehave: Start) -> None:
    server = misbehave(send(OK, b"\r\n<!DOCTYPE html><title> Sign in </title>"))
    with pytest.raises(NotAProfile, match=r'this is a web page "Sign in", not a profile. .*login page') as named:
        load(parse_target(f"{server.address}/debug/pprof/heap"))
    assert named.value.where == f"{server.address}/debug/pprof/heap"


@pytest.mark.rule("R11")
def test_an_empty_answer_is_no_profile(misbehave: Start) -> None:
    server = misbehave(send(OK, b"Content-Length: 0\r\n\r\n"))
    with pytest.raises(NotAProfile, match="not a single byte"):
        load(parse_target(f"{server.address}/debug/pprof/heap"))


def look_around(address: str) -> list[str]:
    target = parse_target(address)
    assert isinstance(target, ServerTarget)
    return [endpoint.name for endpoint in list_endpoints(target).endpoints]


def test_without_an_index_the_usual_names_are_tried(misbehave: Start) -> None:
    # GIVEN a server as Rust programs have it: a heap profile, a slow mutex profile, and no index
    def behave(client: socket.socket, head: bytes) -> None:
        if b"GET /debug/pprof/heap " in head:
            client.sendall(OK + b"\r\n" + gzip.compress(b"profile"))
        elif b"GET /debug/pprof/mutex " in head:
            hang(client, head)
        else:
            client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    server = misbehave(behave)
    # THEN both are offered, and a CPU profile too, though none was begun to find out
    assert look_around(server.address) == ["profile", "heap", "mutex"]
    assert not any(b"/profile" in head for head in server.requests)


@pytest.mark.rule("R14")
def test_a_login_that_a_title_is_too_short_for_is_left_out_whole(misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        line = b"/bin/shop\0-db\0postgres://me:" + SECRET.encode() * 100 + b"@db/x"
        title = send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", line)
        (title if b"/cmdline" in head else send(OK, b"\r\n<a href=heap>heap</a>"))(client, head)

    target = parse_target(misbehave(behave).address)
    assert isinstance(target, ServerTarget)
    assert list_endpoints(target).title == "shop -db"


@pytest.mark.rule("R14")
def test_a_title_shows_nothing_of_a_secret_that_has_blanks(misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        line = b"/bin/key-shop\0serve\0-H\0Authorization: Token abc\0--password=a long phrase\0-pw\0another one\0-v"
        title = send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", line)
        (title if b"/cmdline" in head else send(OK, b"\r\n<a href=heap>heap</a>"))(client, head)

    target = parse_target(misbehave(behave).address)
    assert isinstance(target, ServerTarget)
    title = "key-shop serve -H Authorization: xxxxx --password=xxxxx -pw xxxxx -v"
    assert list_endpoints(target).title == title


def packed(body: bytes) -> Behaviour:
    return send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(body))


def test_a_title_that_a_proxy_has_packed_is_unpacked(misbehave: Start) -> None:
    noise = random.Random(7).randbytes(30_000).hex().encode()

    def behave(client: socket.socket, head: bytes) -> None:
        answer = packed(b"/bin/shop\0-v\0" + noise) if b"/cmdline" in head else send(OK, b"\r\n<a href=heap>heap</a>")
        answer(client, head)

    target = parse_target(misbehave(behave).address)
    assert isinstance(target, ServerTarget)
    assert list_endpoints(target).title.startswith("shop -v")


def test_a_packed_page_is_no_profile_either(misbehave: Start) -> None:
    server = misbehave(packed(b"<html>" + random.Random(7).randbytes(3000).hex().encode()))
    with pytest.raises(Unreachable, match="no profiles are listed there"):
        look_around(server.address)


def test_a_server_that_answers_everything_with_a_page_has_no_profiles(misbehave: Start) -> None:
    server = misbehave(send(OK, b"\r\n<html><a href='/about'>about</a></html>"))
    with pytest.raises(Unreachable, match="no profiles are listed there"):
        look_around(server.address)


SIGN_IN = "<html><title>Sign in</title><a href='/login/forgot'>Forgot?</a><a href=/about>about</a></html>"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_login_page_that_a_list_leads_to_is_no_list(elsewhere: bool, misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        page = send(OK, b"\r\n", SIGN_IN.encode())
        at = other.address if elsewhere else server.address
        to_login = redirect(f"http://{at}/login/?next={head.split()[1].decode()}")
        (page if b"GET /login/" in head else to_login)(client, head)

    server, other = misbehave(behave), misbehave(behave)
    says = r'redirected to 127.*/login/, a web page "Sign in", not a list of profiles\. .*login page'
    with pytest.raises(NotAProfile, match=says) as refused:
        look_around(server.address)
    assert "next" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/team/debug/pprof/", "<a href=heap>heap</a>"),
        ("/v2/pprof/", "<a href=heap>heap</a>"),
        ("/profiles/", "Types of profiles available:<a href=heap>heap</a>"),
    ],
)
def test_a_list_may_be_moved(path: str, page: str, misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        there = send(OK, b"\r\n", page.encode())
        (there if f"GET {path} ".encode() in head else redirect(path))(client, head)

    server = misbehave(behave)
    assert look_around(server.address) == ["heap"]


@pytest.mark.parametrize("href", ["heap", "/debug/pprof/heap"])
def test_a_list_whose_slash_a_server_takes_away_has_its_profiles_below_it(href: str, misbehave: Start) -> None:
    def behave(client: socket.socket, head: bytes) -> None:
        there = send(OK, f"\r\n<a href={href}>heap</a>".encode())
        (there if b"GET /debug/pprof " in head else redirect("/debug/pprof"))(client, head)

    target = parse_target(misbehave(behave).address)
    assert isinstance(target, ServerTarget)
    index = list_endpoints(target)
    assert [(found.name, found.url.parts.path) for found in index.endpoints] == [("heap", "/debug/pprof/heap")]


def test_looking_around_can_be_cancelled(misbehave: Start) -> None:
    server, token = misbehave(hang), CancelToken()
    timer = threading.Timer(0.3, token.cancel)
    timer.start()
    target = parse_target(server.address)
    assert isinstance(target, ServerTarget)
    with pytest.raises(Cancelled):
        list_endpoints(target, cancel=token)
    timer.join()


@pytest.mark.rule("R11")
def test_no_thread_and_no_socket_is_left_behind(misbehave: Start) -> None:
    server = misbehave(send(OK, b"Content-Length: 2\r\n\r\nok"))
    for _ in range(20):
        get(server.address)
        with pytest.raises(ProfileError):
            get(server.address, max_bytes=1)
    time.sleep(0.2)
    ours = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert ours == []


ENDINGS = {
    "a length": send(OK, b"Content-Length: 2\r\n\r\nok"),
    "chunks": send(OK, CHUNKED, b"2\r\nok\r\n0\r\n\r\n"),
    "a negative chunk": BROKEN["a negative chunk size"][0],
    "half a body": BROKEN["cutting the body"][0],
    "a refusal": send(b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"),
}


@pytest.mark.rule("R11")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists the descriptors of a process there")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_socket_is_closed_without_a_collection_of_garbage(ending: str, misbehave: Start) -> None:
    server = misbehave(ENDINGS[ending])

    def fetch() -> None:
        with suppress(ProfileError):
            get(server.address)

    def descriptors() -> int:
        gives_up = time.monotonic() + 5
        # The server is in this process, and closes its own ends in its own time.
        while server.is_busy and time.monotonic() < gives_up:
            time.sleep(0.01)
        return len(os.listdir("/proc/self/fd"))

    fetch()
    gc.collect()
    gc.disable()
    try:
        before = descriptors()
        for _ in range(5):
            fetch()
        assert descriptors() - before < 5
    finally:
        gc.enable()
