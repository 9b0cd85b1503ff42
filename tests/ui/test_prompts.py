"""The prompts `/` and `:` beside all else that happens on the screen: clicks, notices, and lines that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.driving import WIDE, User, browsing, profile_of, written
from tui.ui.panes.top import TopTable
from tui.ui.widgets.flame_graph import FlameGraph
from tui.ui.widgets.prompt import Prompt

PROFILE = "go127_cpu_5s_busy.pb.gz"


def opened(user: User) -> list[str]:
    """Return the prompts that are open."""
    return [str(prompt.id) for prompt in user.browser.query(Prompt) if prompt.is_open]


async def test_a_click_into_a_pane_leaves_a_search_with_what_it_found() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("slash")
        await user.type("squeeze")
        await user.pilot.click("#flame-graph", offset=(5, 3))
        await user.settle()
        assert opened(user) == []
        assert user.browser.focused is user.browser.query_one(FlameGraph)
        assert user.selected == "main.worker", "the click selects, and the search does not"
        assert "1 name · 950ms" in user.shown("#keys"), "and it is said what stays marked"
        # AND keys act in the pane, and can say something
        await user.press("n")
        assert user.selected == "main.squeeze"
        assert "match 1 of 1" in user.shown("#keys")
        # AND it is one step, which is taken back as one
        await user.press("u")
        await user.until(lambda: user.state.pattern == "")
        await user.press("u")
        assert "nothing to undo" in user.everything()


async def test_a_search_left_for_a_pane_while_it_is_no_pattern_leaves_what_it_found_before() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("slash")
        await user.type("squeeze")
        await user.press("(")
        await user.pilot.click("#flame-graph", offset=(5, 3))
        await user.settle()
        assert opened(user) == []
        assert user.state.pattern == "squeeze"


async def test_a_click_into_another_pane_gives_up_a_line() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("colon")
        await user.type("focus=squeeze")
        await user.pilot.click("#top-table", offset=(50, 3))
        await user.settle()
        assert opened(user) == []
        assert user.browser.active == "top"
        assert user.browser.focused is user.browser.query_one(TopTable)
        assert not user.state.chips
        assert "s sort" in user.everything()
        # AND the prompt begins anew
        await user.press("colon")
        assert user.screen.query_one("#options Input", Input).value == ""


async def test_a_click_on_the_title_leaves_a_search_too() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash")
        await user.type("squeeze")
        at = user.shown("#title").index("2 ")
        await user.pilot.click("#title", offset=(at, 0))
        await user.settle()
        assert user.browser.active == "top"
        assert opened(user) == []
        assert user.state.pattern == "squeeze"
        await user.press("u")
        await user.until(lambda: user.state.pattern == "")


async def test_a_click_on_a_chip_takes_it_out_and_leaves_the_prompt() -> None:
    async with browsing(PROFILE) as user:
        await user.press("colon")
        await user.type("focus=squeeze")
        await user.press("enter", "slash")
        await user.until(lambda: user.state.chips)
        await user.pilot.click("#title", offset=(user.shown("#title").index("focus="), 0))
        await user.until(lambda: not user.state.chips)
        assert opened(user) == []
        assert "focus=squeeze taken out" in user.everything()
        await user.press("down")
        assert user.selected != "root", "keys are for the pane"


_NEWS = "shop:6060: " + "the server says that it cannot be profiled twice at once; " * 2 + "try again"


@pytest.mark.parametrize(("prompt", "leaves"), [("slash", "escape"), ("colon", "escape"), ("colon", "enter")])
async def test_what_is_said_while_one_types_waits_for_the_end_of_the_line(prompt: str, leaves: str) -> None:
    async with browsing(PROFILE) as user:
        await user.press(prompt)
        await user.type("unit=m")
        # WHEN something comes in meanwhile, as from a watch, that is longer than the line
        user.browser.notice(_NEWS, wrong=True)
        await user.pilot.pause()
        # THEN the line is there still, and typed into
        assert user.everything().split("\n")[-1].startswith((" /unit=m", " :unit=m"))
        await user.press("x", "backspace", "s")
        assert user.everything().split("\n")[-1].startswith((" /unit=ms", " :unit=ms"))
        if leaves == "enter":
            await user.press(*["backspace"] * 7)
        await user.press(leaves)
        # AND then it is shown, to its end
        assert user.everything().rstrip().endswith("try again")
        await user.press("down")
        assert "try again" not in user.everything()


async def test_a_notice_does_not_lie_over_a_prompt_that_is_opened() -> None:
    async with browsing(PROFILE) as user:
        user.browser.notice(_NEWS)
        await user.pilot.pause()
        assert "try again" in user.everything()
        user.browser.action_options()
        await user.pilot.pause()
        assert user.everything().split("\n")[-1].startswith(" :")


async def test_a_search_that_is_no_pattern_is_refused_and_can_be_mended() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "slash")
        await user.type("squeeze")
        await user.press("(", "enter")
        # THEN the line stays, with what is wrong with it, and nothing is selected
        assert opened(user) == ["search"]
        assert "not a regular expression: missing )" in user.shown("#search .found")
        assert user.selected == "runtime/pprof.Do"
        await user.press("backspace", "enter")
        assert opened(user) == []
        assert user.selected == "main.squeeze"
        # AND Esc leaves it as it was before
        await user.press("slash")
        await user.type("[a")
        await user.press("enter", "escape")
        assert opened(user) == []
        assert user.state.pattern == "squeeze"


async def test_what_a_search_finds_is_counted_anew_when_a_newer_profile_comes(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main;hash", 1)))
    async with browsing(path) as user:
        user.browser.watch_every(1)
        await user.press("slash")
        await user.type("hash")
        assert "1 name" in user.everything()
        written(tmp_path, profile_of(("main;hash", 2), ("main;hashes", 1)))
        await user.until(lambda: "2 names" in user.everything())
        assert opened(user) == ["search"]
