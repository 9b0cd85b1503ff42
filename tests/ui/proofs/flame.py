"""Proofs of keys: flame graph."""

from __future__ import annotations

from tests.ui.driving import User, rows_of
from tests.ui.proofs.registry import HOTTEST, box_name, proves
from tui.ui.screens.path import PathScreen
from tui.ui.widgets.flame_graph import FlameGraph


@proves("flame.down")
async def _(user: User, key: str) -> None:
    await user.press(key)
    assert user.selected == box_name(user) == "runtime/pprof.Do"
    await user.press(key)
    assert user.selected == "main.main.func1"
    assert "main.main.func1" in user.shown("#detail")


@proves("flame.up")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", key)
    assert user.selected == box_name(user) == "runtime/pprof.Do"
    await user.press(key, key, key)
    assert user.selected == "root"
    assert "the whole profile" in user.shown("#detail")


@proves("flame.right")
async def _(user: User, key: str) -> None:
    await user.press("down", key)
    assert user.selected == box_name(user) == "runtime.gcBgMarkWorker"


@proves("flame.left")
async def _(user: User, key: str) -> None:
    await user.press("down", "right", key)
    assert user.selected == box_name(user) == "runtime/pprof.Do"
    await user.press(key)
    assert user.selected == "runtime/pprof.Do"


@proves("flame.page_down")
async def _(user: User, key: str) -> None:
    await user.press(key)
    assert user.state.node.depth > 5
    assert user.selected == box_name(user) != "root"


@proves("flame.page_up")
async def _(user: User, key: str) -> None:
    await user.press("G", key)
    assert user.selected == box_name(user) == "root"


@proves("flame.first")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "down", key)
    assert user.selected == box_name(user) == "root"


@proves("flame.last")
async def _(user: User, key: str) -> None:
    await user.press(key)
    assert user.selected == box_name(user) == "runtime.memclrNoHeapPointers"
    path = [user.name_of(frame) for frame in user.session.tree.path(user.state.node)]
    assert path[:4] == ["runtime/pprof.Do", "main.main.func1", "main.worker", "main.handle"]


@proves("flame.zoom")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "down", "down", "down", key)
    assert user.selected == "main.squeeze"
    assert [user.name_of(user.session.tree.frame_of(zoom.node)) for zoom in user.state.zooms] == [
        "root",
        "main.squeeze",
    ]
    box = user.screen.query_one(FlameGraph).cursor
    assert box is not None
    assert (box.row, box.x, box.width) == (0, 0, 80)
    assert rows_of(user.shown("#flame-graph"))[0].startswith(" main.squeeze")


@proves("flame.shape")
async def _(user: User, key: str) -> None:
    await user.press("down")
    before = rows_of(user.shown("#flame-graph"))
    await user.press(key)
    after = rows_of(user.shown("#flame-graph"))
    assert after == before[::-1]
    # Title, head, graph, two lines of details, keys: the root stands right above the details.
    assert user.everything().split("\n")[20].startswith(" root")
    assert "flame · by weight" in user.everything()
    # WHEN upside down, up is still up: away from the root
    await user.press("up")
    assert user.selected == "main.main.func1"
    # WHEN pressed again THEN leaves stand at the top, their callers below, and the selection is the same
    await user.press(key)
    await user.until(lambda: "bottom-up · by weight" in user.everything())
    assert user.selected == box_name(user) == "main.main.func1"
    await user.press("g", "down")
    assert user.selected == HOTTEST
    # AND then one function in the middle, between its callers and what it calls
    await user.press("2", "s", "g", "down", "down", "1", key)
    await user.until(lambda: f"sandwich of {user.selected}" in user.everything())
    graph = user.screen.query_one(FlameGraph)
    assert graph.cursor is not None
    assert graph.cursor.row == 2
    assert user.name_of(graph.cursor.frame) == "main.worker"
    await user.press("up")
    assert user.selected == "main.main.func1"
    await user.press("down", "down")
    assert user.selected == "main.handle"
    await user.press(key)
    await user.until(lambda: "icicle · by weight" in user.everything())
    assert rows_of(user.shown("#flame-graph"))[0].startswith(" root")


@proves("flame.order")
async def _(user: User, key: str) -> None:
    def names() -> list[str]:
        layout = user.session.boxes(user.state, 80, 10)
        handle = next(box for box in layout.rows[4] if user.name_of(box.frame) == "main.handle")
        return [user.name_of(box.frame) for box in layout.standing_on(handle, 1) if not box.gathered]

    by_weight = names()
    await user.press(key)
    assert "by name" in user.everything()
    assert names() == sorted(by_weight) != by_weight
    await user.press(key)
    assert names() == by_weight


@proves("flame.colour")
async def _(user: User, key: str) -> None:
    def colour_of(name: str) -> object:
        graph = user.screen.query_one(FlameGraph)
        picture = graph._picture
        assert picture is not None
        boxes = (
            box for row in picture.layout.rows for box in row if box.frame >= 0 and user.name_of(box.frame) == name
        )
        return picture.colour(next(boxes)).of

    assert colour_of("main.worker") == colour_of("main.handle") == "main"
    await user.press(key)
    assert colour_of("main.worker") != colour_of("main.handle")
    assert "coloured by function" in user.everything()
    await user.press(key)
    await user.until(lambda: user.state.colour == "kind")
    assert "own" in user.shown("#flame .head")
    assert colour_of("main.worker") == "kind: own"
    assert colour_of("runtime.mallocgc") == "kind: runtime"
    assert colour_of("encoding/json.Marshal") == "kind: library"
    assert "• main.worker" in user.shown("#flame-graph")
    await user.press(key)
    assert colour_of("main.worker") == "main"


@proves("flame.path")
async def _(user: User, key: str) -> None:
    await user.pilot.resize_terminal(200, 50)
    await user.settle()
    await user.press("down", "down", "down", "down", "down", "enter")
    assert "main.worker › main.handle › main.squeeze" in user.shown("#flame .head")
    await user.press(key)
    await user.until_screen(PathScreen)
    assert "main.squeeze" in user.everything()
    assert "2.98s  85.39%" in user.everything()
    await user.press("up", "up", "enter")
    await user.until(lambda: user.screen is user.browser)
    assert rows_of(user.shown("#flame-graph"))[0].startswith(" main.worker")
    assert user.selected == "main.worker"
