"""What lies over a screen can be left, and the program from there as from anywhere."""

from __future__ import annotations

import pytest

from tests.ui.driving import WIDE, browsing
from tui.ui.screens.asking import AskScreen, Offer, OfferScreen
from tui.ui.screens.overlay import Overlay, Palette

PROFILE = "go127_cpu_5s_busy.pb.gz"
OPENED = {"help": "question_mark", "palette": "ctrl+p", "copy": "Y", "theme": "C", "filters": "equals_sign"}


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q", "escape"])
@pytest.mark.parametrize("what", [*OPENED, "question", "question with an answer", "offer"])
async def test_two_keys_quit_wherever_one_is(what: str, key: str) -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("f")
        if what in OPENED:
            await user.press(OPENED[what])
        else:
            question = AskScreen("How many", answer="10" if "answer" in what else "")
            offer = OfferScreen("it said no", [Offer("enter", "⏎", "try again")])
            user.app.push_screen(offer if what == "offer" else question)
        await user.until(lambda: isinstance(user.screen, Overlay | Palette) and user.screen.is_mounted)
        await user.press(key)
        if key == "escape":
            await user.until(lambda: user.screen is user.browser)
        else:
            await user.until(lambda: not user.app.is_running)
            assert user.app.return_code == 0
