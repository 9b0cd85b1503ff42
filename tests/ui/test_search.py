"""Searching shows what is found while it is typed, and Esc leaves everything as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.driving import WIDE, browsing, profile_of, written
from tui.analysis.chips import Chip
from tui.layout.viewstate import Shape
from tui.ui.panes.labelrows import LabelList
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable
from tui.ui.widgets.code_view import CodeView
from tui.ui.widgets.flame_graph import FlameGraph

PROFILE = "go127_cpu_5s_busy.pb.gz"
GOLOAD = Path(__file__).parent / "goload" / "cpu_15s.pb.gz"


async def test_count_and_share_follow_every_character() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash")
        await user.type("sha")
        await user.until_shown("#search .found", "names")
        first = user.shown("#search .found")
        await user.type("256")
        await user.until_shown("#search .found", "6 names · 540ms 15.47%")
        assert user.shown("#search .found") != first


async def test_letters_that_are_keys_elsewhere_are_typed() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", "q", "o", "2", "v", "R")
        assert user.app.is_running
        assert user.screen is user.browser
        assert user.browser.active == "flame"
        assert user.state.shape is Shape.ICICLE


async def test_the_place_stays_while_typing() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down")
        await user.press("slash")
        await user.type("sha256")
        assert user.selected == "main.main.func1"


async def test_enter_selects_the_costliest_match_unless_the_selection_matches() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"sha256", "enter")
        assert user.selected == "crypto/internal/fips140/sha256.blockSHANI"
        await user.press("N")
        second = user.selected
        await user.press("slash", "enter")
        assert user.selected == second


async def test_a_pattern_that_is_none_says_so_and_the_last_good_one_holds() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash")
        await user.type("sha")
        await user.until(lambda: user.state.pattern == "sha")
        await user.type("(")
        await user.until_shown("#search .found", "missing )")
        assert user.state.pattern == "sha"


async def test_esc_while_typing_brings_the_former_search_back() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"json", "enter")
        await user.press("slash", *"sha256", "escape")
        assert user.state.pattern == "json"
        assert "Esc back" in user.shown("#keys")


async def test_esc_after_the_search_takes_it_away_and_keeps_the_selection() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"sha256", "enter")
        selected = user.selected
        await user.press("escape")
        assert user.state.pattern == ""
        assert user.selected == selected


async def test_a_search_that_finds_nothing_says_so() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"zzz")
        await user.until_shown("#search .found", "0 names · 0 0%")
        await user.press("enter")
        assert user.selected == "root"
        await user.press("n")
        assert "nothing found" in user.shown("#keys")


async def test_next_without_a_search_says_how_to_begin_one() -> None:
    async with browsing(PROFILE) as user:
        await user.press("n")
        assert "search first: /" in user.shown("#keys")
        # AND the next key takes the words away
        await user.press("down")
        assert "search first" not in user.shown("#keys")


async def test_matches_stand_out_and_the_rest_fades() -> None:
    async with browsing(PROFILE, WIDE) as user:
        graph = user.screen.query_one(FlameGraph)
        before = graph.render_line(5)
        await user.press("slash", *"hashRound", "enter", "home")
        after = graph.render_line(5)
        assert after.text == before.text
        styles = {segment.text.strip(): segment.style for segment in after if segment.text.strip()}
        assert styles["main.hashRound"].bold
        assert styles["main.hashRound"].underline
        assert not styles["main.decodeOrders"].bold


async def test_going_to_another_pane_keeps_what_is_typed_so_far() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("slash", *"sha256")
        await user.pilot.click("#top-table", offset=(40, 4))
        await user.settle()
        assert user.browser.active == "top"
        assert user.state.pattern == "sha256"


async def test_search_of_the_selected_name_finds_it_whatever_characters_it_has() -> None:
    async with browsing(PROFILE) as user:
        for name in ("compress/flate.loadLE64[go.shape.int32]", "compress/flate.(*fastEncL6).encode"):
            frame = next(f for f in range(len(user.session.table)) if user.session.table.label(f) == name)
            user.browser.select(frame)
            await user.press("asterisk")
            matches = user.session.matches(user.state)
            assert matches is not None
            assert matches.count == 1


async def test_a_match_too_thin_to_see_is_zoomed_to(tmp_path: Path) -> None:
    # GIVEN two functions that weigh a hundred thousandth, gathered with others
    thin = [(f"main;serve;thin{row}", 1) for row in range(40)]
    path = written(tmp_path, profile_of(("main;serve;much", 5_000_000), ("main;idle", 100), *thin))
    async with browsing(path) as user:
        await user.press("slash", *"thin7", "enter")
        # WHEN it is searched THEN nothing moves, but n goes to it: it has a box of its own, under the cursor
        assert user.state.viewport.node == user.session.tree.root
        await user.press("n")
        assert user.selected == "thin7"
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert user.name_of(box.frame) == "thin7"
        assert not box.gathered
        # AND so have the next ones, and Esc leads back
        await user.press("slash", *"thin3.", "enter", "n")
        assert user.selected == "thin31"
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert user.name_of(box.frame) == "thin31"
        assert "too thin" in user.shown("#keys")
        await user.press("escape", "escape", "escape", "escape")
        assert user.state.viewport.node == user.session.tree.root


async def test_matches_are_marked_in_every_pane(tmp_path: Path) -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("down", "down", "down")
        await user.settle()
        await user.press("slash", *"main.handle|main.worker|main.main", "enter")
        await user.settle()
        peek = user.screen.query_one(PeekList)
        marked = {
            segment.text.strip()
            for y in range(peek.size.height)
            for segment in peek.render_line(y)
            if segment.style is not None and segment.style.underline
        }
        assert marked & {"main.handle", "main.main.func1", "main.worker"}
        table = user.screen.query_one(TopTable)
        rows = [table.render_line(y) for y in range(table.size.height)]
        assert not any(
            segment.style is not None and segment.style.underline and "sha256" in segment.text
            for row in rows
            for segment in row
        )


async def test_lines_of_source_that_match_are_marked() -> None:
    async with browsing(GOLOAD, WIDE) as user:
        await user.press("slash", *"main.serveOrders", "enter", "4")
        await user.settle()
        await user.press("slash", *"Marshal", "enter", "4")
        await user.settle()
        view = user.screen.query_one(CodeView)
        seen = 0
        for y in range(view.size.height):
            line = view.render_line(y)
            under = any(segment.style is not None and segment.style.underline for segment in line)
            if line.text.rstrip().endswith("…") or y + view.top == view.cursor or "tried" in line.text:
                continue
            assert under == ("Marshal" in line.text), line.text
            seen += under
        assert seen


async def test_the_filter_of_a_search_without_capitals_heeds_none() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"unmarshal", "enter", "ampersand")
        await user.until(lambda: user.state.chips)
        names = {user.name_of(frame) for frame in user.session.rows(user.state).tolist()}
        assert "encoding/json.Unmarshal" in names
        await user.press("u")
        assert not user.state.chips


async def test_labels_that_match_are_marked_and_walked_through() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"orders|main", "enter", "5")
        await user.until_shown("#labels-list", "/orders")
        rows = user.screen.query_one(LabelList)
        await user.press("g")
        lines = [rows.render_line(y) for y in range(rows.size.height)]
        marked = ["".join(s.text for s in line if s.style is not None and s.style.underline).strip() for line in lines]
        assert [text for text in marked if text] == ["/orders"]
        # WHEN n is pressed THEN the cursor goes to it, and nothing else is selected
        before = user.state
        await user.press("n")
        assert rows.text() == "/orders"
        assert "label 1 of 1 that match" in user.shown("#keys")
        assert user.state == before


async def test_a_label_is_searched_by_its_own_words() -> None:
    async with browsing(PROFILE) as user:
        await user.press("5")
        await user.until_shown("#labels-list", "/orders")
        await user.press("g", "down", "asterisk")
        assert user.state.pattern == f"^{user.screen.query_one(LabelList).text()}$"


async def test_a_box_of_many_is_marked_if_a_match_stands_in_it(tmp_path: Path) -> None:
    thin = [(f"main;serve;thin{row}", 1) for row in range(40)]
    path = written(tmp_path, profile_of(("main;serve;much", 5_000_000), ("main;idle", 100), *thin))
    async with browsing(path) as user:

        def marked() -> bool:
            graph = user.screen.query_one(FlameGraph)
            boxes = [segment for y in range(graph.size.height) for segment in graph.render_line(y)]
            return any(segment.text == "+" and segment.style and segment.style.underline for segment in boxes)

        assert not marked()
        await user.press("slash", *"thin7", "enter", "g")
        assert marked()
        await user.press("escape", "slash", *"idle", "enter", "g")
        assert not marked()


async def test_every_match_is_reached_however_thin(tmp_path: Path) -> None:
    # GIVEN matches that have no box of their own in view, at several depths below heavy calls
    deep = [(f"main;serve;{';'.join(f'step{row}' for row in range(depth))};needle{depth}", 1) for depth in range(12)]
    hay = [(f"main;serve;hay{row}", 2) for row in range(200)]
    path = written(tmp_path, profile_of(("main;much", 10_000_000), *deep, *hay))
    async with browsing(path) as user:
        await user.press("slash", *"needle", "enter")
        for key in ("n", "N"):
            seen = set()
            for _ in range(12):
                await user.press(key)
                box = user.screen.query_one(FlameGraph).cursor
                assert box is not None
                assert user.name_of(box.frame) == user.selected
                assert not box.gathered
                seen.add(user.selected)
            assert seen == {f"needle{depth}" for depth in range(12)}


async def test_very_many_names_are_made_ready_once_there_is_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.session._MANY_NAMES", 1)
    async with browsing(PROFILE) as user:
        await user.until(lambda: user.session.is_searchable)
        await user.press("slash")
        await user.type("sha256")
        await user.until_shown("#search .found", "6 names · 540ms 15.47%")


async def test_nothing_that_goes_through_all_names_is_left_to_the_thread_that_draws(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui.session._MANY_NAMES", 1)
    async with browsing(PROFILE) as user:
        await user.until(lambda: user.session.is_searchable)
        user.browser.set_chips((), "", then=lambda _, state: replace(state, colour="kind"))
        await user.until(lambda: user.state.colour == "kind")
        # WHEN a filter leaves other names, or the same
        for chip in (Chip("granularity", "lines"), Chip("focus", "main")):
            user.browser.add_chip(chip)
            await user.until(lambda chip=chip: chip in user.state.chips)
            # THEN all is ready when the picture comes
            assert user.session.is_searchable
            assert "kinds" in user.session.__dict__
