"""Hundreds of texts that a terminal would act upon, in every place that a text comes from: none gets through (R15)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, command, environment
from tests.fetch.misbehaving import FaultServer
from tests.robust.payloads import PAYLOADS, acted_upon, sendable
from tui.pprof import profile_pb2 as pb

pytestmark = [pytest.mark.rule("R15"), pytest.mark.timeout(900)]
REPORTS = ("-raw", "-top", "-tree", "-peek=.", "-list=.", "-traces", "-tags", "-comments")
IN_PROFILE = ("type", "unit", "name", "file", "mapping", "id", "key", "value", "comment", "url", "line")
COUNT = len(PAYLOADS)


def whole(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape" if re.search("[\udc80-\udcff]", text) else "strict")


def profile(sources: Path) -> bytes:
    """One stack of a function a payload; every text has the payload, after a word that says where and which it is."""
    strings = [b""]

    def at(place: str, number: int) -> int:
        before = f"{sources}/" if place == "file" else "https://x/" if place == "url" else ""
        strings.append(before.encode() + f"{place}{number}z".encode() + whole(PAYLOADS[number]))
        return len(strings) - 1

    every = range(COUNT)
    made = pb.Profile(
        sample_type=[pb.ValueType(type=at("type", n), unit=at("unit", n)) for n in every],
        mapping=[pb.Mapping(id=n + 1, filename=at("mapping", n), build_id=at("id", n)) for n in every],
        function=[pb.Function(id=n + 1, name=at("name", n), filename=at("file", n)) for n in every],
        location=[
            pb.Location(id=n + 1, mapping_id=n + 1, address=n + 1, line=[pb.Line(function_id=n + 1, line=1)])
            for n in every
        ],
        sample=[
            pb.Sample(
                location_id=[n + 1 for n in every],
                value=[7] * COUNT,
                label=[pb.Label(key=at("key", n), str=at("value", n)) for n in every],
            )
        ],
        comment=[at("comment", n) for n in every],
        doc_url=at("url", 1),
    )
    made.string_table.extend(strings)
    return bytes(made.SerializeToString())


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Path:
    """The profile, and beside it the sources that it names, with the payloads in them."""
    file = home / "made.pb"
    file.write_bytes(profile(tmp_path))
    for number, payload in enumerate(PAYLOADS):
        source = os.fsencode(tmp_path) + f"/file{number}z".encode() + whole(payload)
        if b"\x00" not in source and b"/" not in whole(payload):
            Path(os.fsdecode(source)).write_bytes(f"line{number}z".encode() + whole(payload) + b"\n")
    return file


def told(raw: bytes, place: str) -> set[int]:
    """Return which payloads of a place are on the terminal, each known by its word."""
    return {int(number) for number in re.findall(rb"(?<![a-z])%s(\d+)z" % place.encode(), raw)}


@pytest.mark.slow
def test_reports(home: Path, made: Path, measured: Callable[..., None]) -> None:
    raw = b""
    for report in REPORTS:
        with Terminal(home, report, "-nodecount=-1", str(made), size=(300, 60)) as terminal:
            assert terminal.ended() == 0, terminal.raw
            assert acted_upon(terminal.raw) == []
            raw += terminal.raw
    # THEN all of them were there to be seen, or nothing was proved
    seen = {place: len(told(raw, place)) for place in IN_PROFILE}
    assert COUNT >= 300
    assert {place for place, count in seen.items() if count < 300} <= {"url", "line", "type", "unit"}, seen
    assert all(seen.values()), seen


@pytest.mark.slow
def test_the_screen(home: Path, made: Path) -> None:
    with Terminal(home, str(made), size=(180, 60)) as terminal:
        terminal.until_shown("levels")
        for keys in ("1", "2", "3", "4", "5", "6", "7", "8"):
            terminal.press(keys)
            for _ in range(COUNT // 40):
                terminal.child.send("\x1b[6~")
                terminal.read(0.1)
        terminal.press("1")
        for _ in range(40):
            terminal.child.send("t")
            terminal.read(0.1)
        terminal.press("T")
        for _ in range(COUNT // 10):
            terminal.child.send("\x1b[6~")
            terminal.read(0.05)
        terminal.press("\x1b")
        terminal.press("q")
        assert terminal.ended() == 0
        assert acted_upon(terminal.raw) == []
        seen = {place: len(told(terminal.raw, place)) for place in IN_PROFILE}
        assert seen["name"] >= 300, seen
        # Of the other places there is room for a few; in reports they all are.
        assert all(seen[place] for place in ("type", "unit", "file", "mapping", "key", "value")), seen


@pytest.fixture
def echo() -> Iterator[str]:
    """A server that refuses with the payload that is asked for, in the reason or in the body."""

    def behave(client: socket.socket, head: bytes) -> None:
        place, number = re.search(rb"/(reason|body)/(\d+)", head).groups()
        said = f"{place.decode()}{int(number)}z".encode() + whole(PAYLOADS[int(number)])
        if place == b"reason":
            client.sendall(b"HTTP/1.1 500 " + said + b"\r\nContent-Length: 0\r\n\r\n")
        else:
            client.sendall(b"HTTP/1.1 500 No\r\nX-Go-Pprof: 1\r\nContent-Type: text/plain\r\n\r\n" + said)

    server = FaultServer(behave)
    yield server.address
    server.close()


@pytest.mark.slow
@pytest.mark.parametrize("place", ["reason", "body"])
def test_what_a_server_says(home: Path, echo: str, place: str) -> None:
    sources = [f"{echo}/{place}/{number}" for number in range(COUNT)]
    with Terminal(home, "-top", *sources, size=(500, 50)) as terminal:
        assert terminal.ended() == 2
    assert acted_upon(terminal.raw) == []
    # A reason that has a line's end in it ends there.
    assert len(told(terminal.raw, place)) >= 300, terminal.raw[-3000:]


def errors(home: Path, *arguments: str, **changes: str) -> bytes:
    done = subprocess.run(
        [command(), *arguments], env=environment(home, **changes), capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 2
    return done.stderr


@pytest.mark.slow
def test_arguments(home: Path) -> None:
    for number, payload in enumerate(PAYLOADS):
        said = errors(home, "-top", f"/nowhere/argv{number}z{sendable(payload)}")
        assert acted_upon(said) == []
        assert told(said, "argv") == {number}


@pytest.mark.slow
def test_the_environment(home: Path, made: Path) -> None:
    raw = b""
    for number in range(0, COUNT, 12):
        texts = (f"env{n}z{sendable(PAYLOADS[n])}" for n in range(number, min(number + 12, COUNT)))
        with Terminal(home, str(made), EDITOR=f"/nowhere/{''.join(texts)}", size=(500, 30)) as terminal:
            terminal.until_shown("levels")
            for keys in ("j", "4", "E"):
                terminal.press(keys)
            terminal.press("q")
            terminal.ended()
            assert acted_upon(terminal.raw) == []
            raw += terminal.raw
    assert len(told(raw, "env")) >= 300


def test_the_net_catches_what_it_is_for() -> None:
    assert acted_upon(b"\x1b[31mtext\x1b[0m\r\n") == []
    for payload in PAYLOADS:
        # The end of a line is one of ours as well.
        assert acted_upon(whole(payload)) or payload[0] == "\n", repr(payload)
