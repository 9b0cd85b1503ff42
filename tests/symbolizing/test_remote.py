"""Names from the server that a profile came from: a small one that answers as servers do, and a real Go server."""

from __future__ import annotations

import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tui.fetch.access import NO_ACCESS, Access
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import UrlTarget
from tui.opening import open_profile
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.symbolizing.how import RUN, How
from tui.symbolizing.symbolize import lacks_names

ADDRESSES = (0x401000, 0x402000, 0x403000)
MAP = b"00400000-00500000 r-xp 00000000 00:00 0 /srv/bakery\n"


@dataclass
class Bakery:
    """A server of a program in C++ with gperftools, which names addresses at its own path."""

    address: str = ""
    symbol_path: str = "/pprof/symbol"
    refuses: dict[str, int] = field(default_factory=dict)
    """Status by method, for questions about names."""
    moves_to: str = ""
    asked: list[tuple[str, str, bytes, str]] = field(default_factory=list)
    """Method, path with query, body and Authorization of each question."""


@pytest.fixture
def bakery() -> Iterator[Bakery]:
    it = Bakery()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, body: bytes, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def name(self, question: bytes) -> None:
            it.asked.append((self.command, self.path, question, self.headers.get("Authorization", "")))
            if self.path.partition("?")[0] != it.symbol_path:
                self.answer(b"", 404)
            elif it.moves_to:
                self.answer(b"", 307, (("Location", it.moves_to),))
            elif self.command in it.refuses:
                self.answer(b"", it.refuses[self.command])
            else:
                words = [word for word in question.partition(b"&")[0].split(b"+") if word]
                names = {0x401000: b"_ZN6bakery5kneadEi", 0x402000: b"oven(int, char const*)", 0x403000: b""}
                lines = [b"%s\t%s\n" % (word, names[int(word, 16)]) for word in words]
                self.answer(b"num_symbols: 1\n" + b"".join(lines) + b"0x999 nobody_asked\nno answer at all\n0x401000")

        def do_POST(self) -> None:
            self.name(self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            if "symbol" in self.path:
                self.name(self.path.partition("?")[2].encode())
            else:
                self.answer(cpu_profile())

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    it.address = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield it
    server.shutdown()
    thread.join()
    server.server_close()


def cpu_profile() -> bytes:
    words = [0, 3, 0, 10000, 0]
    for address in ADDRESSES:
        words += [1, 1, address]
    return struct.pack(f"{len(words) + 3}Q", *words, 0, 1, 0) + MAP


def opened(bakery: Bakery, path: str = "/pprof/profile", access: Access = NO_ACCESS) -> tuple[Profile, tuple[str, ...]]:
    came = open_profile(UrlTarget(SecretUrl(f"http://{bakery.address}{path}", access)))
    return came.profile, came.remarks


def names(profile: Profile) -> list[list[str]]:
    return [[line.function.name for line in profile.location(row).lines] for row in range(len(profile.locations))]


@pytest.fixture(autouse=True)
def _saved_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "saved"))


def test_addresses_are_asked_for_in_one_post(bakery: Bakery) -> None:
    profile, remarks = opened(bakery)
    assert bakery.asked == [("POST", "/pprof/symbol", b"0x401000+0x402000+0x403000", "")]
    assert names(profile) == [["bakery::knead"], ["oven(int, char const*)"], []]
    assert profile.mappings[0].has_functions
    assert not [remark for remark in remarks if "server" in remark]


def test_what_the_server_knew_is_saved(bakery: Bakery) -> None:
    came = open_profile(UrlTarget(SecretUrl(f"http://{bakery.address}/pprof/profile")))
    assert came.saved is not None
    assert names(decode(came.saved.read_bytes())) == names(came.profile)


def test_what_came_with_names_is_saved_as_received(start_go_server: Callable[..., AbstractContextManager[str]]) -> None:
    with start_go_server() as address:
        came = open_profile(UrlTarget(SecretUrl(f"http://{address}/debug/pprof/heap")))
    assert came.saved is not None
    assert decode(came.saved.read_bytes()) == came.profile


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/pprof/heap", "/pprof/symbol"),
        ("/prefix/debug/pprof/heap?seconds=3&debug=1", "/prefix/debug/pprof/symbol"),
        ("/pprof/wall", "/pprof/symbolz"),
        ("/profilez?token=abc", "/symbolz?token=abc"),
    ],
)
def test_the_path_follows_pprofs_rule(bakery: Bakery, path: str, asked: str) -> None:
    bakery.symbol_path = asked.partition("?")[0]
    profile, _ = opened(bakery, path)
    assert [question[1] for question in bakery.asked] == [asked]
    assert names(profile)[0] == ["bakery::knead"]


def test_a_server_that_answers_get_alone_is_asked_that_way(bakery: Bakery) -> None:
    bakery.refuses = {"POST": 405}
    profile, _ = opened(bakery, "/pprof/profile?key=1")
    assert [question[:2] for question in bakery.asked] == [
        ("POST", "/pprof/symbol?key=1"),
        ("GET", "/pprof/symbol?0x401000+0x402000+0x403000+&key=1"),
    ]
    assert names(profile)[0] == ["bakery::knead"]


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_server_without_names_is_one_remark(bakery: Bakery, status: int) -> None:
    bakery.refuses = {"POST": status}
    profile, remarks = opened(bakery)
    assert lacks_names(profile)
    (remark,) = [remark for remark in remarks if "server" in remark]
    assert remark.startswith(
        f"The server gives no names for addresses: {bakery.address}/pprof/symbol: server answered {status}"
    )


def test_credentials_go_to_this_server_and_nobody_else(bakery: Bakery) -> None:
    bakery.moves_to = "http://127.0.0.1:9/elsewhere"
    profile, remarks = opened(bakery, access=Access(token="s3cret"))
    assert [question[3] for question in bakery.asked] == ["Bearer s3cret"]
    assert lacks_names(profile)
    assert not any("s3cret" in remark for remark in remarks)


def test_local_and_none_ask_no_server(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    for how in (How(remote=False), How(off=True)):
        monkeypatch.setattr(RUN, "how", how)
        assert lacks_names(opened(bakery)[0])
    assert not bakery.asked


def test_remote_looks_into_no_binary(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RUN, "how", How(local=False))
    monkeypatch.setattr("tui.symbolizing.local.locate", pytest.fail)
    assert names(opened(bakery)[0])[0] == ["bakery::knead"]


def test_a_real_go_server_names_its_addresses(start_go_server: Callable[..., AbstractContextManager[str]]) -> None:
    # GIVEN a heap in the form that has addresses only
    with start_go_server() as address:
        came = open_profile(UrlTarget(SecretUrl(f"http://{address}/debug/pprof/heap?debug=1")))
    # THEN every address has a name, also in the file that is kept
    assert not came.remarks
    assert came.saved is not None
    for profile in (came.profile, decode(came.saved.read_bytes())):
        assert not lacks_names(profile)
        assert any(name.startswith("runtime.") for calls in names(profile) for name in calls)
