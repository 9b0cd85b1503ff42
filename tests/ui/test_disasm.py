"""The pane of machine code, on a real Go build whose binary is there."""

from __future__ import annotations

import os

import pytest

from tests.symbols.go_builds import Lab
from tests.ui.driving import WIDE, browsing
from tui.ui.screens import sourcing


async def test_the_code_of_the_selection_is_shown_with_its_costs(plain_build: Lab) -> None:
    assert os.path.exists(plain_build.programs["plain"])
    async with browsing(plain_build.profiles["plain"], WIDE) as user:
        # GIVEN the function that allocates most, which is inlined into main
        await user.press("2", "g")
        assert user.selected.endswith("burner.Burn")
        # WHEN its machine code is asked for
        await user.press("8")
        # THEN main's is shown, at the instruction that costs most
        await user.until_shown("#disasm-list", "call", "burn.go:7")
        cursor = next(line for line in user.shown("#disasm-list").splitlines() if "burn.go:7" in line)
        assert (
            user.session.write(int(user.session.top(user.state.index).cum[user.state.frame]), user.state.index)
            in cursor
        )
        await user.press("g")
        assert "main.main" in user.shown("#disasm-list")
        # AND another selection shows another function's
        await user.press("1", "g")
        await user.settle()
        await user.until_shown("#disasm-list", "select a function")


async def test_the_editor_is_for_the_line_of_the_instruction(plain_build: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setenv("EDITOR", "vi")
    monkeypatch.setattr(sourcing, "editor_words", lambda _environ: ["/bin/vi"])
    monkeypatch.setattr(sourcing, "edit", lambda _app, command: asked.append(command) or "")
    monkeypatch.chdir(plain_build.checkout)
    monkeypatch.setenv("GOMODCACHE", str(plain_build.cache))
    async with browsing(plain_build.profiles["plain"], WIDE) as user:
        await user.press("2", "g", "8")
        await user.until_shown("#disasm-list", "call", "burn.go:7")
        await user.press("E")
        await user.until(lambda: asked)
        (command,) = asked
        assert command[1:3] == ["+7", "--"]
        assert command[3].endswith("burn.go")
        assert os.path.isfile(command[3])


async def test_without_the_binary_the_reason_is_shown() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        await user.press("2", "g", "8")
        await user.until_shown("#disasm-list", "no machine code: ", "goload")
        for key in ("j", "G", "enter"):
            await user.press(key)
        assert user.app.is_running
