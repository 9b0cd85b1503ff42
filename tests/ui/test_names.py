"""Names in a profile are data: whatever they look like, they are shown, cleaned, in every pane."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.robust.choosing import some
from tests.ui.driving import NARROW, WIDE, User, browsing, written
from tui.analysis.names import fitted
from tui.pprof.build import Frame, ProfileBuilder
from tui.text import clean
from tui.ui.panes.peek import PeekList
from tui.ui.widgets.flame_graph import FlameGraph

pytestmark = pytest.mark.rule("R16")
NAMES = (
    "main.F[go.shape.int32]",
    "[/]",
    "[bold]x[/bold]",
    "<[u8] as Foo>::bar",
    "\x1b]52;c;AAAA\x07",
    "\x1b[2J\x1b[31mred",
    "売上.集計する",
    "long." + "x" * 2000,
    "user\u202egnp.exe",
    "a\nb\tc",
    "zero\u200bwidth",
    "e" + "\u0301" * 50,
    "\udcff\udcfe not UTF-8",
    " ",
    "",
)
_MORE = ("main.T[map[string]int]", "[libc.so.6]", "f [clone .isra.0]", "operator<<", "🔥 emoji")


def _written(folder: Path, name: str) -> Path:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    file = name.replace("\n", " ") or "main.go"
    builder.add([Frame(name, file, 3, 1), Frame("main.main", "main.go", 9, 1)], [90])
    builder.add([Frame("callee", "main.go", 5, 1), Frame(name, file, 4, 1), Frame("main.main", "main.go", 9, 1)], [10])
    return written(folder, builder.build())


def _nothing_that_a_terminal_acts_upon(user: User) -> None:
    shown = user.everything()
    assert all(character.isprintable() or character == "\n" for character in shown), repr(shown)
    for line in shown.split("\n"):
        assert cell_len(line) <= user.screen.size.width


@pytest.mark.parametrize("name", some((*NAMES, *_MORE), NAMES), ids=lambda name: ascii(name)[:24])
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
async def test_a_name_is_shown_clean_in_every_pane(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    async with browsing(_written(tmp_path, name), size) as user:
        # WHEN the function is selected in the flame graph
        await user.press("down", "down")
        await user.settle()
        label = user.selected
        assert label == clean(label)
        # THEN box, detail line, and the other panes have its name, cut to fit if need be
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert fitted(label, box.width - 1)[:20].rstrip() in user.shown("#flame-graph")
        assert label in user.shown("#detail")
        _nothing_that_a_terminal_acts_upon(user)
        await user.press("2")
        await user.settle()
        assert label[-8:].strip() in user.shown("#top-table")
        _nothing_that_a_terminal_acts_upon(user)
        await user.press("3")
        await user.settle()
        assert label in user.shown("#peek .head")
        assert user.screen.query_one(PeekList).peek is not None
        _nothing_that_a_terminal_acts_upon(user)
        await user.press("4")
        await user.settle()
        assert "90ns" in user.shown("#source-view")
        _nothing_that_a_terminal_acts_upon(user)
        # AND a search for it finds it, and it can be zoomed to
        await user.press("asterisk", "1", "enter")
        assert len(user.state.zooms) == 2
        matches = user.session.matches(user.state)
        assert matches is not None
        assert matches.count == 1
        _nothing_that_a_terminal_acts_upon(user)


async def test_a_name_that_looks_like_markup_is_found_in_the_palette(tmp_path: Path) -> None:
    async with browsing(_written(tmp_path, "[bold]x[/bold]"), WIDE) as user:
        await user.press("ctrl+p")
        await user.until(lambda: user.screen is not user.browser)
        await user.type("[bold]x[")
        await user.until(lambda: "Go to [bold]x[/bold]" in user.everything())
        await user.pilot.pause(0.3)
        await user.press("enter")
        await user.until(lambda: user.screen is user.browser and user.selected == "[bold]x[/bold]")


async def test_sample_types_and_units_are_cleaned_too(tmp_path: Path) -> None:
    builder = ProfileBuilder([("c\x1b[31mpu", "ti\x07cks"), ("[b]", "[/b]")], default_sample_type="c\x1b[31mpu")
    builder.add([Frame("main")], [7, 8])
    async with browsing(written(tmp_path, builder.build())) as user:
        for _ in range(2):
            await user.press("down")
            _nothing_that_a_terminal_acts_upon(user)
            await user.press("t")
        assert "c\\x1b[31mpu" in user.shown("#title") or "[b]" in user.shown("#title")
