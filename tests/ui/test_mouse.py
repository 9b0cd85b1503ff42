"""The mouse does what keys do: a click selects, a second one goes in, the wheel moves."""

from __future__ import annotations

from tests.ui.driving import WIDE, browsing
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable
from tui.ui.widgets.flame_graph import FlameGraph

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def test_a_click_on_a_box_selects_it() -> None:
    async with browsing(PROFILE) as user:
        await user.pilot.click("#flame-graph", offset=(5, 3))
        assert user.selected == "main.worker"
        assert "main.worker" in user.shown("#detail")


async def test_a_second_click_zooms_in() -> None:
    async with browsing(PROFILE) as user:
        await user.pilot.click("#flame-graph", offset=(5, 5), times=2)
        await user.settle()
        assert len(user.state.zooms) == 2
        assert user.screen.query_one(FlameGraph).render_line(0).text.startswith(" main.squeeze")


async def test_a_click_beside_the_boxes_changes_nothing() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down")
        await user.pilot.click("#flame-graph", offset=(79, 18))
        assert user.selected == "runtime/pprof.Do"


async def test_a_click_on_a_row_selects_it_and_makes_its_pane_the_active_one() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.pilot.click("#top-table", offset=(50, 3))
        await user.settle()
        assert user.screen.query_one(TopTable).cursor == 2
        assert user.selected == "compress/flate.(*fastEncL6).encode"
        assert user.browser.active == "top"
        assert "s sort" in user.shown("#keys")


async def test_a_second_click_on_a_row_goes_into_it() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.pilot.click("#top-table", offset=(50, 2), times=2)
        await user.settle()
        assert user.browser.active == "peek"
        peek = user.screen.query_one(PeekList).peek
        assert peek is not None
        assert user.name_of(peek.frame) == "runtime.memclrNoHeapPointers"


async def test_the_wheel_moves_along_the_heaviest_calls_and_back() -> None:
    async with browsing(PROFILE) as user:
        await user.pilot._post_mouse_events([_scroll_down()], "#flame-graph")
        await user.pilot.pause()
        assert user.selected == "runtime/pprof.Do"
        await user.pilot._post_mouse_events([_scroll_up()], "#flame-graph")
        await user.pilot.pause()
        assert user.selected == "root"


async def test_the_wheel_scrolls_a_table_and_keeps_the_cursor_on_the_screen() -> None:
    async with browsing(PROFILE) as user:
        await user.press("2")
        table = user.screen.query_one(TopTable)
        await user.pilot._post_mouse_events([_scroll_down()], "#top-table", offset=(5, 5))
        await user.settle()
        assert table.top == 3
        assert table.cursor == 3
        assert user.state.frame == int(table.frames[3])


def _scroll_down():
    from textual.events import MouseScrollDown

    return MouseScrollDown


def _scroll_up():
    from textual.events import MouseScrollUp

    return MouseScrollUp


async def test_a_click_on_a_filter_in_the_title_takes_that_one_out() -> None:
    async with browsing(PROFILE, WIDE) as user:
        for count, line in enumerate(("focus=main", "hide=gcBgMarkWorker", "unit=ms"), 1):
            await user.press("colon")
            await user.type(line)
            await user.press("enter")
            await user.until(lambda count=count: len(user.state.chips) == count)
        title = user.everything().split("\n")[0]
        await user.pilot.click("#title", offset=(title.index("hide=gcBgMarkWorker"), 0))
        await user.until(lambda: len(user.state.chips) == 2)
        assert [chip.text for chip in user.state.chips] == ["focus=main", "unit=ms"]
        await user.pilot.click("#title", offset=(2, 0))
        assert len(user.state.chips) == 2


async def test_a_click_on_a_tab_goes_to_its_pane() -> None:
    async with browsing(PROFILE) as user:
        title = user.everything().split("\n")[0]
        await user.pilot.click("#title", offset=(title.rindex(" 3") + 1, 0))
        await user.settle()
        assert user.browser.active == "peek"
