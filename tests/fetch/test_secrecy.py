"""A secret that lets us in is in nothing that is written: stdout, stderr, files and their names, arguments."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.e2e.terminal import Terminal, hear_signals

pytestmark = pytest.mark.rule("R14")
Behaviour = Callable[[socket.socket, bytes], None]
Start = Callable[[Behaviour], Any]
"""The fixture `misbehave` of conftest.py."""
StartGo = Callable[..., AbstractContextManager[str]]
SECRET = "c4nary-s3cret"
IN_BASE64 = "b3BzOmM0bmFyeS1zM2NyZXQ="
"""`ops:` and the secret, as a header has them."""
PATIENCE = 60


class Command:
    """The command in a home of its own, with everything that it writes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PPROF_TMPDIR": str(home / "saved"),
            "TMPDIR": str(home),
            "TERM": "xterm",
        }

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )

    def written(self) -> bytes:
        """Return names and contents of all files that are there now, compressed ones unpacked."""
        pieces = []
        for path in (path for path in self.home.rglob("*") if path.is_file()):
            content = path.read_bytes()
            pieces += [str(path).encode(), content]
            if content.startswith(b"\x1f\x8b"):
                pieces.append(gzip.decompress(content))
        return b"\n".join(pieces)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    home = tmp_path / "home"
    home.mkdir()
    return Command(home)


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str], str]:
    """Put a secret into a file outside of the command's home, and return its path."""

    def write(text: str) -> str:
        path = tmp_path / "kept"
        path.write_text(text)
        path.chmod(0o600)
        return str(path)

    return write


def assert_secret(command: Command, done: subprocess.CompletedProcess[bytes]) -> None:
    for written in (done.stdout, done.stderr, command.written()):
        assert SECRET.encode() not in written
        assert IN_BASE64.encode() not in written


WAYS = ("token in the environment", "token in a file", "header in a file", "user in the URL", "netrc")


def prepared(way: str, address: str, kept: Callable[[str], str]) -> tuple[list[str], dict[str, str]]:
    """Return arguments and environment that let us in."""
    url = (
        f"http://{address}/debug/pprof/heap?sig={SECRET}" if way == "user in the URL" else f"{address}/debug/pprof/heap"
    )
    if way == "token in the environment":
        return [url], {"PPROF_TUI_TOKEN": SECRET}
    if way == "token in a file":
        return ["-token-file", kept(SECRET), url], {}
    if way == "header in a file":
        return [f"-header=@{kept(f'Authorization: Bearer {SECRET}')}", url], {}
    if way == "netrc":
        return ["-netrc", url], {"NETRC": kept(f"machine 127.0.0.1 login ops password {SECRET}\n")}
    return [url.replace("http://", f"http://ops:{SECRET}@")], {}


@pytest.mark.parametrize("way", WAYS)
def test_a_profile_is_fetched_and_no_secret_is_written(
    way: str, command: Command, kept: Callable[[str], str], start_go_server: StartGo
) -> None:
    wants = ("-basic", f"ops:{SECRET}") if way in ("user in the URL", "netrc") else ("-bearer", SECRET)
    with start_go_server(*wants) as address:
        arguments, environment = prepared(way, address, kept)
        if way != "user in the URL":
            assert SECRET not in " ".join(arguments)
        done = command.run("-top", *arguments, **environment)
    assert done.returncode == 0, done.stderr
    assert b"Saved profile in" in done.stderr
    assert b"flat%" in done.stdout
    assert_secret(command, done)


def echo(status: bytes) -> Behaviour:
    """Answer with everything that was sent, in the reason, in the body and in a title."""

    def behave(client: socket.socket, head: bytes) -> None:
        lines = [line for line in head.split(b"\r\n") if SECRET.encode() in line or IN_BASE64.encode() in line]
        said = b" ".join(lines)
        headers = b"X-Go-Pprof: 1\r\nContent-Type: text/plain\r\n" if status != b"200" else b""
        body = said if headers else b"<html><title>" + said[:70] + b"</title>"
        client.sendall(b"HTTP/1.1 " + status + b" " + said + b"\r\n" + headers + b"\r\n" + body)

    return behave


@pytest.mark.parametrize("status", [b"200", b"400", b"401", b"403", b"500"])
@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_echoes_what_it_was_sent_makes_nothing_known(
    way: str, status: bytes, command: Command, kept: Callable[[str], str], misbehave: Start
) -> None:
    server = misbehave(echo(status))
    arguments, environment = prepared(way, server.address, kept)
    done = command.run("-top", *arguments, **environment)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert server.requests, "it was asked"
    assert any(secret.encode() in server.requests[0] for secret in (SECRET, IN_BASE64)), "and was sent the secret"
    assert_secret(command, done)


