"""Footer, help, palette and README say the same about keys, because one table makes them."""

from __future__ import annotations

import re

import pytest

from tests.ui.driving import NARROW, browsing, drawn
from tests.ui.key_table import README, markdown_table
from tui.ui.keys import KEYS, footer, places
from tui.ui.screens.help import HelpScreen
from tui.ui.widgets.choices import Choices
from tui.ui.widgets.line import Lines

PROFILE = "go127_cpu_5s_busy.pb.gz"


def test_ids_are_unique() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)


def test_no_key_means_two_things_in_one_place() -> None:
    for place in ("flame", "top", "peek", "source", "server"):
        taken = [k for key in KEYS if key.where in places(place) for k in key.keys.split(",")]
        assert len(taken) == len(set(taken))


def test_no_key_needs_alt_or_a_function_key() -> None:
    for key in KEYS:
        assert not any(re.fullmatch(r"alt.*|f\d+", spelling) for spelling in key.keys.split(","))


def test_the_readme_has_the_table() -> None:
    assert markdown_table() in README.read_text(encoding="utf-8")


async def test_help_lists_every_key() -> None:
    async with browsing(PROFILE, (100, 70)) as user:
        await user.press("question_mark")
        await user.until_screen(HelpScreen)
        choices = user.screen.query_one(Choices)
        listed = {choice.value for choice in choices._choices} - {None}
        assert listed == {key.id for key in KEYS}
        shown = user.everything()
        for key in KEYS[:30]:
            assert key.does in shown


async def test_help_can_be_walked_to_its_end_at_80x24_and_no_line_is_cut() -> None:
    async with browsing(PROFILE, NARROW) as user:
        await user.press("question_mark")
        await user.until_screen(HelpScreen)
        lines: set[str] = set()
        before = ""
        while (shown := user.everything()) != before:
            lines.update(shown.splitlines())
            before = shown
            await user.press("pagedown")
        assert not {f"  {key.shown:<12} {key.does}" for key in KEYS} - lines


@pytest.mark.parametrize("close", ["escape", "question_mark", "q"])
async def test_help_is_closed_by_what_opened_it_and_by_esc(close: str) -> None:
    async with browsing(PROFILE) as user:
        await user.press("question_mark")
        await user.until_screen(HelpScreen)
        await user.press(close)
        assert user.screen is user.browser
        assert user.app.is_running


@pytest.mark.parametrize("pane", ["flame", "top", "peek", "source"])
async def test_every_key_that_the_footer_shows_is_bound_where_the_focus_is(pane: str) -> None:
    async with browsing(PROFILE) as user:
        await user.press({"flame": "1", "top": "2", "peek": "3", "source": "4"}[pane])
        await user.settle()
        active = user.screen.active_bindings
        for key in footer(pane):
            assert active[key.keys.split(",")[0]].binding.id == key.id


@pytest.mark.parametrize("pane", ["flame", "source"])
async def test_no_hint_of_the_bottom_line_is_cut(pane: str) -> None:
    hints = [f" {key.shown} {key.footer}" for key in footer(pane)]
    async with browsing(PROFILE) as user:
        await user.press({"flame": "1", "source": "4"}[pane])
        for width in (*range(50, 130, 7), 80, 81):
            await user.pilot.resize_terminal(width, 24)
            shown = drawn(user.screen.query_one("#keys", Lines))
            whole = [hint for hint in hints if hint in shown]
            # As many as there is room for, in their order, and nothing else.
            assert shown.rstrip() == " ".join(whole)
            assert whole == hints[: len(whole)]
            assert len(whole) == len(hints) or len(" ".join(hints[: len(whole) + 1])) > width


async def test_the_palette_offers_every_key_of_the_browser() -> None:
    from textual.command import DiscoveryHit

    from tui.ui.commands import WRITE_EXAMPLE, BrowserCommands

    async with browsing(PROFILE) as user:
        provider = BrowserCommands(user.browser, None)
        hits = [hit async for hit in provider.discover() if isinstance(hit, DiscoveryHit)]
        offered = {hit.text for hit in hits}
        keyed = {key.does for key in KEYS if key.where in ("browser", "app") and key.id != "palette"}
        assert offered == keyed | {WRITE_EXAMPLE}
