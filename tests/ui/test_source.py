"""The source pane: its lines are links to what they call."""

from __future__ import annotations

from pathlib import Path

from tests.ui.driving import WIDE, browsing

WITH_SOURCE = Path(__file__).parent / "goload" / "cpu_15s.pb.gz"


async def test_enter_on_a_line_goes_to_what_it_calls_most() -> None:
    async with browsing(WITH_SOURCE, WIDE) as user:
        # GIVEN the function whose hottest line calls another
        await user.press("slash")
        await user.type("serveOrders")
        await user.press("enter", "escape", "4")
        assert user.selected == "main.serveOrders"
        line = user.browser.query_one("#source-view").line_under_cursor()
        calls = user.session.line_calls(user.state.index, user.state.frame)
        ((_, wanted),) = [(place, made[0].frame) for place, made in calls.items() if place[1] == line]
        # WHEN Enter is pressed there THEN that other one is selected, and its source shown
        await user.press("enter")
        assert user.state.frame == wanted
        assert user.browser.active == "source"
        await user.settle()
        # AND a line that calls nothing leads nowhere
        await user.press("g")
        before = user.selected
        await user.press("enter")
        assert user.selected == before
