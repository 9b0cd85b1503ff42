"""An error that nobody foresaw is told soon, in few lines, without values, and kept where only the user reads (R28)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal
from tests.robust.waiting import ended

pytestmark = pytest.mark.rule("R28")
PROFILE = str(DATA / "go127_cpu_5s_busy.pb.gz")
ERRORS = {
    "RuntimeError": "raise RuntimeError('bad \\x1b]52;c;x\\x07 end')",
    "RecursionError": "explode(self)",
    "KeyError": "{}['bad \\x1b]52']",
}


@pytest.mark.parametrize("name", ERRORS)
def test_it_is_told_in_few_lines_without_values(home: Path, name: str, measured: Callable[..., None]) -> None:
    trap = (
        "from tui.ui.screens.browser import BrowserScreen\n"
        f"def explode(self):\n    secret = 'hunter2'\n    {ERRORS[name]}\n"
        "BrowserScreen.action_shape = explode\n"
        "from tui.cli import main\nmain()\n"
    )
    (home / "trap.py").write_text(trap)
    with Terminal(home, shell=f"exec {sys.executable} {home / 'trap.py'} {PROFILE}") as terminal:
        terminal.until_shown("levels")
        terminal.read()
        began = time.monotonic()
        terminal.child.send("v")
        assert ended(terminal) == 1
        measured("seconds until it has ended", time.monotonic() - began, at_most=1)
        terminal.assert_restored()
        said = terminal.raw[terminal.raw.rfind(b"\x1b[?1049l") :]
        assert f"something went wrong that nobody foresaw: {name}: ".encode() in said
        assert name == "RecursionError" or b"bad \\x1b]52" in said.replace(b"\\\\", b"\\")
        assert b"crash.txt" in said
        lines = said.count(b"\n")
        measured("lines", lines, at_most=20)
        assert lines <= 20
        assert b"hunter2" not in terminal.raw
    (kept,) = home.rglob("crash.txt")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert name in kept.read_text()
    assert "hunter2" not in kept.read_text()
