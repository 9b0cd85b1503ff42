"""In tmux and in GNU screen, real ones: what is copied gets through to the terminal, and shows nowhere else.

Neither hands on what tells the terminal to copy unless it comes in its own way, and GNU screen writes what is too long.
"""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, command
from tests.ui.driving import profile_of, written

pytestmark = pytest.mark.rule("R20")
_COPIED = re.compile(rb"\x1b\]52;[^;]*;([^\x07\x1b]*)(?:\x07|\x1b\\)")
_LONG = "main.handleOrders[" + "go.shape.struct_" * 100 + "]"


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@pytest.fixture(params=["main.worker", _LONG], ids=["short", "long"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def sockets(tmp_path: Path) -> Path:
    folder = tmp_path / "s"
    folder.mkdir(mode=0o700)
    return folder


def copied(terminal: Terminal, name: str) -> Iterator[str]:
    """Copy a name; yield what the terminal is told to put into its clipboard."""
    terminal.until_shown("levels")
    terminal.press("jj")
    terminal.until_shown(name[:30])
    terminal.press("y")
    terminal.until_shown("copied the name")
    terminal.rest()
    for match in _COPIED.finditer(terminal.raw):
        yield base64.b64decode(match[1]).decode()


def started(home: Path, begin: str, name: str, **changes: str) -> Terminal:
    file = written(home, profile_of((f"main;{name}", 10)))
    return Terminal(home, size=(80, 24), shell=f"exec {begin} {command()} {file}", TERM="xterm-256color", **changes)


@needs("tmux")
@pytest.mark.parametrize("allowed", ["set -s set-clipboard on", "set -g allow-passthrough on"])
def test_what_is_copied_gets_through_tmux(home: Path, sockets: Path, name: str, allowed: str) -> None:
    settings = sockets / "settings"
    # Nothing stays behind when the test fails.
    settings.write_text(f"{allowed}\nset -g destroy-unattached on\n")
    with started(home, f"tmux -S {sockets}/tmux -f {settings} new-session", name) as terminal:
        assert list(copied(terminal, name)) == [name]
        terminal.press("q")
        assert terminal.ended() == 0


@needs("screen")
def test_what_is_copied_gets_through_gnu_screen(home: Path, sockets: Path, name: str) -> None:
    settings = sockets / "settings"
    settings.write_text("autodetach off\n")
    with started(home, f"screen -c {settings}", name, SCREENDIR=str(sockets)) as terminal:
        assert list(copied(terminal, name)) == [name]
        # AND the picture is as it was
        encoded = base64.b64encode(name.encode()).decode()
        assert not [line for line in terminal.lines if encoded[-20:] in line]
        terminal.press("q")
        assert terminal.ended() == 0