def test_a_secret_at_the_wrong_place_is_not_repeated(command: Command, kept: Callable[[str], str]) -> None:
    for arguments in (
        ["-heder", f"X: {SECRET}", "127.0.0.1:1"],
        ["-header", SECRET, "127.0.0.1:1"],
        ["-header", f"X y: {SECRET}", "127.0.0.1:1"],
        ["-token-file", kept(f"{SECRET} {SECRET}"), "127.0.0.1:1"],
        [f"http://ops:{SECRET}@127.0.0.1:1/debug/pprof/heap"],
        [f"http://ops:{SECRET}@127.0.0.1:99999/"],
        [f"ftp://ops:{SECRET}@127.0.0.1/"],
    ):
        done = command.run("-top", *arguments)
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
        assert_secret(command, done)


def test_several_servers_that_fail_name_no_secret(command: Command) -> None:
    sources = [f"http://ops:{SECRET}@127.0.0.1:1/debug/pprof/heap", f"127.0.0.1:1/debug/pprof/heap?token={SECRET}"]
    done = command.run("-top", *sources)
    assert done.returncode == 2
    said = done.stderr.decode().splitlines()
    assert [line.split(": ", 2)[1] for line in said] == [
        "127.0.0.1:1/debug/pprof/heap",
        "127.0.0.1:1/debug/pprof/heap?token=xxxxx",
        "failed to fetch any source profiles",
    ]
    assert_secret(command, done)


def test_a_password_is_asked_for_on_the_terminal_and_not_echoed(command: Command, start_go_server: StartGo) -> None:
    with start_go_server("-basic", f"ops:{SECRET}") as address:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "tui", "-top", "-nodecount=3", f"http://ops@{address}/debug/pprof/heap"],
            env=command.environment,
            timeout=PATIENCE,
        )
        with child:
            child.expect_exact(f"Password for ops at {address}: ")
            child.sendline(SECRET)
            child.expect_exact("flat%")
            said = bytes(child.before)
            child.expect(pexpect.EOF)
            said += bytes(child.before)
        assert child.exitstatus == 0
    assert b"Saved profile in" in said
    assert SECRET.encode() not in said + command.written()


def test_without_a_terminal_nobody_is_asked_and_it_says_what_is_missing(
    command: Command, start_go_server: StartGo
) -> None:
    with start_go_server("-basic", f"ops:{SECRET}") as address:
        process = subprocess.run(
            [sys.executable, "-m", "tui", "-top", f"http://ops@{address}/debug/pprof/heap"],
            env=command.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            start_new_session=True,
        )
    assert process.returncode == 2
    assert b"401 Unauthorized" in process.stderr


def test_ctrl_c_ends_several_fetches_at_once(command: Command, misbehave: Start) -> None:
    def hang(client: socket.socket, head: bytes) -> None:
        while client.recv(4096):
            pass

    servers = [misbehave(hang) for _ in range(3)]
    sources = [f"{server.address}/debug/pprof/profile?seconds=600" for server in servers]
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "-top", *sources],
        env=command.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=hear_signals,
    ) as process:
        gives_up = time.monotonic() + PATIENCE
        while not all(server.requests for server in servers):
            assert time.monotonic() < gives_up
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"Traceback" not in out + err


def test_the_screen_shows_no_secret_in_a_whole_session(
    command: Command, kept: Callable[[str], str], start_go_server: StartGo
) -> None:
    with start_go_server("-basic", f"ops:{SECRET}") as address:
        source = f"http://ops:{SECRET}@{address}"
        with Terminal(command.home, source) as terminal:
            terminal.until_shown("profile", "heap")
            terminal.press("j\r")
            terminal.until_shown("alloc", "root", address)
            terminal.press("o")
            terminal.until_shown("Recent servers", address)
            terminal.press("\x11")
            assert terminal.ended() == 0
            assert SECRET.encode() not in terminal.raw
            assert IN_BASE64.encode() not in terminal.raw
    assert b"saved.jsonl" in command.written()
    assert SECRET.encode() not in command.written()


@pytest.mark.parametrize("flag", ["-netrc", "-token-file=KEPT", "-profile=heap", "-gc"])
def test_what_only_a_named_server_could_heed_is_refused_without_one(
    flag: str, command: Command, kept: Callable[[str], str]
) -> None:
    with Terminal(command.home, flag.replace("KEPT", kept(SECRET))) as terminal:
        assert terminal.ended() == 2
        assert b"no server is named" in terminal.raw
