"""Proofs of keys: what is on the screen, and how it looks."""

from __future__ import annotations

from tests.ui.driving import WIDE, User
from tests.ui.proofs.registry import proves
from tui.ui.screens.theming import ThemeScreen


@proves("pane.layout")
async def _(user: User, key: str) -> None:
    # GIVEN a screen too narrow for two panes THEN that is said
    await user.press(key)
    assert "the flame graph and one pane; too narrow here" in user.shown("#keys")
    await user.press(key, key)
    # WHEN there is room THEN there are all, two, one, and all again
    await user.pilot.resize_terminal(*WIDE)
    await user.settle()

    def shown() -> list[str]:
        return [pane.word for pane in user.browser.panes() if pane.display]

    assert shown() == ["flame", "top", "peek", "source"]
    await user.press("3", key)
    await user.settle()
    assert shown() == ["flame", "peek"]
    await user.press("tab", "tab")
    assert user.browser.active == "peek"
    await user.press(key)
    await user.settle()
    assert shown() == ["peek"]
    await user.press(key)
    await user.settle()
    assert shown() == ["flame", "top", "peek", "source"]


@proves("flame.minimap")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "enter")
    assert "━" in user.shown("#flame .head")
    await user.press(key)
    assert "━" not in user.shown("#flame .head")
    assert "the minimap of a zoom is off" in user.shown("#keys")
    await user.press(key)
    assert "━" in user.shown("#flame .head")


@proves("flame.fork")
async def _(user: User, key: str) -> None:
    # GIVEN main.handle, which calls several, below a run of single calls
    await user.press("down", key)
    assert user.selected == "main.handle"
    # WHEN pressed where the weight divides THEN the next fork below is gone to
    await user.press(key)
    assert user.state.node.depth > 4
    below = [user.name_of(frame) for frame in user.session.tree.path(user.state.node)]
    assert below[:4] == ["runtime/pprof.Do", "main.main.func1", "main.worker", "main.handle"]
    # AND at a leaf there is nowhere to go
    await user.press("G", key)
    assert "nothing is called from here" in user.shown("#keys")


@proves("theme")
async def _(user: User, key: str) -> None:
    before = user.app.theme
    await user.press(key)
    await user.until_screen(ThemeScreen)
    # WHEN the cursor moves THEN the theme is seen at once
    await user.press("down", "down")
    assert user.app.theme not in (before, "")
    # AND Esc leaves things as they were, Enter takes it
    await user.press("escape")
    assert (user.screen, user.app.theme) == (user.browser, before)
    await user.press(key, "down", "enter")
    await user.until(lambda: user.screen is user.browser)
    assert user.app.theme != before
