"""An end that comes at any moment is the end that was asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.screen import Screen

from tests.ui.driving import User, browsing
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.theming import ThemeScreen

SCREENS: dict[str, Callable[[User], Screen[object]]] = {
    "browser": lambda user: BrowserScreen(user.session, user.state, user.app.preferences),
    "help": lambda _user: HelpScreen(),
    "opener": lambda _user: OpenerScreen(),
    "themes": lambda _user: ThemeScreen(),
}


@pytest.mark.rule("R20")
@pytest.mark.parametrize("name", SCREENS)
async def test_an_end_while_a_screen_comes_up_is_no_error(name: str) -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        # WHEN a signal or Ctrl-C comes before a screen has its parts
        user.app.push_screen(SCREENS[name](user))
        user.app.exit(return_code=130)
        await user.until(lambda: not user.app.is_running)
    # THEN the program ends by it
    assert user.app.return_code == 130
    assert user.app.last_words == ""


@pytest.mark.rule("R17")
async def test_what_is_told_once_the_end_was_asked_for_is_no_error() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        # WHEN a load fails in the moment between, and what there is to say of it has several lines
        user.app.exit(return_code=130)
        user.app.call_later(user.app.say, "it has failed " * 20, wrong=True)
        await user.until(lambda: not user.app.is_running)
    # THEN the program ends as it was asked to
    assert user.app.return_code == 130
    assert user.app.last_words == ""
