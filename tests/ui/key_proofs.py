"""What each key does, proved on a real CPU profile; `test_keys.py` runs every proof with every spelling of its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.ui.driving import User, rows_of
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable
from tui.ui.screens.help import HelpScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.widgets.flame_graph import FlameGraph
from tui.ui.widgets.rows import Rows

PROFILE = "go127_cpu_5s_busy.pb.gz"
HOTTEST = "crypto/internal/fips140/sha256.blockSHANI"

Proof = Callable[[User, str], Awaitable[None]]
PROOFS: dict[str, Proof] = {}


def proves(key_id: str) -> Callable[[Proof], Proof]:
    """Enter a proof for a key; `proof(user, key)` presses `key` in a freshly opened profile."""

    def enter(proof: Proof) -> Proof:
        PROOFS[key_id] = proof
        return proof

    return enter


def box_name(user: User) -> str:
    """Return the name of the box under the cursor of the flame graph."""
    box = user.screen.query_one(FlameGraph).cursor
    assert box is not None
    return user.name_of(box.frame)


def row(user: User, table: type[Rows]) -> int:
    return user.screen.query_one(table).cursor


# Panes.


def _goes_to(word: str, label: str) -> Proof:
    async def proof(user: User, key: str) -> None:
        await user.press("2" if word == "flame" else "1", key)
        assert user.browser.active == word
        await user.until(lambda: label in user.everything())
        assert [pane.word for pane in user.browser._panes() if pane.display] == [word]

    return proof


PROOFS["pane.flame"] = _goes_to("flame", "1 Flame graph · icicle")
PROOFS["pane.top"] = _goes_to("top", "2 Top · 366 functions")
PROOFS["pane.peek"] = _goes_to("peek", f"3 Peek · {HOTTEST}")
PROOFS["pane.source"] = _goes_to("source", "sha256block_amd64.s")


@proves("pane.next")
async def _(user: User, key: str) -> None:
    seen = []
    for _round in range(4):
        await user.press(key)
        seen.append(user.browser.active)
    assert seen == ["top", "peek", "source", "flame"]


@proves("pane.previous")
async def _(user: User, key: str) -> None:
    seen = []
    for _round in range(4):
        await user.press(key)
        seen.append(user.browser.active)
    assert seen == ["source", "peek", "top", "flame"]


@proves("pane.maximise")
async def _(user: User, key: str) -> None:
    await user.pilot.resize_terminal(200, 50)
    await user.settle()
    await user.press("2", key)
    assert [pane.word for pane in user.browser._panes() if pane.display] == ["top"]
    assert "Flame graph" not in user.everything()
    await user.press(key)
    assert len([pane for pane in user.browser._panes() if pane.display]) == 4
    assert "1 Flame graph" in user.everything()


@proves("pane.callers")
async def _(user: User, key: str) -> None:
    await user.press("down", key)
    await user.until_shown("#peek-list", "callers, share of its cum", "runtime/pprof.Do", "main.main.func1")
    assert user.browser.active == "peek"


@proves("pane.annotate")
async def _(user: User, key: str) -> None:
    await user.press("down", key)
    await user.until_shown("#source-view", "tried ", "2.98s")
    assert user.browser.active == "source"


# Flame graph.


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


@proves("flame.flip")
async def _(user: User, key: str) -> None:
    before = rows_of(user.shown("#flame-graph"))
    await user.press(key)
    after = rows_of(user.shown("#flame-graph"))
    assert after == before[::-1]
    # Title, head, graph, two lines of details, keys: the root stands right above the details.
    assert user.everything().split("\n")[20].startswith(" root")
    assert "flame · by weight" in user.everything()
    # WHEN upside down, up is still up: away from the root
    await user.press("up")
    assert user.selected == "runtime/pprof.Do"
    await user.press(key)
    assert rows_of(user.shown("#flame-graph"))[0].startswith(" root")


# Tables.


@proves("rows.down")
async def _(user: User, key: str) -> None:
    await user.press("2", key)
    assert row(user, TopTable) == 1
    assert user.selected == "runtime.memclrNoHeapPointers"


@proves("rows.up")
async def _(user: User, key: str) -> None:
    await user.press("2", "down", "down", key)
    assert row(user, TopTable) == 1
    assert user.selected == "runtime.memclrNoHeapPointers"


@proves("rows.page_down")
async def _(user: User, key: str) -> None:
    await user.press("2", key)
    assert row(user, TopTable) == user.screen.query_one(TopTable).page_rows - 1
    assert user.selected in user.shown("#detail")


@proves("rows.page_up")
async def _(user: User, key: str) -> None:
    await user.press("2", "pagedown", "pagedown", key, key)
    assert row(user, TopTable) == 0
    assert user.selected == HOTTEST


@proves("rows.last")
async def _(user: User, key: str) -> None:
    await user.press("2", key)
    table = user.screen.query_one(TopTable)
    assert table.cursor == table.row_count() - 1 == 365
    assert table.top == 366 - table.page_rows
    assert user.selected.rpartition("/")[2] in user.everything().split("\n")[20]


@proves("rows.first")
async def _(user: User, key: str) -> None:
    await user.press("2", "G", key)
    assert row(user, TopTable) == 0
    assert user.selected == HOTTEST


@proves("rows.choose")
async def _(user: User, key: str) -> None:
    # WHEN Enter is pressed on a row of the top table THEN its callers and callees are shown
    await user.press("2", "down", key)
    await user.until_shown("#peek-list", "callers, share of its cum", "440ms 91.67%")
    assert user.browser.active == "peek"
    # AND Enter on a caller goes on to that caller
    await user.press("up", key)
    await user.until(lambda: user.selected != "runtime.memclrNoHeapPointers")
    peek = user.screen.query_one(PeekList).peek
    assert peek is not None
    assert peek.frame == user.state.frame
    assert user.selected in user.shown("#detail")


@proves("top.sort")
async def _(user: User, key: str) -> None:
    await user.press("2", key)
    assert user.state.sort == "cum"
    assert "▾cum" in user.shown("#top-table")
    assert "2.98s 85.39%" in rows_of(user.shown("#top-table"))[1]
    await user.press(key)
    assert user.state.sort == "name"
    assert "▾name" in user.shown("#top-table")
    await user.press(key)
    assert user.state.sort == "flat"
    assert "sha256.blockSHANI" in rows_of(user.shown("#top-table"))[1]


@proves("top.reverse")
async def _(user: User, key: str) -> None:
    await user.press("2", "s")
    before = rows_of(user.shown("#top-table"))[1]
    await user.press(key, "G")
    assert user.state.reverse
    assert "▴cum" in user.shown("#top-table")
    assert rows_of(user.shown("#top-table"))[-1].split()[-1] == before.split()[-1]
    await user.press(key)
    assert not user.state.reverse


# View.


@proves("back")
async def _(user: User, key: str) -> None:
    # GIVEN two zooms, a maximised pane, and a search on top
    await user.press("down", "enter", "down", "down", "enter", "M", "asterisk")
    assert (len(user.state.zooms), user.browser.maximised, bool(user.state.pattern)) == (3, True, True)
    # WHEN the key is pressed THEN exactly one thing goes at a time
    await user.press(key)
    assert (len(user.state.zooms), user.browser.maximised, bool(user.state.pattern)) == (3, True, False)
    await user.press(key)
    assert (len(user.state.zooms), user.browser.maximised) == (3, False)
    await user.press(key)
    assert len(user.state.zooms) == 2
    assert user.selected == "main.worker", "the box that was left is selected"
    await user.press(key)
    assert len(user.state.zooms) == 1
    await user.press(key)
    assert len(user.state.zooms) == 1


@proves("whole")
async def _(user: User, key: str) -> None:
    await user.press("down", "enter", "down", "enter", "down", "enter", key)
    assert len(user.state.zooms) == 1
    assert user.selected == "main.worker", "the selection stays"
    assert rows_of(user.shown("#flame-graph"))[0].startswith(" root")


@proves("type.next")
async def _(user: User, key: str) -> None:
    await user.press("down", key)
    assert user.session.sample_type(user.state).type == "samples"
    assert "samples" in user.shown("#title")
    assert "298" in user.shown("#detail")
    assert user.selected == "runtime/pprof.Do"
    await user.press(key)
    assert user.session.sample_type(user.state).type == "cpu"


@proves("type.previous")
async def _(user: User, key: str) -> None:
    await user.press(key)
    assert user.session.sample_type(user.state).type == "samples"
    await user.press(key)
    assert user.session.sample_type(user.state).type == "cpu"


# Search.


@proves("search")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.type("sha256")
    await user.until_shown("#search .found", "6 names · 540ms 15.47%")
    assert user.state.pattern == "sha256"
    await user.press("enter")
    assert "sha256" in user.selected
    assert "6 names · 540ms 15.47%" in user.shown("#keys")


@proves("search.next")
async def _(user: User, key: str) -> None:
    await user.press("slash", *"sha256", "enter")
    first = user.selected
    await user.press(key)
    assert user.selected != first
    assert "sha256" in user.selected
    assert "match 2 of 6" in user.shown("#keys")
    # WHEN the last match is passed THEN it begins again
    await user.press(key, key, key, key, key)
    assert user.selected == first


@proves("search.previous")
async def _(user: User, key: str) -> None:
    await user.press("slash", *"sha256", "enter")
    first = user.selected
    await user.press(key)
    assert "match 6 of 6" in user.shown("#keys")
    await user.press("n")
    assert user.selected == first


@proves("search.selected")
async def _(user: User, key: str) -> None:
    await user.press("G", key)
    matches = user.session.matches(user.state)
    assert matches is not None
    assert matches.count == 1
    assert matches.frames[user.state.frame]


# Profile and program.


@proves("options")
async def _(user: User, key: str) -> None:
    # GIVEN a filter typed as pprof's shell takes it
    whole = len(user.session.stacks)
    await user.press(key)
    await user.type("focus=json")
    await user.press("enter")
    # THEN fewer samples are left, the title says why, and Esc takes it back
    await user.until(lambda: len(user.session.stacks) < whole)
    assert "focus=json" in user.shown("#title")
    await user.press("escape")
    assert len(user.session.stacks) == whole


@proves("copy.name")
async def _(user: User, key: str) -> None:
    await user.press("2", key)
    assert user.app.clipboard == HOTTEST


@proves("copy.command")
async def _(user: User, key: str) -> None:
    await user.press("2", "s", key)
    assert user.app.clipboard.startswith("go tool pprof -top -sample_index=cpu -cum ")
    assert PROFILE in user.app.clipboard


@proves("fetch")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "enter")
    before, names = user.session, (user.selected, len(user.state.zooms))
    await user.press(key)
    await user.until(lambda: user.session is not before)
    assert (user.selected, len(user.state.zooms)) == names


@proves("open")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until_screen(OpenerScreen)
    assert "open a profile" in user.everything()
    await user.press("escape")
    assert user.screen is user.browser


@proves("help")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until_screen(HelpScreen)
    assert "Go to the flame graph" in user.everything()
    await user.press("escape")
    assert user.screen is user.browser


@proves("palette")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until(lambda: user.screen is not user.browser)
    await user.type("turn it over")
    await user.until(lambda: "Turn it over" in user.everything())
    await user.pilot.pause(0.2)
    await user.press("down", "enter")
    await user.until(lambda: user.screen is user.browser and user.state.flame)
