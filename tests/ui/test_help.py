"""Help begins with what acts where one is."""

from __future__ import annotations

import pytest

from tests.ui.driving import browsing
from tui.ui.screens.help import HelpScreen
from tui.ui.widgets.choices import Choices

PROFILE = "go127_cpu_5s_busy.pb.gz"


@pytest.mark.parametrize(
    ("pane", "headings"),
    [
        ("1", ["Flame graph: here", "Panes", "Tables"]),
        ("2", ["Tables: here", "Top table: here", "Panes"]),
        ("3", ["Tables: here", "Panes", "Flame graph"]),
        ("5", ["Tables: here", "Labels: here", "Panes"]),
    ],
)
async def test_the_keys_of_the_pane_come_first(pane: str, headings: list[str]) -> None:
    async with browsing(PROFILE) as user:
        await user.press(pane, "question_mark")
        await user.until_screen(HelpScreen)
        choices = user.screen.query_one(Choices)._choices
        assert [choice.columns[0] for choice in choices if choice.value is None][:3] == headings
