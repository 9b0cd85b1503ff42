"""What was chosen is there in the next run; two programs at once keep each other's choices; nothing here stops one."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.ui.driving import WIDE, browsing
from tui.kept import untold
from tui.layout.viewstate import Shape
from tui.ui.files import memory_file, settings_file
from tui.ui.memory import Memory

PROFILE = "go127_cpu_5s_busy.pb.gz"


def kept() -> dict[str, object]:
    known: dict[str, object] = json.loads(memory_file().read_text())
    return known


async def test_what_is_chosen_by_key_is_there_in_the_next_run() -> None:
    async with browsing(PROFILE, WIDE) as user:
        # WHEN shape, order, colours, minimap, the last pane, the number of panes and the theme are chosen
        await user.press("v", "O", "K", "m", "5", "W")
        assert user.state.shape is Shape.FLAME
        await user.press("C", "down", "enter")
        await user.until(lambda: user.screen is user.browser)
        theme = user.app.theme
        # THEN they are written soon, while the program runs
        await user.until(lambda: "theme" in kept())
    assert memory_file().stat().st_mode & 0o777 == 0o600
    async with browsing(PROFILE, WIDE) as user:
        assert user.app.theme == theme != "textual-dark"
        assert (user.state.shape, user.state.by_name, user.state.colour) == (Shape.FLAME, True, "function")
        assert not user.browser.liked.minimap
        assert {pane.word for pane in user.browser.panes() if pane.display} == {"flame", "labels"}
        # AND what a profile is opened with can not be undone: it is where this run began
        await user.press("u")
        assert "nothing to undo" in user.shown("#keys")
        assert user.state.shape is Shape.FLAME


async def test_a_program_that_ends_at_once_has_written_it() -> None:
    async with browsing(PROFILE) as user:
        await user.press("O", "q")
        await user.until(lambda: not user.app.is_running)
    assert kept()["order"] == "name"


async def test_bottom_up_is_remembered_and_a_sandwich_is_not() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "v", "v")
        await user.until(lambda: user.state.shape is Shape.BOTTOM_UP)
        await user.press("v")
        await user.until(lambda: user.state.shape is Shape.SANDWICH)
    async with browsing(PROFILE) as user:
        assert user.state.shape is Shape.BOTTOM_UP
        assert "bottom-up" in user.everything()
        await user.press("down")
        assert user.selected != "root"


async def test_the_file_of_settings_wins() -> None:
    async with browsing(PROFILE) as user:
        await user.press("v", "O")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('shape = "icicle"\n')
    async with browsing(PROFILE) as user:
        assert user.state.shape is Shape.ICICLE
        assert user.state.by_name, "of this the file says nothing"


async def test_a_difference_keeps_its_colours_and_they_are_not_remembered() -> None:
    async with browsing("go127_heap_delta_3s.pb.gz") as user:
        assert user.state.colour == "change"
        await user.press("O")
    assert "colour" not in kept() or kept()["colour"] != "change"


@pytest.mark.parametrize("damage", ["{", "[]", "\x00", "[" * 5000, ""])
@pytest.mark.rule("R24")
async def test_a_damaged_file_is_set_aside_and_named(damage: str) -> None:
    memory_file().write_text(damage)
    async with browsing(PROFILE) as user:
        assert "view.json was damaged; it is view.json.damaged now" in user.shown("#keys")
        await user.press("O")
    assert kept()["order"] == "name"
    assert memory_file().with_name("view.json.damaged").read_text() == damage


@pytest.mark.rule("R24")
async def test_what_another_version_wrote_is_kept_and_means_nothing() -> None:
    memory_file().write_text('{"greeted": true, "shape": "spiral", "panes": 3, "colour": [], "future": {"a": 1}}')
    async with browsing(PROFILE) as user:
        assert user.state.shape is Shape.ICICLE
        await user.press("O")
    assert kept()["future"] == {"a": 1}


def test_two_programs_keep_each_others_choices(tmp_path: Path) -> None:
    path = tmp_path / "view.json"
    one, other = Memory(path), Memory(path)
    one.keep({"order": "name"})
    other.keep({"shape": "flame"})
    assert one.read() == ({"order": "name", "shape": "flame"}, True)


def test_many_writers_at_once_leave_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "view.json"

    def write(order: str) -> None:
        for _ in range(50):
            Memory(path).keep({"order": order})
            Memory(path).read()

    writers = [threading.Thread(target=write, args=(order,)) for order in ("name", "weight", "name")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert Memory(path).read()[0]["order"] in ("name", "weight")
    assert untold() == [], "nobody found half a file"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["view.json"]


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    memory = Memory(in_the_way / "view.json")
    memory.keep({"order": "name"})
    assert memory.read() == ({}, False)


async def test_a_new_user_is_greeted_once_until_the_first_key() -> None:
    memory_file().unlink()
    async with browsing(PROFILE) as user:
        assert "First time here?" in user.shown("#keys")
        assert len(user.shown("#keys").rstrip()) <= 80
        await user.press("down")
        assert "First time here?" not in user.shown("#keys")
        assert "⏎ zoom" in user.shown("#keys")
    async with browsing(PROFILE) as user:
        assert "First time here?" not in user.shown("#keys")
