"""What is on the screen is what a widget showed last, however often it changed in between."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.ui.driving import DATA, NARROW, browsing
from tests.ui.holding import drawn_as_they_are
from tui.ui.widgets.line import Lines


class OneLine(App[None]):
    def compose(self) -> ComposeResult:
        yield Lines(id="line")

    def say(self, *texts: str) -> None:
        line = self.query_one(Lines)
        for text in texts:
            line.show([(text, line.palette.plain)])

    @property
    def screen_text(self) -> str:
        return "\n".join(strip.text for strip in self.screen._compositor.render_strips())


@pytest.mark.parametrize(
    ("texts", "last"),
    [(["two"], "two"), (["two", "one"], "one"), (["two", "three"], "three"), (["two", "one", "two"], "two")],
)
async def test_the_last_of_several_changes_is_on_the_screen(texts: list[str], last: str) -> None:
    app = OneLine()
    async with app.run_test() as pilot:
        app.say("one")
        await pilot.pause()
        # WHEN it changes, maybe more than once before anything is drawn
        app.say(*texts)
        await pilot.pause()
        # THEN the last is shown
        assert app.screen_text.startswith(last + " ")


async def test_a_line_is_drawn_for_the_width_that_there_is() -> None:
    app = OneLine()
    async with app.run_test(size=(20, 2)) as pilot:
        app.say("one")
        await pilot.pause()
        # WHEN the terminal becomes wider before a change is drawn
        app.say("two")
        await pilot.resize_terminal(40, 2)
        # THEN the line goes to its end
        assert app.screen_text.split("\n")[0] == "two".ljust(40)


async def test_what_is_told_on_the_way_back_to_the_screen_is_shown_there() -> None:
    async with browsing(DATA / "go127_heap.pb.gz", NARROW) as user:
        await user.press("2", "down", "3", "1", "g", "down")
        # WHEN a pane comes back, and is about another function by then
        await user.press("3")
        # THEN its head says so
        assert user.selected in user.everything().split("\n")[1]
        assert drawn_as_they_are(user)


async def test_a_search_begun_anew_has_no_result_yet() -> None:
    async with browsing(DATA / "go127_heap.pb.gz", NARROW) as user:
        await user.press("slash", "z", "z", "z")
        assert "0 names" in user.everything()
        await user.press("escape", "slash")
        assert "0 names" not in user.everything()
        assert drawn_as_they_are(user)
