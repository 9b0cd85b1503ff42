"""What is written bit by bit leaves on the terminal what painting all of it anew would, whatever the user did."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pyte
import pytest
from textual._compositor import CompositorUpdate
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from tests.ui.driving import NARROW, WIDE, User, browsing
from tests.ui.test_random_keys import PRESSED, PROFILES
from tui.ui.app import PprofApp
from tui.ui.compositor import SpansCompositor, SpansUpdate
from tui.ui.widgets.drawn import Drawn
from tui.ui.widgets.flame_graph import FlameGraph

Cell = tuple[object, ...]


def cells(terminal: pyte.Screen) -> list[list[Cell]]:
    return [[tuple(terminal.buffer[y][x]) for x in range(terminal.columns)] for y in range(terminal.lines)]


class Watcher:
    """A terminal that shows what an application without one would write."""

    def __init__(self) -> None:
        self.size = (0, 0)
        self.updates = 0

    def display(self, app: App[None], screen: Screen[object], update: object) -> None:
        """Take what is written."""
        if not isinstance(update, CompositorUpdate) or screen is not app.screen:
            return
        if self.size != app.size:
            self.size = app.size
            self.terminal = pyte.Screen(*app.size)
            self.stream = pyte.Stream(self.terminal)
        self.updates += isinstance(update, SpansUpdate)
        self.stream.feed(update.render_segments(app.console))


def anew(app: App[None]) -> list[list[Cell]]:
    """What a terminal would show if all of the screen were drawn anew, with nothing kept of what was drawn before."""
    for widget in app.screen.query(Drawn):
        widget._shown.clear()
        widget._ahead.clear()
    for graph in app.screen.query(FlameGraph):
        graph._strips.clear()
        graph._texts.clear()
    terminal = pyte.Screen(*app.size)
    update = app.screen._compositor.render_full_update()
    pyte.Stream(terminal).feed(update.render_segments(app.console))
    return cells(terminal)


@asynccontextmanager
async def watching(
    monkeypatch: pytest.MonkeyPatch, profile: str, size: tuple[int, int]
) -> AsyncIterator[tuple[User, Watcher]]:
    watcher = Watcher()
    monkeypatch.setattr(PprofApp, "_display", lambda app, screen, update: watcher.display(app, screen, update))
    async with browsing(profile, size) as user:
        yield user, watcher


SOME = [("go127_cpu_5s_busy.pb.gz", (60, 12), 6), ("go127_heap.pb.gz", WIDE, 4)]
ALL = [(profile, size, 12) for profile in PROFILES for size in (NARROW, WIDE)]


@pytest.mark.parametrize(
    ("profile", "size", "rounds"), [*SOME, *(pytest.param(*each, marks=pytest.mark.slow) for each in ALL)]
)
async def test_random_keys(
    profile: str, size: tuple[int, int], rounds: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a folder in which a file that random keys write does no harm
    monkeypatch.chdir(tmp_path)
    random = Random(f"{profile} {size}")
    async with watching(monkeypatch, profile, size) as (user, watcher):
        for _ in range(rounds):
            keys = random.choices(PRESSED, k=6) + random.choices("jjjkhlG", k=4)
            await user.press(*keys)
            while user.screen is not user.browser:
                await user.press("escape")
            await user.until(lambda: not user.screen._dirty_widgets and not user.screen._layout_required)
            await user.until(lambda: all(worker.is_finished for worker in user.app.workers))
            await user.settle()
            assert cells(watcher.terminal) == anew(user.app), keys
    assert watcher.updates > rounds


@pytest.mark.parametrize("pane", ["6", *(pytest.param(pane, marks=pytest.mark.slow) for pane in "234578")])
async def test_lists_that_scroll(pane: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch, "go127_cpu_5s_busy.pb.gz", (60, 12)) as (user, watcher):
        for keys in (pane, "j" * 12, "k" * 9, "fj", "jG", "kkkkkkkkkk", "b", "g"):
            await user.press(*keys)
            await user.settle()
            assert cells(watcher.terminal) == anew(user.app), keys


class Overlapping(App[None]):
    """Widgets beside, within and over one another."""

    CSS = """
    Screen { layers: below above; }
    #left { width: 12; height: 8; background: red; border: solid white; }
    #wide { width: 40; height: 4; background: blue; }
    #over { layer: above; offset: 6 2; width: 14; height: 5; background: green; }
    #edge { layer: above; offset: 35 1; width: 14; height: 20; background: yellow; }
    """

    def compose(self) -> ComposeResult:
        for name in ("left", "wide", "over", "edge"):
            yield Static(f"{name} " * 60, id=name)

    def on_mount(self) -> None:
        self.screen._compositor = SpansCompositor()


async def test_widgets_over_one_another() -> None:
    app, random = Overlapping(), Random(5)
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        expected = anew(app)
        for _ in range(200):
            # GIVEN a terminal on which some regions are wrong, some of them past the edge
            regions = {
                Region(random.randrange(40), random.randrange(14), random.randint(1, 30), random.randint(1, 6))
                for _ in range(random.randint(1, 4))
            }
            terminal = pyte.Screen(*app.size)
            stream = pyte.Stream(terminal)
            stream.feed(compositor.render_full_update().render_segments(app.console))
            for region in regions:
                for y in range(region.y, min(region.bottom, 14)):
                    stream.feed(f"\x1b[{y + 1};{region.x + 1}H{'#' * min(region.width, 40 - region.x)}")
            # WHEN those are repainted
            compositor._dirty_regions.update(regions)
            update = compositor.render_update()
            assert isinstance(update, SpansUpdate)
            stream.feed(update.render_segments(app.console))
            # THEN nothing is left of what was wrong
            assert cells(terminal) == expected


async def test_no_cell_is_written_that_did_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    async with watching(monkeypatch, "go127_cpu_5s_busy.pb.gz", NARROW) as (user, _):
        compositor = user.screen._compositor
        compositor._dirty_regions.update({Region(10, 3, 5, 1), Region(70, 3, 4, 1), Region(0, 22, 3, 2)})
        update = compositor.render_update()
        assert isinstance(update, SpansUpdate)
        places = sorted((y, x, strip.cell_length) for x, y, strip in update._pieces)
        assert places == [(3, 10, 5), (3, 70, 4), (22, 0, 3), (23, 0, 3)]
