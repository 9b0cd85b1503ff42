"""Makes the pictures of the README from real profiles: run it, and look at what changed.

Every picture is the application itself, driven by keys; nothing is drawn by hand. Sources are shown under the paths
that the profile has, so that the pictures are the same from any checkout.
"""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot
from textual.widgets import Input

from tui.comparing import difference
from tui.fetch.endpoints import Endpoint, ServerIndex
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import parse_target
from tui.kept import write_whole
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.symbols.places import Search
from tui.symbols.sourcefiles import Missing, SourceFile, find_source
from tui.ui.app import PprofApp
from tui.ui.files import memory_file
from tui.ui.loading import Order
from tui.ui.panes import source as source_pane
from tui.ui.screens.server import ServerScreen
from tui.ui.screens.waiting import WaitingScreen

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests"
BUSY = TESTS / "data" / "go127_cpu_5s_busy.pb.gz"
WITH_SOURCE = TESTS / "ui" / "goload" / "cpu_15s.pb.gz"
PANE, WIDE = (110, 30), (200, 50)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: what is opened, in how many cells, and the keys that lead to it."""

    name: str
    profile: Path
    size: tuple[int, int]
    keys: tuple[str, ...]


PICTURES = (
    Picture("overview", WITH_SOURCE, WIDE, ("2", "s", "1", "home", "down", "down", "down", "down")),
    Picture("flame", BUSY, PANE, ("down", "down", "down", "down", "down", "right", "right")),
    Picture("top", BUSY, PANE, ("2", "down", "down")),
    Picture("peek", BUSY, PANE, ("slash", *"encodeOrders", "enter", "escape", "3")),
    Picture("source", WITH_SOURCE, PANE, ("slash", *"serveOrders", "enter", "escape", "4")),
    Picture("labels", BUSY, PANE, ("5", "down")),
    Picture("traces", BUSY, PANE, ("6", "down", "down")),
    Picture("bottom-up", BUSY, PANE, ("v", "v", "down", "down")),
    Picture("sandwich", BUSY, PANE, ("slash", *"Marshal$", "enter", "escape", "v", "v", "v")),
    Picture("filters", BUSY, PANE, ("slash", *"encodeOrders", "enter", "escape", "F", "equals_sign")),
    Picture("search", BUSY, PANE, ("slash", *"json|reflect")),
    Picture("help", BUSY, (110, 40), ("question_mark",)),
)
_OFFERED = (
    ("profile", None, "CPU time, sampled while you wait", True),
    ("allocs", 1234, "all memory allocated since the start", False),
    ("block", 0, "0 records: the program has not set a rate", False),
    ("goroutine", 42, "where every goroutine is right now", False),
    ("heap", 1234, "memory in use now, by where it was allocated", False),
    ("mutex", 18, "holding locks that others wait for", False),
    ("threadcreate", 11, "what led to new OS threads", False),
)


def _found(recorded: bytes, _search: Search) -> SourceFile | Missing:
    """Find a source file beside its profile, under the path that the profile has."""
    path = os.fsdecode(recorded)
    source = find_source(recorded, Search(WITH_SOURCE.parents[1])) if path.endswith("goload/main.go") else None
    if isinstance(source, SourceFile):
        return replace(source, path=path, modified=0)
    return Missing("no such file here", (path,))


async def _settled(pilot: Pilot[None]) -> None:
    """Wait until nothing changes on the screen any more."""
    before: object = None
    while True:
        await pilot.pause(0.4)
        shown = [list(strip) for strip in pilot.app.screen._compositor.render_strips()]
        if shown == before and not isinstance(pilot.app.screen, WaitingScreen):
            return
        before = shown


def _save(app: PprofApp, name: str) -> None:
    # Rich gives every picture ids of its own; without them the same picture is the same file.
    svg = re.sub(r"terminal-\d+-", f"{name}-", app.export_screenshot(title="pprof-tui", simplify=True))
    (HERE / f"{name}.svg").write_text(svg + "\n", encoding="utf-8")


async def _picture(picture: Picture) -> None:
    # Nothing that was chosen for the picture before, and no hint for new users.
    write_whole(memory_file(), '{"greeted": true}')
    app = PprofApp(Order(parse_target(str(picture.profile))))
    async with app.run_test(size=picture.size) as pilot:
        await _settled(pilot)
        for key in picture.keys:
            # Where a table is scrolled to depends on where the cursor rested, so it rests after every key.
            await pilot.press(key)
            await pilot.pause(0.2)
        await _settled(pilot)
        _save(app, picture.name)


async def _difference() -> None:
    """One run of a program beside another, brought to the same total."""
    after, before = decode(BUSY.read_bytes()), decode(WITH_SOURCE.read_bytes())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "after minus before.pb.gz"
        file.write_bytes(encode(difference(after, before, of_base=True, normalize=True)))
        await _picture(Picture("difference", file, WIDE, ("2", "down", "down", "1")))


async def _server() -> None:
    """The list of a server that is not there: the only picture with made-up content."""
    base = "http://api-1.example:6060/debug/pprof/"
    endpoints = tuple(
        Endpoint(name, count, what, is_cpu, True, SecretUrl(base + name)) for name, count, what, is_cpu in _OFFERED
    )
    app = PprofApp(None)
    async with app.run_test(size=(110, 16)) as pilot:
        index = ServerIndex("./api -workers 8", SecretUrl(base), endpoints)
        await app.push_screen(ServerScreen(index, Order(parse_target(base))))
        await pilot.press("enter")
        await _settled(pilot)
        _save(app, "server")


async def _all() -> None:
    source_pane.find_source = _found
    Input.cursor_blink = False
    for picture in PICTURES:
        await _picture(picture)
    await _difference()
    await _server()


def _as_a_new_user(home: str) -> None:
    """Let nothing show that depends on who makes the pictures, and where; and remember nothing of theirs."""
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "NO_COLOR", "COLORFGBG"):
        os.environ.pop(name, None)
    os.environ |= {"HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none"}


if __name__ == "__main__":
    with TemporaryDirectory() as home:
        _as_a_new_user(home)
        asyncio.run(_all())
