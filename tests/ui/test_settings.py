"""The file of settings: what it may say, and that nothing in it stops the program."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.ui.driving import WIDE, browsing
from tui.ui import keys
from tui.ui.commands import WRITE_EXAMPLE
from tui.ui.files import settings_file
from tui.ui.screens.help import HelpScreen
from tui.ui.settings import example, read_settings
from tui.ui.widgets.choices import Choices

PROFILE = "go127_cpu_5s_busy.pb.gz"


@pytest.fixture
def file() -> Path:
    path = settings_file()
    path.parent.mkdir(parents=True)
    return path


def test_without_a_file_there_is_nothing_to_say() -> None:
    assert read_settings() == read_settings(Path("/nowhere/config.toml"))
    assert not read_settings().remarks


def test_what_a_file_says_is_understood(file: Path) -> None:
    file.write_text(
        'theme = "textual-light"\nshape = "flame"\norder = "name"\ncolour = "kind"\nlayout = "two"\nminimap = false\n'
        'panes = ["labels", "source"]\n[keys]\n"flame.zoom" = "z, ctrl+x"\nwatch = "J"\nsearch.next = ";"\n'
    )
    settings = read_settings()
    assert settings.remarks == ()
    assert settings.given == {
        "theme": "textual-light",
        "shape": "flame",
        "order": "name",
        "colour": "kind",
        "layout": "two",
        "minimap": False,
        "panes": ("labels", "source"),
    }
    # Ids without quotes are what TOML calls tables, and meant all the same.
    assert settings.keymap == {"flame.zoom": "z,ctrl+x", "watch": "J", "search.next": "semicolon"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('shape = "circle"', "shape must be one of icicle, flame, bottom-up"),
        ("minimap = 1", "minimap must be true or false"),
        ('panes = "top"', "panes must be a list of some of top, peek"),
        ('panes = ["top", "top"]', "each once"),
        ("panes = []", "panes must be"),
        ('them = "nord"', "them is no setting; did you mean theme?"),
        ('guest = "top"', "guest is no setting"),
        ("zzz = 1", "zzz is no setting; there are theme, shape"),
        ("keys = 3", "keys must be a table: [keys]"),
        ('[keys]\n"flame.zom" = "z"', '[keys] "flame.zom" is no action; did you mean flame.zoom?'),
        ('[keys]\n"search" = "entre"', '[keys] "search" must be keys such as "z"'),
        ('[keys]\n"search" = 3', '[keys] "search" must be keys'),
        ('[keys]\n"search" = ""', '[keys] "search" must be keys'),
        ('[keys]\n"search" = "s"', "[keys]: s cannot be top.sort and search at once"),
        ('[keys]\n"server.seconds" = "R"', "[keys]: R cannot be server.refresh and server.seconds at once"),
        ('[keys]\n"search" = "n"', "[keys]: n cannot be search and search.next at once"),
        ('theme = "textual', "not read: "),
        ('theme = "x"\ntheme = "y"', "line 2"),
        ("x = " + "[" * 5000, "not read"),
    ],
)
@pytest.mark.rule("R24")
def test_what_makes_no_sense_is_told_with_what_would(file: Path, text: str, said: str) -> None:
    file.write_text(text + "\n")
    remarks = read_settings().remarks
    assert remarks
    assert remarks[0].startswith("~/.config/pprof-tui/config.toml: ") or os.uname().sysname != "Linux"
    assert any(said in remark for remark in remarks), remarks
    assert all("\n" not in remark and "\x1b" not in remark for remark in remarks)
    assert file.read_text() == text + "\n", "it is the user's"


def test_keys_that_change_places_are_no_clash(file: Path) -> None:
    file.write_text('[keys]\n"search.next" = "N"\n"search.previous" = "n"\n')
    assert read_settings().remarks == ()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", b'shape = "\x1b[31m"'])
@pytest.mark.rule("R24")
def test_bytes_that_are_no_text_are_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    (remark,) = read_settings().remarks
    assert remark.isprintable()


@pytest.mark.rule("R24")
def test_a_file_that_is_none_is_not_read(file: Path) -> None:
    os.mkfifo(file)
    assert "not read" in read_settings().remarks[0]
    file.unlink()
    file.write_bytes(b"#" * (1 << 20) + b"\n")
    assert "at most 1 MB" in read_settings().remarks[0]


def test_the_example_says_nothing_until_it_is_changed_and_then_the_defaults(file: Path) -> None:
    assert tomllib.loads(example()) == {"keys": {}}
    # WHEN every line that is a setting counts
    lines = [line[2:] if line.startswith("# ") and " = " in line else line for line in example().split("\n")]
    file.write_text("\n".join(lines))
    settings = read_settings()
    # THEN there is nothing wrong with it, and every key is the one that it is anyway
    assert settings.remarks == ()
    for key_id, pressed in settings.keymap.items():
        assert set(pressed.split(",")) == set(keys.BY_ID[key_id].keys.split(","))
    assert settings.keymap.keys() == keys.BY_ID.keys()
    assert settings.given["theme"] == "textual-light"


async def test_a_remapped_key_acts_and_is_shown_everywhere(file: Path) -> None:
    file.write_text('[keys]\n"flame.zoom" = "f6"\n"search" = "comma,f5"\n"help" = "f7"\n')
    try:
        async with browsing(PROFILE) as user:
            # THEN the bottom line shows it
            assert "F6 zoom" in user.shown("#keys")
            assert ", F5 search" in user.shown("#keys")
            assert "F7 help" in user.shown("#keys")
            # AND it acts, and the one before it does not
            await user.press("down", "down", "f6")
            assert len(user.state.zooms) == 2
            await user.press("down", "enter")
            assert len(user.state.zooms) == 2
            await user.press("n")
            assert "search first: ," in user.shown("#keys")
            await user.press("f5")
            assert user.screen.query_one("#search").has_class("open")
            await user.press("escape", "f7")
            await user.until_screen(HelpScreen)
            choices = user.screen.query_one(Choices)._choices
            shown = {choice.value: choice.columns[0] for choice in choices}
            assert (shown["search"], shown["flame.zoom"], shown["help"], shown["quit"]) == (", F5", "F6", "F7", "q")
    finally:
        keys.remap({})


async def test_there_is_always_a_way_out(file: Path) -> None:
    file.write_text('[keys]\nquit = "Q"\nback = "B"\n')
    try:
        async with browsing(PROFILE) as user:
            await user.press("down", "enter", "escape")
            assert len(user.state.zooms) == 1
            await user.press("q")
            assert user.app.is_running
            await user.press("ctrl+q")
            await user.until(lambda: not user.app.is_running)
    finally:
        keys.remap({})


async def test_a_wrong_setting_is_told_on_the_first_screen_and_the_others_count(file: Path) -> None:
    file.write_text('shape = "circle"\norder = "name"\nlayout = 3\n')
    async with browsing(PROFILE) as user:
        assert "config.toml: shape must be one of icicle, flame, bottom-up (1 more like this)" in user.shown("#keys")
        assert user.state.by_name
        await user.press("down")
        assert "config.toml" not in user.shown("#keys")


async def test_panes_stand_as_the_file_says(file: Path) -> None:
    file.write_text('panes = ["labels", "peek"]\n')
    async with browsing(PROFILE, WIDE) as user:
        regions = {pane.word: pane.region for pane in user.browser.panes() if pane.display}
        assert regions.keys() == {"flame", "labels", "peek"}
        assert regions["labels"].bottom <= regions["peek"].y
        # WHEN another one is gone to THEN it has the last place
        await user.press("2")
        await user.settle()
        assert {pane.word for pane in user.browser.panes() if pane.display} == {"flame", "labels", "top"}


async def test_the_palette_writes_an_example_and_never_over_the_users_file() -> None:
    for written in (settings_file(), settings_file().with_name("config.example.toml")):
        async with browsing(PROFILE) as user:
            await user.press("ctrl+p")
            await user.until(lambda: user.screen is not user.browser)
            await user.type("write an example")
            await user.until(lambda: WRITE_EXAMPLE in user.everything())
            await user.pilot.pause(0.2)
            await user.press("down", "enter")
            await user.until(written.exists)
            assert written.read_text() == example()
            assert written.stat().st_mode & 0o777 == 0o600
            await user.until(lambda: "written, all of it commented out" in user.shown("#keys"))


def test_a_start_without_a_file_waits_for_no_parser(home: Path) -> None:
    program = (
        "import sys; from tui.ui.remembering import RememberingApp; RememberingApp(); "
        "print(*sorted(sys.modules.keys() & {'tomllib', 'tui.ui.screens.theming', 'tui.report'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""
