"""A source file that is not found is named by hand, and what is learned of it holds from then on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.ui.driving import NARROW, WIDE, User, browsing
from tests.ui.inlining import inlined_profile, write_sources
from tui.symbols.pathmaps import MAPS, PathMaps
from tui.ui.screens.locating import LocatingScreen


@pytest.fixture(autouse=True)
def no_maps(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Path maps of this test alone; returns their file."""
    monkeypatch.setattr(MAPS, "_given", home / ".config" / "pprof-tui" / "maps.json")
    monkeypatch.setattr(MAPS, "_maps", None)
    return MAPS.file


async def asked(user: User, function: str = "mill") -> None:
    """Show a function whose file is not found, and say that one knows where it is."""
    await user.press("slash", *function, "enter", "escape", "4")
    await user.until_shown("#source-view", "no source: no such file here", "s: say where it is")
    await user.press("s")
    await user.until_screen(LocatingScreen)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_file_named_by_hand_is_shown_and_its_folder_remembered(
    tmp_path: Path, no_maps: Path, size: tuple[int, int]
) -> None:
    sources = write_sources(tmp_path / "mine" / "src")
    async with browsing(inlined_profile(tmp_path), size) as user:
        await asked(user)
        assert "Where is /build/src/mill.c?" in user.shown("#where") or size == NARROW
        # WHEN its path is begun and completed
        await user.type(f"{tmp_path}/mine/sr")
        await user.press("tab")
        await user.type("mi")
        await user.press("tab", "enter")
        # THEN the file is shown
        await user.until_shown("#source-view", "sum += grind(i);")
        # AND one line says what was learned, and where it can be forgotten
        await user.until_shown("#keys", f"learned: /build is {tmp_path}/mine here; ", ".config/pprof-tui/maps.json")
        assert json.loads(no_maps.read_text()) == [["/build", f"{tmp_path}/mine"]]
        assert PathMaps(no_maps).all() == (("/build", str(sources.parent)),)
        # AND files beside it are found
        await user.press("slash", *"slow", "enter", "escape", "4")
        await user.until_shown("#source-view", "return i / 3;")


async def test_a_folder_will_do(tmp_path: Path) -> None:
    write_sources(tmp_path / "mine" / "src")
    async with browsing(inlined_profile(tmp_path)) as user:
        await asked(user)
        await user.type(f"{tmp_path}/mine")
        await user.press("enter")
        await user.until_shown("#source-view", "sum += grind(i);")


async def test_what_is_not_the_file_is_said_and_may_be_mended(tmp_path: Path, no_maps: Path) -> None:
    write_sources(tmp_path / "src")
    (tmp_path / "short.c").write_text("one line\n")
    os.mkfifo(tmp_path / "pipe.c")
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        await asked(user)
        for name, wrong in (
            ("none.c", "No such file"),
            ("pipe.c", "not a regular file"),
            ("short.c", "it ends at line 1, the profile names line 7"),
        ):
            await user.press("ctrl+u")
            await user.type(f"{tmp_path}/{name}")
            await user.press("enter")
            await user.until_shown("#place .found", wrong)
        assert not no_maps.exists()
        # WHEN it is left THEN nothing is learned
        await user.press("escape")
        assert user.screen is user.browser
        assert MAPS.all() == ()


async def test_the_file_of_an_inlined_line_is_asked_for_on_it(tmp_path: Path) -> None:
    sources = write_sources(tmp_path / "mine")
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        await user.press("slash", *"mill", "enter", "escape", "4")
        await user.until_shown("#source-view", "no source: ")
        await user.press("right", "down", "s")
        await user.until_screen(LocatingScreen)
        assert "/build/src/grind.h" in user.shown("#where")
        await user.type(f"{sources}/grind.h")
        await user.press("enter")
        await user.until_shown("#source-view", "grind.h:3 i ^= i << 13;")


async def test_a_map_that_cannot_be_remembered_is_used(tmp_path: Path, no_maps: Path) -> None:
    sources = write_sources(tmp_path / "mine")
    no_maps.parent.parent.mkdir(parents=True, exist_ok=True)
    no_maps.parent.write_text("a file where a folder should be")
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        await asked(user)
        await user.type(str(sources))
        await user.press("enter")
        await user.until_shown("#keys", "learned: /build/src is", "the map of paths is not remembered")
        await user.until_shown("#source-view", "sum += grind(i);")


async def test_root_has_no_file(tmp_path: Path) -> None:
    async with browsing(inlined_profile(tmp_path)) as user:
        await user.press("1", "g", "0")
        user.browser.active = "source"
        user.browser.action_locate()
        assert "does not say which file" in user.shown("#keys")
