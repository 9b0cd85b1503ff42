"""Of a profile that is no longer on the screen, nothing is left but what was asked to be kept."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
from textual.widget import Widget

from tests.ui.driving import DATA, WIDE, User, browsing
from tui.fetch.target import parse_target
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen


async def opened(user: User, name: str) -> None:
    """Open another profile in place of the one on the screen."""
    before = user.app.screen
    user.app.load(Order(parse_target(str(DATA / name))))
    await user.until(lambda: user.app.screen is not before and isinstance(user.app.screen, BrowserScreen))
    await user.until_shown("#flame-graph", "root")
    await user.settle()


@pytest.mark.rule("R32")
async def test_a_screen_that_is_gone_is_gone() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        screen, session = ref(user.app.screen), ref(user.session)
        # WHEN another profile is opened
        await opened(user, "go127_heap.pb.gz")

        def left() -> bool:
            gc.collect()
            return screen() is not None or session() is not None

        # THEN nothing holds what showed the first; timers that were set may hold it for a moment
        await user.until(lambda: not left())


@pytest.mark.rule("R32")
async def test_pictures_go_with_their_widgets() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        widgets = [*user.app.screen.walk_children(Widget)]
        assert any(widget._styles_cache._cache for widget in widgets)
        await opened(user, "go127_heap.pb.gz")
        assert not any(widget._styles_cache._cache for widget in widgets)
