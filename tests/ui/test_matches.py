"""What a search counts is what `n`, `:peek` and the completion of names lead to, whatever rows are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.driving import User, browsing, profile_of, written
from tui.ui.commands import BrowserCommands

LIMITS = ("nodecount=1", "nodefraction=0.5", "drop_negative")
SHOP = profile_of(
    ("main;pay;pay.tax", 10),
    ("main;much", 1000),
    ("main;pay;pay.cash", 20),
    ("main;none", 0),
    ("main;gift", -5),
    ("main;pay.same", 7),
    ("main;pay.same", -7),
)


async def say(user: User, line: str) -> None:
    await user.press("colon")
    await user.type(line)
    await user.press("enter")


@pytest.mark.parametrize("limit", LIMITS)
async def test_every_match_that_is_counted_is_reached(tmp_path: Path, limit: str) -> None:
    async with browsing(written(tmp_path, SHOP)) as user:
        await say(user, limit)
        await user.until(lambda: user.state.chips)
        await user.press("slash")
        await user.type("pay|gift|none")
        await user.press("enter")
        # THEN what weighs nothing is in no pane, and not counted
        assert "5 names" in user.shown("#keys")
        seen = set()
        for _ in range(5):
            await user.press("n")
            assert "of 5" in user.shown("#keys")
            seen.add(user.selected)
        assert seen == {"pay", "pay.tax", "pay.cash", "pay.same", "gift"}


@pytest.mark.parametrize("limit", LIMITS)
async def test_a_match_is_peeked_at_completed_and_gone_to(tmp_path: Path, limit: str) -> None:
    async with browsing(written(tmp_path, SHOP)) as user:
        await say(user, limit)
        await user.until(lambda: user.state.chips)
        for name in ("pay.tax", "pay.same", "gift"):
            await say(user, f"peek {name}")
            await user.until(lambda name=name: user.selected == name)
            assert user.browser.complete(f"peek {name[:-1]}") == [f"peek {name}"]
            hits = [hit.text async for hit in BrowserCommands(user.screen).search(name)]
            assert name in hits
