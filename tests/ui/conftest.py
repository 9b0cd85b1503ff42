"""A home for every test, of a user who has a terminal of many colours and has been here before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.kept import write_whole
from tui.ui.files import memory_file


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("NO_COLOR", "COLORFGBG", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PPROF_TMPDIR", str(folder / "saved"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    for name, value in (("TERM", "xterm-256color"), ("COLORTERM", "truecolor")):
        monkeypatch.setenv(name, value)
    # A user who has seen the hint of the first run; tests of the first run take the file away.
    write_whole(memory_file(), '{"greeted": true}')
    return folder
