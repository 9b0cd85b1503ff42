"""Too little memory, or no more threads, while a profile is looked at: it stays on the screen, and a line says why."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.driving import DATA, WIDE, browsing, profile_of, running, written
from tests.ui.inlining import inlined_profile, write_sources
from tui import session as sessions
from tui.analysis.results import Results
from tui.session import Session
from tui.trend import Trend
from tui.ui import threads
from tui.ui.panes import disasm, source
from tui.ui.screens import locating, sourcing, writing
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.locating import LocatingScreen
from tui.ui.screens.opener import OpenerScreen

PROFILE = "go127_cpu_5s_busy.pb.gz"
pytestmark = pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError("Unable to allocate 800. MiB"), "there is not enough memory"),
        (RuntimeError("can't start new thread"), "no more threads can be started"),
    ],
    ids=["memory", "threads"],
)


def fails(error: Exception) -> Callable[..., object]:
    def work(*_: object, **__: object) -> object:
        raise error

    return work


async def test_a_step_is_not_taken(error: Exception, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down")
        before = user.session, user.state
        with monkeypatch.context() as patched:
            patched.setattr(Session, "with_chips", fails(error))
            await user.press("F")
            await user.until_shown("#keys", says)
        assert (user.session, user.state) == before
        # AND once there is more, it is
        await user.press("F")
        await user.until(lambda: user.state.chips)


async def test_no_report_is_written(
    error: Exception, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_written", fails(error))
    async with browsing(PROFILE) as user:
        user.browser.write_report("top", "", (), str(tmp_path / "top.txt"))
        await user.until_shown("#keys", says)
        assert not (tmp_path / "top.txt").exists()


async def test_the_pane_of_machine_code_says_so(error: Exception, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disasm, "routines", fails(error))
    async with browsing(PROFILE, WIDE) as user:
        await user.press("2", "g", "8")
        await user.until_shown("#disasm-list", "no machine code: ", says)


@pytest.mark.parametrize("where", [(threads, "begin"), (source, "find_source")], ids=["begun", "found"])
async def test_the_pane_of_source_says_so(
    error: Exception, says: str, where: tuple[object, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        with monkeypatch.context() as patched:
            patched.setattr(*where, fails(error))
            await user.press("2", "g", "4")
            await user.until_shown("#source-view", "no source: ", says)
        # AND once there is more, the next one is read
        await user.press("2", "down", "4")
        await user.until_shown("#source-view", "no source: no such file here")


async def test_the_opener_says_so_and_takes_what_is_typed(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(threads, "begin", fails(error))
        async with running(None) as user:
            await user.until_screen(OpenerScreen)
            await user.until_shown("#keys", says)
            assert "demo: a live Python program" in user.everything()
            patched.undo()
            user.screen.query_one("#target").value = str(DATA / PROFILE)
            await user.press("enter")
            await user.until_screen(BrowserScreen)


async def test_no_editor_is_opened(error: Exception, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", sys.executable)
    monkeypatch.setattr(sourcing, "find_source", fails(error))
    async with browsing(PROFILE, WIDE) as user:
        await user.press("2", "g", "E")
        await user.until_shown("#keys", says)


async def test_no_file_is_chosen(error: Exception, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        await user.press("2", "g", "4")
        with monkeypatch.context() as patched:
            patched.setattr(locating, "chosen_file", fails(error))
            await user.press("s")
            await user.until_screen(LocatingScreen)
            await user.type("/anywhere")
            await user.press("enter")
            await user.until(lambda: says in user.everything())
        # AND the file that was typed is still asked for
        await user.press("enter")
        await user.until(lambda: "No such file" in user.everything())


async def test_nothing_is_learned(error: Exception, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sourcing, "teach", fails(error))
    folder = write_sources(tmp_path)
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        await user.press("2", "g", "4", "s")
        await user.until_screen(LocatingScreen)
        await user.type(str(folder / "step.h"))
        await user.press("enter")
        await user.until_shown("#keys", says)


async def test_the_course_of_a_function_is_left_out(
    error: Exception, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def count(*about: object) -> None:
        tried.append(about)
        raise error

    monkeypatch.setattr(Trend, "count", count)
    path = written(tmp_path, profile_of(("main;hash", 100)))
    async with browsing(path, WIDE) as user:
        written(tmp_path, profile_of(("main;hash", 200)))
        await user.press("R")
        await user.until_shown("#title", "#2 of 2")
        await user.press("down")
        await user.until(lambda: tried)
        # AND not every key tries again
        await user.press("down", "up", "down")
        assert len(tried) == 1
        assert "cum 200ns" in user.shown("#detail")
        assert says not in user.shown("#keys")


async def test_a_search_says_so_where_names_could_not_be_made_ready(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN so many names that they are made ready once there is a picture, and too little to do it
    monkeypatch.setattr(sessions, "_MANY_NAMES", 0)
    monkeypatch.setattr(Session, "make_searchable", fails(error))
    async with browsing(PROFILE) as user:
        with monkeypatch.context() as patched:
            patched.setattr(Results, "_found", fails(MemoryError()))
            await user.press("slash", "m")
            assert "there is not enough memory" in user.everything()
            await user.press("enter")
        assert user.state.pattern == ""
        await user.press("slash", "m")
        assert "names" in user.shown("#search .found")
