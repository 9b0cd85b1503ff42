"""What the screens look like, to the cell and colour; every picture under `__snapshots__` was looked at.

After a wanted change: `pytest tests/ui/test_snapshots.py --snapshot-update`, and look at the pictures again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.driving import DATA, NARROW, WIDE
from tui.comparing import difference
from tui.fetch.endpoints import Endpoint, ServerIndex
from tui.fetch.recent import remember
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import parse_target
from tui.kept import write_whole
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.symbols.places import Search
from tui.symbols.sourcefiles import Missing, SourceFile, find_source
from tui.ui.app import PprofApp
from tui.ui.files import memory_file
from tui.ui.glyphs import glyphs
from tui.ui.loading import Order
from tui.ui.panes import source as source_pane
from tui.ui.screens import opener as opener_screen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.widgets import flame_graph

CPU = DATA / "go127_cpu_5s_busy.pb.gz"
HERE = Path(__file__).parent
GOLOAD = HERE / "goload" / "cpu_15s.pb.gz"
MEDIUM = (120, 40)
Compare = Callable[..., bool]


@pytest.fixture(autouse=True)
def same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Source files are found beside the profile under the path that the profile has, wherever the checkout is."""

    def found(recorded: bytes, _search: Search) -> SourceFile | Missing:
        path = os.fsdecode(recorded)
        source = (
            find_source(recorded, Search(HERE)) if path.endswith("goload/main.go") else Missing("no such file here", ())
        )
        if isinstance(source, Missing):
            return replace(source, tried=(f"/srv/checkout{path}",))
        return replace(source, path=path, modified=0)

    monkeypatch.setattr(source_pane, "find_source", found)
    monkeypatch.setattr(Input, "cursor_blink", False)


async def _settled(pilot: Pilot[None], *keys: str) -> None:
    for _ in range(1000):
        await pilot.pause(0.02)
        if type(pilot.app.screen).__name__ != "WaitingScreen" and len(pilot.app.screen_stack) > 1:
            break
    else:
        # Else an update would take the picture of a program that hangs for what is wanted.
        raise AssertionError(f"still {type(pilot.app.screen).__name__}")
    await _rested(pilot)
    for key in keys:
        # Where a table is scrolled to depends on where the cursor rested, so it rests after every key.
        await pilot.press(key)
        await _rested(pilot)
    before, shown = None, _cells(pilot)
    while shown != before:
        await _rested(pilot)
        await pilot.pause(0.1)
        before, shown = shown, _cells(pilot)


async def _rested(pilot: Pilot[None]) -> None:
    """Wait until all that a key has begun is done, and the panes that follow the cursor have followed."""
    app = pilot.app
    for _ in range(2):
        await pilot.pause()
        while not all(worker.is_finished for worker in app.workers):
            await pilot.pause(0.01)
    for screen in app.screen_stack:
        if isinstance(screen, BrowserScreen):
            screen.show_all()
    await pilot.pause()


def _cells(pilot: Pilot[None]) -> list[object]:
    return [list(strip) for strip in pilot.app.screen._compositor.render_strips()]


def _looks_as_before(compare: Compare, app: PprofApp, size: tuple[int, int], *keys: str) -> bool:
    async def before(pilot: Pilot[None]) -> None:
        await _settled(pilot, *keys)

    return compare(app, terminal_size=size, run_before=before)


def _profile(path: Path) -> PprofApp:
    return PprofApp(Order(parse_target(str(path))))


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        pytest.param(CPU, ("down", "down", "down", "down", "down"), id="flame"),
        pytest.param(CPU, ("down", "down", "down", "down", "down", "enter", "v"), id="zoomed-and-turned"),
        pytest.param(CPU, ("2", "down", "s"), id="top"),
        pytest.param(CPU, ("2", "down", "down", "3"), id="peek"),
        pytest.param(GOLOAD, ("slash", *"main.serveOrders", "enter", "4"), id="source"),
        pytest.param(GOLOAD, ("slash", *"compressText", "enter", "escape", "4", "right"), id="source-unfolded"),
        pytest.param(CPU, ("4",), id="source-missing"),
        pytest.param(CPU, ("4", "s"), id="source-asked-for"),
        pytest.param(CPU, ("slash", *"json"), id="search"),
        pytest.param(CPU, ("slash", *"json("), id="search-wrong"),
        pytest.param(CPU, ("question_mark",), id="help"),
        pytest.param(DATA / "go127_heap_delta_3s.pb.gz", ("2",), id="difference"),
    ],
)
def test_narrow(snap_compare: Compare, path: Path, keys: tuple[str, ...]) -> None:
    assert _looks_as_before(snap_compare, _profile(path), NARROW, *keys)


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        pytest.param(GOLOAD, ("down", "down", "down", "down"), id="all-panes"),
        pytest.param(CPU, ("slash", *"json", "enter"), id="search"),
        pytest.param(DATA / "go127_heap.pb.gz", ("2", "down"), id="heap"),
    ],
)
def test_wide(snap_compare: Compare, path: Path, keys: tuple[str, ...]) -> None:
    assert _looks_as_before(snap_compare, _profile(path), WIDE, *keys)


def test_empty(snap_compare: Compare, tmp_path: Path) -> None:
    from tests.ui.driving import written

    path = written(tmp_path, ProfileBuilder([("cpu", "nanoseconds")]).build(), "idle.pb.gz")
    assert _looks_as_before(snap_compare, _profile(path), NARROW)


