"""A home of its own for every test, so that nothing of the user's is read and nothing is left behind."""

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
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("NO_COLOR", "COLORFGBG", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PPROF_TMPDIR", str(folder / "saved"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    for name, value in (("TERM", "xterm-256color"), ("COLORTERM", "truecolor")):
        monkeypatch.setenv(name, value)
    # A user who has seen the hint of the first run; tests of the first run take the file away.
    write_whole(memory_file(), '{"greeted": true}')
    return folder
