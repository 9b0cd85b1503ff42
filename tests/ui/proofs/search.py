"""Proofs of keys: search."""

from __future__ import annotations

from tests.ui.driving import User
from tests.ui.proofs.registry import proves
from tui.analysis.filtered import filtered
from tui.options import Options


@proves("search")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.type("sha256")
    await user.until_shown("#search .found", "6 names · 540ms 15.47%")
    assert user.state.pattern == "sha256"
    await user.press("enter")
    assert "sha256" in user.selected
    assert "6 names · 540ms 15.47%" in user.shown("#keys")


@proves("search.next")
async def _(user: User, key: str) -> None:
    await user.press("slash", *"sha256", "enter")
    first = user.selected
    await user.press(key)
    assert user.selected != first
    assert "sha256" in user.selected
    assert "match 2 of 6" in user.shown("#keys")
    # WHEN the last match is passed THEN it begins again
    await user.press(key, key, key, key, key)
    assert user.selected == first


@proves("search.previous")
async def _(user: User, key: str) -> None:
    await user.press("slash", *"sha256", "enter")
    first = user.selected
    await user.press(key)
    assert "match 6 of 6" in user.shown("#keys")
    await user.press("n")
    assert user.selected == first


@proves("search.selected")
async def _(user: User, key: str) -> None:
    await user.press("G", key)
    matches = user.session.matches(user.state)
    assert matches is not None
    assert matches.count == 1
    assert matches.frames[user.state.frame]


@proves("search.filter")
async def _(user: User, key: str) -> None:
    await user.press("slash", *"json", "enter", key)
    left = filtered(user.session.whole, Options(focus="(?i)json")).profile.n_samples
    await user.until(lambda: user.session.profile.n_samples == left)
    assert "focus=(?i)json ✕" in user.shown("#title")
    assert user.state.pattern == "json"
    await user.press(key)
    await user.until(lambda: user.session.profile.n_samples == 281)
    assert user.state.chips == ()
