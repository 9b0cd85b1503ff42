"""Drives the real application as a user does, and reads what is on its screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from tests.ui.settling import PATIENCE, SettlingPilot
from tui.fetch.target import parse_target
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.session import Session, ViewState
from tui.ui.app import PprofApp
from tui.ui.keynames import named
from tui.ui.loading import Manner, Order
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets.choices import Choices
from tui.ui.widgets.line import Lines

DATA = Path(__file__).parents[1] / "data"
NARROW, WIDE = (80, 24), (200, 50)
_GLANCE = 0.002
"""Seconds between two looks whether something holds that a server, a thread or a timer brings about."""


class User:
    """Presses keys and looks."""

    def __init__(self, app: PprofApp) -> None:
        self.app = app
        self.pilot = SettlingPilot(app)

    @property
    def screen(self) -> Screen[object]:
        return self.app.screen

    @property
    def browser(self) -> BrowserScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, BrowserScreen))

    @property
    def session(self) -> Session:
        return self.browser.session

    @property
    def state(self) -> ViewState:
        return self.browser.state

    @property
    def selected(self) -> str:
        """Name of the selected function; `root` for the whole profile."""
        return self.name_of(self.state.frame)

    def name_of(self, frame: int) -> str:
        return self.session.table.label(frame) if frame >= 0 else "root"

    async def press(self, *keys: str) -> None:
        """Press keys, each when all that the one before it did is done and painted."""
        await self.pilot.press(*keys)

    async def type(self, text: str) -> None:
        """Type text, whatever characters it has, as fast as it can be read."""
        for character in text:
            self.app.post_message(events.Key(named(character), character))
        await self.pilot.pause()
        await self.until(lambda: not self.app._typed)

    async def to_choice(self, name: str) -> None:
        """Put the cursor of a list on what is called so."""
        names = [choice.columns[0] for choice in self.screen.query_one(Choices)._choices]
        await self.press("home", *["down"] * names.index(name))

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        gives_up = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < gives_up, f"waited in vain; on the screen:\n{self.everything()}"
            await self.pilot.pause(_GLANCE)

    async def until_screen(self, kind: type[Screen[object]]) -> None:
        await self.until(lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted)
        await self.pilot.pause()

    async def until_shown(self, selector: str, *texts: str) -> None:
        await self.until(lambda: all(text in self.shown(selector) for text in texts))

    async def settle(self) -> None:
        """Wait until the panes that follow the cursor have caught up, and the source is read."""
        await self.pilot.pause()
        await self._followed()
        await self.until(lambda: all(worker.is_finished for worker in self.app.workers if worker.name == "source"))

    async def _followed(self) -> None:
        """Wait for the timer that lets the other panes follow."""
        for screen in self.app.screen_stack:
            due = screen._followers if isinstance(screen, BrowserScreen) else None
            if due is not None and not due.cancelled():
                await self.pilot.pause(max(due.when() - asyncio.get_running_loop().time(), 0))

    def shown(self, selector: str) -> str:
        """Return what a widget has on the screen, line by line; a `Lines` in full, however narrow it is."""
        found = self.screen.query(selector)
        if not found:
            return ""
        widget = found.first(Widget)
        return widget.text() if isinstance(widget, Lines) else drawn(widget)

    def everything(self) -> str:
        """Return the whole screen as text."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)


def drawn(widget: Widget) -> str:
    """Return the lines that a widget draws."""
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))


@asynccontextmanager
async def running(
    order: Order | None, size: tuple[int, int] = NARROW, *, demo: bool = False, manner: Manner | None = None
) -> AsyncIterator[User]:
    """Run the application on what is ordered, and end it as the program ends."""
    app = PprofApp(order, demo=demo, manner=manner)
    async with app.run_test(size=size):
        user = User(app)
        yield user
        # Else Textual would take the screens away while messages and timers still come.
        if not app._exit:
            app.exit()
        await user.until(lambda: not app.is_running)


@asynccontextmanager
async def browsing(source: str | Path, size: tuple[int, int] = NARROW) -> AsyncIterator[User]:
    """Open a profile, by name if it is one of tests/data, and wait until it is drawn."""
    path = DATA / source if isinstance(source, str) else source
    async with running(Order(parse_target(str(path))), size) as user:
        await user.until_screen(BrowserScreen)
        await user.until_shown("#flame-graph", "root")
        await user.settle()
        yield user


@asynccontextmanager
async def listing(address: str, seconds: int | None = None) -> AsyncIterator[User]:
    """Ask a server what it offers, and wait until that is on the screen."""
    async with running(Order(parse_target(address, seconds=seconds)), (100, 30)) as user:
        await user.until_screen(ServerScreen)
        yield user


def written(folder: Path, profile: Profile, name: str = "made.pb.gz") -> Path:
    """Write a profile to a file."""
    path = folder / name
    path.write_bytes(encode(profile))
    return path


def profile_of(
    *stacks: tuple[str, int], kind: tuple[str, str] = ("cpu", "nanoseconds"), duration_nanos: int = 0
) -> Profile:
    """Return a profile of stacks written as `main;middle;leaf`, root first."""
    builder = ProfileBuilder([kind], duration_nanos=duration_nanos)
    for names, value in stacks:
        builder.add([frame_called(name) for name in reversed(names.split(";"))], [value])
    return builder.build()


def frame_called(name: str, line: int = 7) -> Frame:
    return Frame(name, "/nowhere/shop.go", line, 3)


def rows_of(text: str) -> Sequence[str]:
    """Return the lines that have something on them."""
    return [line for line in text.split("\n") if line.strip()]
