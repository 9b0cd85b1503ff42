"""The opener offers what was used before and takes what is typed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from tests.ui.driving import DATA, browsing, running
from tui.demo.program import DemoProgram
from tui.errors import Unreachable
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
        assert "demo: a live Python program" in user.shown("#choices")
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
    async with running(None, (120, 30)) as user:
        await user.until_screen(OpenerScreen)
        shown = user.shown("#choices")
        assert "Fetched before, in" in shown
        # What it is of, how old, how large, and its file: also what another program saved.
        assert re.search(r"^  goload +cpu +just now +\d+\.\d+kB +pprof\.goload\.samples\.cpu\.001\.pb\.gz", shown, re.M)
        await user.press("down", "enter")
        await user.until_screen(BrowserScreen)
        assert "pprof.goload.samples.cpu.001.pb.gz" in user.session.title


async def test_of_thousands_that_were_fetched_the_latest_are_offered(home: Path) -> None:
    (home / "saved").mkdir()
    for number in range(600):
        (home / "saved" / f"pprof.api.cpu.{number:03}.pb.gz").touch()
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        offered = [choice.value for choice in user.screen.query_one(Choices)._choices]
        assert len([value for value in offered if str(value).endswith(".pb.gz")]) == 500
        assert offered[-1] == "demo"


async def test_what_go_tool_pprof_fetched_is_offered_and_opened(
    home: Path,
    go_server: str,
    pprof_program: str,
    go_environment: Callable[[Path], dict[str, str]],
) -> None:
    environment = go_environment(home) | {"PPROF_TMPDIR": str(home / "saved")}
    url = f"http://{go_server}/debug/pprof/heap"
    subprocess.run([pprof_program, "-top", url], env=environment, check=True, capture_output=True, timeout=280)
    async with running(None, (120, 30)) as user:
        await user.until_screen(OpenerScreen)
        assert re.search(r"^  goload-\S+ +heap +just now", user.shown("#choices"), re.M)
        await user.press("down", "enter")
        await user.until_screen(BrowserScreen)
        assert user.session.title.startswith("pprof.goload-")


async def test_what_is_typed_is_opened() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        user.screen.query_one("#target").value = str(CPU)
        await user.press("enter")
        await user.until_screen(BrowserScreen)


async def test_what_cannot_be_opened_is_one_line_and_the_field_stays() -> None:
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        for typed, says in (("./nowhere.pb.gz", "no such file"), ("ftp://x/y", "ftp"), (str(DATA), "director")):
            user.screen.query_one("#target").value = typed
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
        user.screen.query_one("#target").value = str(DATA / "go127_heap.pb.gz")
        await user.press("enter")
        await user.until(lambda: isinstance(user.screen, BrowserScreen) and user.screen is not first)
        await user.until_shown("#title", "heap.pb.gz")
        assert user.session.title == "go127_heap.pb.gz"
        assert first not in user.app.screen_stack


async def test_enter_pressed_twice_starts_one_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[DemoProgram] = []

    def start(program: DemoProgram) -> str:
        started.append(program)
        may_go_on.wait(20)
        raise Unreachable("no demo here")

    may_go_on = Event()
    monkeypatch.setattr(DemoProgram, "start", start)
    async with running(None) as user:
        await user.until_screen(OpenerScreen)
        await user.press("tab", "G", "enter", "enter")
        assert len(started) == 1
        may_go_on.set()
        await user.until_shown("#keys", "no demo here")
        # AND once that is over it can be tried again
        await user.press("enter")
        await user.until(lambda: len(started) == 2)


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
