"""Keys that turn the pages of what was fetched, compare, and watch."""

from __future__ import annotations

from tests.ui.driving import User
from tests.ui.proofs.registry import PROOFS, Proof, proves
from tui.ui.screens.asking import AskScreen


async def _fetch_again(user: User) -> None:
    count = user.app.snapshots.count
    await user.press("R")
    await user.until(lambda: user.app.snapshots.count > count)
    await user.until(lambda: user.browser.view.snapshot is user.app.snapshots.latest)


def _turns(by: int) -> Proof:
    async def proof(user: User, key: str) -> None:
        await user.press("down", "down", "enter")
        names = (user.selected, len(user.state.zooms))
        await _fetch_again(user)
        if by > 0:
            await user.press("left_square_bracket")
            await user.until_shown("#detail", "#1 of 2")
        await user.press(key)
        await user.until_shown("#detail", "#2 of 2" if by > 0 else "#1 of 2")
        assert (user.selected, len(user.state.zooms)) == names

    return proof


PROOFS["snapshot.previous"] = _turns(-1)
PROOFS["snapshot.next"] = _turns(1)


@proves("base.mark")
async def _(user: User, key: str) -> None:
    await user.press(key)
    assert " base " in user.shown("#detail")
    assert user.app.snapshots.base is user.browser.view.snapshot


@proves("base.difference")
async def _(user: User, key: str) -> None:
    await user.press("D")
    await _fetch_again(user)
    values = user.session.profile.values
    # GIVEN a base of the same content THEN nothing differs
    await user.press(key)
    await user.until_shown("#detail", "#2 minus 1 of 2")
    assert user.session.profile.values.sum() == 0
    await user.press(key)
    await user.until_shown("#detail", "#2 of 2")
    assert (user.session.profile.values == values).all()


@proves("watch")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until_screen(AskScreen)
    await user.press("3", "enter")
    await user.until_shown("#detail", "watching, every 3 s")
    await user.press(key)
    await user.until_shown("#detail", "frozen")
    await user.press(key)
    await user.until_shown("#detail", "watching, every 3 s")


@proves("watch.every")
async def _(user: User, key: str) -> None:
    await user.press("z")
    await user.until_screen(AskScreen)
    await user.press("3", "enter")
    await user.until_shown("#detail", "watching, every 3 s")
    # WHEN asked while it is watched THEN the seconds so far are offered, and others count from now on
    await user.press(key)
    await user.until_screen(AskScreen)
    assert "every how many seconds? 3" in user.everything()
    await user.press("9", "enter")
    await user.until_shown("#detail", "watching, every 9 s")
    # AND a line behind : says the same
    await user.press("colon")
    await user.type("watch 20")
    await user.press("enter")
    await user.until_shown("#detail", "watching, every 20 s")
