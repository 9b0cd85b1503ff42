"""Proofs of keys: what a server offers."""

from __future__ import annotations

from tests.ui.driving import User
from tests.ui.proofs.registry import proves
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.server import ServerScreen


@proves("server.refresh")
async def _(user: User, key: str) -> None:
    assert isinstance(user.screen, ServerScreen)
    before = user.screen._index
    await user.press(key)
    await user.until(lambda: user.screen._index is not before)
    await user.until_shown("#profiles", "goroutine")


@proves("server.seconds")
async def _(user: User, key: str) -> None:
    await user.to_choice("heap")
    await user.press(key)
    await user.until_screen(AskScreen)
    assert "heap: what changes in how many seconds?" in user.shown("#question")


@proves("server.collect")
async def _(user: User, key: str) -> None:
    await user.to_choice("heap")
    await user.press(key)
    assert "gc=1 first" in user.shown("#profiles")
    await user.press(key)
    assert "gc=1 first" not in user.shown("#profiles")
