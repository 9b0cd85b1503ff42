"""While the program is on the screen, and when it breaks, a secret is in no byte, file or process (R14)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tests.fetch.test_secrecy import IN_BASE64, SECRET, Command, StartGo, command, kept, prepared
from tests.processes import children

__all__ = ["command", "kept"]
pytestmark = pytest.mark.rule("R14")
_TRAP = """
import tui.fetch.http as http
def explode(self, *arguments, **named):
    kept_secret, wanted = "{secret}", arguments
    raise RuntimeError("nobody foresaw it")
http._opened = http.fetch_bytes = explode
import tui.fetch.source, tui.fetch.endpoints
tui.fetch.source.fetch_bytes = tui.fetch.endpoints.fetch_bytes = explode
from tui.cli import main
main()
"""


def command_lines(pid: int) -> bytes:
    """What `ps` shows of a process and of those that it started."""
    return b"\n".join(Path(f"/proc/{each}/cmdline").read_bytes() for each in (pid, *children(pid)))


def assert_unseen(terminal: Terminal, home: Path) -> None:
    texts = [terminal.raw, *(path.read_bytes() + str(path).encode() for path in home.rglob("*") if path.is_file())]
    for secret in (SECRET.encode(), IN_BASE64.encode()):
        assert not any(secret in text for text in texts)


@pytest.mark.parametrize("way", ["token in a file", pytest.param("header in a file", marks=pytest.mark.slow)])
def test_no_process_shows_it(way: str, command: Command, kept: Callable[[str], str], start_go_server: StartGo) -> None:
    with start_go_server("-bearer", SECRET) as address:
        arguments, _ = prepared(way, address, kept)
        with Terminal(command.home, *arguments) as terminal:
            terminal.until_shown("levels")
            told = command_lines(terminal.child.pid)
            assert b"tui" in told
            assert SECRET.encode() not in told
            terminal.press("q")
            assert terminal.ended() == 0
    assert_unseen(terminal, command.home)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["token in the environment", "token in a file", "user in the URL", "netrc"])
def test_an_error_inside_a_fetch_tells_nothing(
    way: str, command: Command, kept: Callable[[str], str], tmp_path: Path
) -> None:
    trap = tmp_path / "trap.py"
    trap.write_text(_TRAP.format(secret=SECRET))
    arguments, environment = prepared(way, "127.0.0.1:1", kept)
    line = " ".join(f"'{argument}'" for argument in arguments)
    with Terminal(command.home, shell=f"exec {sys.executable} {trap} {line}", **environment) as terminal:
        assert terminal.ended() == 1
        assert b"nobody foresaw it" in terminal.raw
    (crash,) = command.home.rglob("crash.txt")
    assert "explode" in crash.read_text()
    assert_unseen(terminal, command.home)