LOOKS = {
    "light": {"theme": "textual-light"},
    "16 colours": {"TERM": "xterm", "COLORTERM": ""},
    "16 colours, light": {"TERM": "xterm", "COLORTERM": "", "COLORFGBG": "0;15"},
    "256 colours": {"COLORTERM": ""},
    "no colours": {"NO_COLOR": "1"},
}
"""What the terminal, or the user, has it look like."""


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the terminal, or the user's choice, another one."""

    def look(name: str) -> None:
        for variable, value in LOOKS[name].items():
            if variable == "theme":
                write_whole(memory_file(), f'{{"greeted": true, "theme": "{value}"}}')
            else:
                monkeypatch.setenv(variable, value)
        # A terminal is what it is when the program begins.
        monkeypatch.setattr(flame_graph, "GLYPHS", glyphs())

    return look


@pytest.mark.parametrize("look", LOOKS)
def test_look(snap_compare: Compare, looking: Callable[[str], None], look: str) -> None:
    looking(look)
    assert _looks_as_before(snap_compare, _profile(CPU), MEDIUM, "down", "down", "slash", *"json", "enter", "g", "j")


@pytest.mark.parametrize("look", ["light", "16 colours"])
def test_difference(snap_compare: Compare, looking: Callable[[str], None], tmp_path: Path, look: str) -> None:
    looking(look)
    after, before = decode(CPU.read_bytes()), decode(GOLOAD.read_bytes())
    path = tmp_path / "after minus before.pb.gz"
    path.write_bytes(encode(difference(after, before, of_base=True, normalize=True)))
    assert _looks_as_before(snap_compare, _profile(path), MEDIUM, "2", "down", "down", "1")


NAMES = {
    "wide characters": ("売上.集計する", "e\u0301tape\u0301", "🚀.launch👩‍🚀", "ＦＵＬＬ.width"),
    "odd names": (
        "slices.Sort[go.shape.int32]",
        "[bold]x[/bold] [/]",
        'say "it\'s \\ done"',
        "operator new(unsigned long) const &",
        "long." + "x" * 2000,
    ),
}


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
@pytest.mark.parametrize("names", NAMES)
def test_names(snap_compare: Compare, tmp_path: Path, names: str, size: tuple[int, int]) -> None:
    from tests.ui.driving import written

    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for number, name in enumerate(NAMES[names]):
        callers = [Frame(name, "/srv/shop/main.go", 9, 1), Frame("main.main", "/srv/shop/main.go", 3, 1)]
        builder.add([Frame(f"leaf.{name}", "/srv/shop/leaf.go", 5, 1), *callers], [50 - number])
        builder.add(callers, [20 + number])
    path = written(tmp_path, builder.build(), "names.pb.gz")
    assert _looks_as_before(snap_compare, _profile(path), size, "down", "down", "right")


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("5", "down"), id="labels"),
        pytest.param(("6", "down"), id="traces"),
        pytest.param(("slash", *"Marshal$", "enter", "escape", "v", "v", "v"), id="sandwich"),
        pytest.param(("L", "2", "enter", "down", "down", "F", "equals_sign"), id="filters"),
        pytest.param(("C", "down"), id="themes"),
        pytest.param(("Y",), id="copy"),
    ],
)
def test_feature(snap_compare: Compare, keys: tuple[str, ...]) -> None:
    assert _looks_as_before(snap_compare, _profile(CPU), NARROW, *keys)


def test_first_run(snap_compare: Compare) -> None:
    memory_file().unlink()
    assert _looks_as_before(snap_compare, _profile(CPU), NARROW)


def _server_index() -> ServerIndex:
    base = SecretUrl("http://api-1.example:6060/debug/pprof/")
    offered = (
        ("profile", None, "CPU time, sampled while you wait", True),
        ("allocs", 1234, "all memory allocated since the start", False),
        ("goroutine", 42, "where every goroutine is right now", False),
        ("heap", 1234, "memory in use now, by where it was allocated", False),
        ("mutex", 0, "0 records: the program has not set a rate", False),
    )
    endpoints = tuple(
        Endpoint(name, count, what, is_cpu, True, SecretUrl(f"http://api-1.example:6060/debug/pprof/{name}"))
        for name, count, what, is_cpu in offered
    )
    return ServerIndex("./api -workers 8", base, endpoints)


@pytest.mark.parametrize("keys", [pytest.param((), id="list"), pytest.param(("enter",), id="seconds")])
def test_server(snap_compare: Compare, keys: tuple[str, ...]) -> None:
    async def before(pilot: Pilot[None]) -> None:
        order = Order(parse_target("http://api-1.example:6060/debug/pprof/"))
        await pilot.app.push_screen(ServerScreen(_server_index(), order))
        await _settled(pilot, *keys)

    assert snap_compare(PprofApp(None), terminal_size=NARROW, run_before=before)


def test_opener(snap_compare: Compare, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN two servers and a saved profile of known age
    remember("http://api-1.example:6060/debug/pprof/")
    remember("http://api-2.example:6060/debug/pprof/heap")
    (home / "saved").mkdir()
    kept = home / "saved" / "pprof.api.samples.cpu.001.pb.gz"
    shutil.copy(CPU, kept)
    yesterday = (datetime.now(UTC) - timedelta(days=1, hours=2)).timestamp()
    os.utime(kept, (yesterday, yesterday))
    # The folder is another one in every run.
    monkeypatch.setattr(opener_screen, "clean", lambda text: text.replace(str(home), "/home/ada"))
    assert _looks_as_before(snap_compare, PprofApp(None), NARROW)
