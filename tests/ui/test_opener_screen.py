"""The opener offers what was used before and takes what is typed."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.ui.driving import DATA, browsing, running
from tui.fetch.recent import remember
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets.choices import Choices

CPU = DATA / "go127_cpu_5s_busy.pb.gz"


async def test_nothing_known_offers_the_demo_and_a_field() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        assert "Recent servers" not in user.shown("#choices")
        assert "demo: a small live Python program to look at" in user.shown("#choices")
        assert user.screen.focused is user.screen.query_one("#target")
        assert "⏎ open" in user.shown("#keys")
        # AND there is no profile to go back to
        await user.press("escape")
        assert isinstance(user.screen, OpenerScreen)


async def test_recent_servers_come_last_used_first() -> None:
    remember("http://127.0.0.1:1111/debug/pprof/")
    remember("http://127.0.0.1:2222/debug/pprof/")
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        shown = user.shown("#choices")
        assert shown.index("127.0.0.1:2222") < shown.index("127.0.0.1:1111")
        assert "just now" in shown


async def test_a_recent_server_is_asked_again(go_server: str) -> None:
    remember(f"http://{go_server}/debug/pprof/")
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        await user.press("tab", "enter")
        await user.until_screen(ServerScreen)


async def test_a_saved_profile_is_opened(home: Path) -> None:
    (home / "saved").mkdir()
    shutil.copy(CPU, home / "saved" / "pprof.goload.samples.cpu.001.pb.gz")
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        assert "Saved profiles in" in user.shown("#choices")
        await user.press("down", "enter")
        await user.until_screen(BrowserScreen)
        assert "pprof.goload.samples.cpu.001.pb.gz" in user.session.title


async def test_what_is_typed_is_opened() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        user.screen.query_one("#target").value = str(CPU)  # type: ignore[attr-defined]
        await user.press("enter")
        await user.until_screen(BrowserScreen)


async def test_what_cannot_be_opened_is_one_line_and_the_field_stays() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        for typed, says in (("./nowhere.pb.gz", "no such file"), ("ftp://x/y", "ftp"), (str(DATA), "director")):
            user.screen.query_one("#target").value = typed  # type: ignore[attr-defined]
            await user.press("enter")
            await user.until_shown("#keys", says)
            assert "\n" not in user.shown("#keys")
            assert isinstance(user.screen, OpenerScreen)


async def test_esc_goes_back_to_the_profile_that_was_on_the_screen() -> None:
    async with browsing(CPU) as user:
        await user.press("down", "o")
        await user.until_screen(OpenerScreen)
        await user.press("escape")
        assert user.screen is user.browser
        assert user.selected == "runtime/pprof.Do"


async def test_another_profile_takes_the_place_of_the_first() -> None:
    async with browsing(CPU) as user:
        first = user.browser
        await user.press("o")
        await user.until_screen(OpenerScreen)
        user.screen.query_one("#target").value = str(DATA / "go127_heap.pb.gz")  # type: ignore[attr-defined]
        await user.press("enter")
        await user.until(lambda: isinstance(user.screen, BrowserScreen) and user.screen is not first)
        await user.until_shown("#title", "go127_heap.pb.gz")
        assert first not in user.app.screen_stack


async def test_the_demo_is_started_listed_and_ended() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        await user.press("tab", "G", "enter")
        await user.until_screen(ServerScreen)
        demo = user.app._demo
        assert demo is not None
        assert demo.pid is not None
        assert "heap" in [choice.columns[0] for choice in user.screen.query_one(Choices)._choices]
    assert demo.pid is None
