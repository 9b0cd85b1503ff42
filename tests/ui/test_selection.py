"""One selection in all panes: whatever chooses a function, every pane and the detail lines show it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.ui.driving import NARROW, WIDE, User, browsing, profile_of, rows_of, written
from tests.ui.holding import holds
from tui.pprof.build import Frame, ProfileBuilder
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable
from tui.ui.widgets.flame_graph import FlameGraph

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def everywhere(user: User) -> None:
    """Assert that all four panes show the one selected function."""
    await user.settle()
    frame, name = user.state.frame, user.selected
    box = user.screen.query_one(FlameGraph).cursor
    assert box is not None
    assert frame in (box.frame, -1) or box.gathered
    table = user.screen.query_one(TopTable)
    assert int(table.frames[table.cursor]) == frame
    peek = user.screen.query_one(PeekList).peek
    assert peek is not None
    assert peek.frame == frame
    listing = user.session.listing(user.state)
    assert listing is not None
    assert user.screen.query_one("#source-view").line_under_cursor() in {
        0,
        *(cost.line for file in listing.files for cost in file.lines),
    }
    assert name in user.shown("#detail")
    assert name in user.shown("#peek .head")


async def test_a_box_of_the_flame_graph_is_selected_everywhere() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("down", "down", "down", "down", "right")
        assert user.selected.startswith("runtime.")
        await everywhere(user)


async def test_a_row_of_the_top_table_is_selected_everywhere() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("2", "down", "down")
        assert user.selected == "compress/flate.(*fastEncL6).encode"
        await everywhere(user)
        # AND the flame graph stands on the heaviest of its paths
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert box.frame == user.state.frame


async def test_a_neighbour_in_peek_is_selected_everywhere() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("2", "down", "3")
        await user.settle()
        await user.press("up", "enter")
        await user.until(lambda: user.selected == "runtime.mallocgcSmallNoscan" or "Chunked" in user.selected)
        await everywhere(user)


async def test_a_match_of_a_search_is_selected_everywhere() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("slash", *"Unmarshal", "enter", "n")
        assert "Unmarshal" in user.selected
        await everywhere(user)


async def test_a_function_of_the_palette_is_selected_everywhere_though_its_name_has_brackets() -> None:
    async with browsing(PROFILE, WIDE) as user:
        name = "compress/flate.loadLE64[go.shape.int32]"
        await user.press("ctrl+p")
        await user.until(lambda: user.screen is not user.browser)
        await user.type("loadle64[go")
        await user.until(lambda: f"Go to {name}" in user.everything())
        await user.pilot.pause(0.3)
        await user.press("enter")
        await user.until(lambda: user.screen is user.browser and user.selected == name)
        await everywhere(user)


async def test_a_selection_out_of_view_brings_the_whole_profile_back_and_can_be_taken_back() -> None:
    async with browsing(PROFILE, WIDE) as user:
        # GIVEN a zoom that blockSHANI is not in
        await user.press(*["down"] * 5, "enter")
        assert user.selected == "main.squeeze"
        # WHEN it is selected in the top table
        await user.press("2", "home")
        await user.press("down", "up")
        assert user.selected.endswith("blockSHANI")
        # THEN the graph shows it, and Esc goes back to the zoom
        await everywhere(user)
        assert rows_of(user.shown("#flame-graph"))[0].startswith(" root")
        await user.press("escape")
        assert user.name_of(user.session.tree.frame_of(user.state.viewport.node)) == "main.squeeze"


async def test_the_panes_that_follow_wait_until_the_cursor_rests() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("down", "down", "down")
        await everywhere(user)
        assert "main.worker" in user.shown("#peek-list")


async def test_very_many_names_are_sorted_while_keys_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.session._MANY_NAMES", 1)
    async with browsing(PROFILE) as user:
        before = user.state
        assert not user.session.table.is_ranked
        # WHEN the order changes, and the cursor moves meanwhile
        user.app.post_message(events.Key("O", "O"))
        user.app.post_message(events.Key("down", None))
        await user.until(lambda: user.state.by_name)
        # THEN neither is lost, and the order can be taken back
        await user.settle()
        assert user.session.table.is_ranked
        assert user.state.node.depth == before.node.depth + 1
        await user.press("u")
        await user.until(lambda: not user.state.by_name)
        assert user.state.node.depth == 1


MANY = tuple((f"main;f{number:03};leaf{number:03}", 1000 - number) for number in range(200))


async def in_the_rest(user: User) -> None:
    """Zoom into the `+N` box of what `main` calls."""
    await user.press("1", "down", "down")
    while not user.state.gathered:
        await user.press("right")
    await user.press("enter")
    assert user.state.viewport.skip


async def test_what_a_look_into_the_rest_leaves_out_brings_the_whole_back(tmp_path: Path) -> None:
    async with browsing(written(tmp_path, profile_of(*MANY)), NARROW) as user:
        await in_the_rest(user)
        # WHEN the fork below is gone to THEN it is one of those in view
        await user.press("e")
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert box.frame == user.state.frame
        assert user.selected == f"leaf{user.state.viewport.skip:03}"
        # WHEN a function is selected that is left out THEN the whole profile shows it
        await user.press("2", "home", "down", "down", "1")
        assert user.selected == "leaf002"
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert (box.frame, user.state.viewport.skip) == (user.state.frame, 0)
        # AND the way back ends on a box that is in view
        await user.press("escape")
        assert (user.selected, user.state.viewport.skip > 0) == ("main", True)
        await holds(user)


async def test_another_sample_type_keeps_the_selection_in_view(tmp_path: Path) -> None:
    builder = ProfileBuilder([("most", "count"), ("least", "count")])
    for number in range(200):
        builder.add([Frame(f"f{number:03}"), Frame("main")], [1000 - number, 1000 + number])
    async with browsing(written(tmp_path, builder.build()), NARROW) as user:
        await in_the_rest(user)
        await user.press("down", *["right"] * 80, "enter", "down")
        skip = user.state.viewport.skip
        assert f"f{skip:03}" > user.selected == f"f{199 - skip:03}", "of the other type one of those left out"
        await user.press("t")
        # THEN the whole profile is back, where it stands among the thin
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert (user.state.index, user.state.viewport.skip, box.gathered > 0) == (0, 0, True)
