"""Proofs of keys: profile and program."""

from __future__ import annotations

import os
from pathlib import Path

from tests.ui.driving import User
from tests.ui.proofs.registry import HOTTEST, PROFILE, proves
from tui.ui.screens.copying import CopyScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.opener import OpenerScreen


@proves("options")
async def _(user: User, key: str) -> None:
    # GIVEN a filter typed as pprof's shell takes it
    whole = user.session.profile.n_samples
    await user.press(key)
    await user.type("focus=json")
    await user.press("enter")
    # THEN fewer samples are left, the title says why, and Esc takes it back
    await user.until(lambda: user.session.profile.n_samples < whole)
    assert "focus=json" in user.shown("#title")
    await user.press("escape")
    await user.until(lambda: user.session.profile.n_samples == whole)


@proves("copy.name")
async def _(user: User, key: str) -> None:
    await user.press("2", key)
    assert user.app.clipboard == HOTTEST


@proves("copy")
async def _(user: User, key: str) -> None:
    await user.press("2", "s", key)
    await user.until_screen(CopyScreen)
    await user.press("c")
    assert user.app.clipboard.startswith("go tool pprof -top -sample_index=cpu -cum ")
    assert PROFILE in user.app.clipboard


@proves("fetch")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "enter")
    before, names = user.session, (user.selected, len(user.state.zooms))
    await user.press(key)
    await user.until(lambda: user.session is not before)
    assert (user.selected, len(user.state.zooms)) == names


@proves("open")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until_screen(OpenerScreen)
    assert "open a profile" in user.everything()
    await user.press("escape")
    assert user.screen is user.browser


@proves("help")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until_screen(HelpScreen)
    assert "Go to the flame graph" in user.everything()
    await user.press("escape")
    assert user.screen is user.browser


@proves("palette")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until(lambda: user.screen is not user.browser)
    await user.type("put boxes in")
    await user.until(lambda: "Put boxes in the order" in user.everything())
    await user.pilot.pause(0.2)
    await user.press("down", "enter")
    await user.until(lambda: user.screen is user.browser and user.state.by_name)


@proves("write")
async def _(user: User, key: str) -> None:
    file = Path(os.environ["HOME"]) / "stacks.txt"
    await user.press(key)
    await user.type("~/stacks.txt")
    await user.press("enter")
    await user.until_shown("#keys", "folded written to")
    lines = file.read_text().splitlines()
    assert sum(int(line.rpartition(" ")[2]) for line in lines) == user.session.top(user.state.index).total
    assert any(line.startswith("runtime/pprof.Do;main.main.func1;main.worker;main.handle;") for line in lines)


@proves("suspend")
async def _(user: User, key: str) -> None:
    # That it stops and goes on is proved in a real terminal (tests/robust/test_ends.py).
    await user.press(key)
    await user.until_shown("#keys", "there is no shell to go back to")
