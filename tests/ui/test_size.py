"""Every size is first class: panes side by side or one at a time, and no choice is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.driving import NARROW, WIDE, browsing
from tui.text import clean
from tui.ui.screens import noticing
from tui.ui.widgets.code_view import CodeView
from tui.ui.widgets.flame_graph import FlameGraph

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def test_a_resize_there_and_back_keeps_state_and_pane() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down", "enter", "down", "slash", *"json", "enter", "2")
        before, active = user.state, user.browser.active
        for size in (WIDE, NARROW, (40, 10), WIDE, NARROW):
            await user.pilot.resize_terminal(*size)
            await user.settle()
            assert user.state == before
            assert user.browser.active == active == "top"
        assert user.screen.focused is user.screen.query_one("#top-table")


async def test_wide_shows_all_panes_and_narrow_the_active_one() -> None:
    async with browsing(PROFILE) as user:
        await user.press("3")
        assert [pane.word for pane in user.browser.panes() if pane.display] == ["peek"]
        await user.pilot.resize_terminal(*WIDE)
        await user.settle()
        assert len([pane for pane in user.browser.panes() if pane.display]) == 4
        for head in ("1 Flame graph", "2 Top", "3 Peek", "4 Source"):
            assert head in user.everything()


async def test_the_flame_graph_is_laid_out_anew_for_another_width() -> None:
    async with browsing(PROFILE) as user:
        graph = user.screen.query_one(FlameGraph)
        await user.pilot.resize_terminal(100, 30)
        await user.until(lambda: graph.render_line(0).text.rstrip().endswith("3.49s 100%") and graph.size.width == 100)
        assert len(graph.render_line(0).text.rstrip()) == 99


@pytest.mark.parametrize("size", [(20, 6), (12, 4), (1, 1)])
async def test_a_terminal_too_small_for_anything_is_survived(size: tuple[int, int]) -> None:
    async with browsing(PROFILE) as user:
        await user.pilot.resize_terminal(*size)
        await user.press("G", "2", "3", "4", "1", "slash", "a", "enter", "question_mark", "escape")
        await user.pilot.resize_terminal(*NARROW)
        await user.settle()
        assert user.app.is_running
        assert "root" in user.shown("#flame-graph")


async def test_no_line_of_a_pane_is_hidden_below_another() -> None:
    for size in (NARROW, WIDE):
        async with browsing(PROFILE, size) as user:
            for key in "1234":
                await user.press(key)
                await user.settle()
                for pane in user.browser.panes():
                    if pane.display:
                        assert pane.children[-1].region.bottom <= pane.region.bottom
                        assert pane.children[-1].size.height == pane.size.height - 1


async def test_the_source_opens_in_the_middle_of_what_it_is_about() -> None:
    async with browsing(Path(__file__).parent / "goload" / "cpu_15s.pb.gz") as user:
        # GIVEN a narrow screen, where the pane has no room yet when it is chosen
        await user.press("4")
        await user.settle()
        view = user.screen.query_one(CodeView)
        assert view.cursor - view.top == min(view.cursor, view.page_rows // 2)
        assert user.shown("#source .head").endswith("sha256block_amd64.s")
        assert len(user.shown("#source .head")) > 50


async def test_a_cursor_far_below_stays_on_the_screen_when_it_shrinks() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("G")
        await user.pilot.resize_terminal(80, 12)
        await user.settle()
        graph = user.screen.query_one(FlameGraph)
        assert graph.cursor is not None
        y = graph._y_of(graph.cursor.row)
        assert 0 <= y < graph.size.height


@pytest.mark.parametrize(("size", "says"), [((39, 24), True), ((80, 9), True), ((40, 10), False)])
async def test_a_terminal_too_small_is_told_so_in_place_of_keys(size: tuple[int, int], says: bool) -> None:
    async with browsing(PROFILE, size) as user:
        assert ("too small: 40x10 shows more" in user.shown("#keys")) is says
        await user.press("down", "down")
        assert user.selected == "main.main.func1"


LONG = "api-1:6060/debug/pprof/profile?seconds=30: server says: Could not enable CPU profiling: cpu profiling already"
LONG += " in use. Another CPU profile is running; try again when it has ended."


async def test_a_notice_is_read_to_its_end_and_goes_with_the_next_key() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down")
        before = user.everything()
        user.app.say(LONG, wrong=True)
        await user.settle()
        # THEN all of it can be read, and what it does not cover stays where it was
        lines = user.everything().split("\n")
        assert " ".join(line.strip() for line in lines[-3:]) == LONG
        assert lines[:-3] == before.split("\n")[:-3]
        # AND in another width, too
        await user.pilot.resize_terminal(60, 24)
        await user.settle()
        assert " ".join(line.strip() for line in user.everything().split("\n")[-4:]) == LONG
        await user.pilot.resize_terminal(*NARROW)
        await user.settle()
        await user.press("up", "down")
        await user.settle()
        assert user.everything() == before


async def test_of_two_notices_the_last_is_shown() -> None:
    async with browsing(PROFILE) as user:
        user.app.say(LONG, wrong=True)
        user.app.say(f"{LONG} {LONG}", wrong=True)
        user.app.say("short", wrong=True)
        await user.settle()
        assert user.everything().split("\n")[-1].strip() == "short"
        assert LONG[:20] not in user.everything()


async def test_a_notice_of_wide_characters_is_not_cut() -> None:
    async with browsing(PROFILE) as user:
        user.app.say("漢字 " * 30)
        await user.settle()
        assert user.everything().count("漢字") == 30


async def test_of_a_notice_of_millions_of_characters_the_beginning_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def counted(text: str) -> str:
        looked_at.append(len(text))
        return clean(text)

    monkeypatch.setattr(noticing, "clean", counted)
    async with browsing(PROFILE, (500, 40)) as user:
        user.app.say("show=^(" + "example.test/app\n" * 200_000)
        await user.settle()
        lines = user.everything().split("\n")[-4:]
        assert lines[0].startswith(" show=^(example.test/app\\nexample")
        assert lines[-1].rstrip().endswith("…")
        # AND the thread that draws goes through no more than fits
        assert max(looked_at) < 10_000
