"""Filters as chips: what they leave is what pprof leaves, in every pane, and every step can be taken back."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from tests.ui.driving import DATA, NARROW, WIDE, User, browsing, profile_of, rows_of, written
from tui.analysis.chips import Chip
from tui.layout.viewstate import Shape
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Profile
from tui.ui.screens.filters import FiltersScreen
from tui.ui.widgets.flame_graph import FlameGraph

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def _say(user: User, line: str) -> None:
    await user.press("colon")
    await user.type(line)
    await user.press("enter")


async def test_chips_stand_in_the_title_in_order_and_the_oldest_give_way() -> None:
    async with browsing(PROFILE, NARROW) as user:
        for count, line in enumerate(("ignore=nobody", "hide=gcBgMarkWorker", "focus=main", "unit=ms"), 1):
            await _say(user, line)
            await user.until(lambda count=count: len(user.state.chips) == count)
        title = user.shown("#title")
        assert title.index("focus=main ✕") < title.index("unit=ms ✕")
        assert "+2" in title
        assert len(title) <= 80
        await user.pilot.resize_terminal(*WIDE)
        await user.settle()
        title = user.shown("#title")
        shown = [title.index(text) for text in ("ignore=nobody", "hide=gcBgMarkWorker", "focus=main", "unit=ms")]
        assert shown == sorted(shown)


async def test_a_filter_that_finds_nothing_says_so_and_what_it_would_do() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await _say(user, "focus=nobody")
        await user.until_shown(
            "#keys", "Focus expression matched no samples", "keep only samples that go through nobody"
        )


async def test_filters_by_key_need_a_function() -> None:
    async with browsing(PROFILE) as user:
        for key in ("F", "x", "X", "V"):
            await user.press(key)
            assert "this is the root" in user.shown("#keys")
        assert user.state.chips == ()


async def test_a_second_focus_narrows_the_first() -> None:
    async with browsing(PROFILE) as user:
        await _say(user, "focus=main.handle")
        await user.until(lambda: len(user.state.chips) == 1)
        first = user.session.profile.n_samples
        await user.press("2", "1")
        await user.press(*["down"] * 5, "F")
        await user.until(lambda: len(user.state.chips) == 2)
        assert 0 < user.session.profile.n_samples < first
        # AND the same once more is no further step
        await user.press("F")
        assert "is set already" in user.shown("#keys")
        await user.press("u")
        await user.until(lambda: len(user.state.chips) == 1)
        assert user.session.profile.n_samples == first


async def test_undo_brings_back_zoom_and_selection_of_the_tree_before_the_filter() -> None:
    async with browsing(PROFILE) as user:
        await user.press(*["down"] * 5, "enter", "down")
        before = user.state
        await user.press("x")
        await user.until(lambda: user.state.chips)
        assert user.selected != "compress/gzip.(*Writer).Close"
        await user.press("u")
        await user.until(lambda: not user.state.chips)
        assert user.state == before
        box = user.screen.query_one(FlameGraph).cursor
        assert box is not None
        assert box.node == before.node


async def test_filters_and_undo_typed_faster_than_they_are_counted_come_in_order() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down", "down")
        # WHEN keys come in one burst, without a look at the screen between them
        for key in ("F", "r", "v", "v", "down", "u", "u"):
            await user.pilot.press(key)
        await user.until(lambda: user.browser._left is None and user.state.shape is Shape.ICICLE)
        # THEN two shapes are undone, and both filters are there
        assert [chip.name for chip in user.state.chips] == ["focus", "collapse_recursion"]
        for line in ("unit=ms", "nodecount=3"):
            await user.pilot.press("colon")
            await user.type(line)
            await user.pilot.press("enter")
        await user.until(lambda: len(user.state.chips) == 4)


async def test_a_refetch_during_a_step_shows_the_new_profile(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main;serve", 30), ("main;idle", 10)))
    async with browsing(path) as user:
        await user.press("down", "down")
        before = user.session.whole
        written(tmp_path, profile_of(("main;serve", 70), ("main;idle", 10)))
        for key in ("R", "F", "v", "u"):
            await user.pilot.press(key)
        await user.until(lambda: user.session.whole is not before and user.browser._left is None)
        assert user.session.weights(0).value(user.session.tree.root) in (70, 80)


async def test_every_change_of_the_view_is_a_step() -> None:
    async with browsing(PROFILE) as user:
        states = []
        for keys in (("down", "enter"), ("t",), ("v",), ("O",), ("K",), ("2", "s"), ("S",), ("asterisk",)):
            states.append(user.state)
            await user.press(*keys)
        last = user.state
        for state in reversed(states):
            await user.press("u")
            assert user.state.only_moved(state)
        for _ in states:
            await user.press("ctrl+r")
        assert user.state.only_moved(last)


async def test_typing_a_search_is_one_step() -> None:
    async with browsing(PROFILE) as user:
        await user.press("slash", *"json", "enter", "u")
        await user.press("u")
        assert user.state.pattern == ""
        await user.press("u")
        assert "nothing to undo" in user.shown("#keys")


async def test_a_refetch_keeps_the_chips(tmp_path: Path) -> None:
    path = tmp_path / "cpu.pb.gz"
    shutil.copy(DATA / PROFILE, path)
    async with browsing(path) as user:
        await user.press("down", "down", "F")
        await user.until(lambda: user.state.chips)
        before, left = user.session, user.session.profile.n_samples
        await user.press("R")
        await user.until(lambda: user.session is not before and user.state.chips)
        assert user.session.profile.n_samples == left
        assert user.selected == "main.main.func1"
        await user.press("u")
        assert "nothing to undo" in user.shown("#keys")


async def test_means_divide_boxes_too_and_the_head_says_what_widths_are() -> None:
    async with browsing("go127_mutex.pb.gz", WIDE) as user:
        await _say(user, "mean")
        await user.until(lambda: user.state.chips)
        await user.press("2", "home", "down", "1")
        await user.settle()
        assert "widths are sums" in user.shown("#flame .head")
        assert "sums, not means" in user.shown("#source .head")
        frame, top = user.state.frame, user.session.top(1)
        assert f"cum {user.session.write(int(top.cum[frame]), 1)}" in user.shown("#detail")
        root = user.session.worth(1, ("root",), user.session.tree.root)
        assert user.session.write(root, 1) in rows_of(user.shown("#flame-graph"))[0]


async def test_samples_are_counted_and_not_divided_where_values_are() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press(*["down"] * 5)
        assert "349 samples" in user.shown("#title")
        assert "of it)" in user.shown("#title")
        assert "95 samples ±10%" in user.shown("#detail")
        # WHEN means are asked for, or parts THEN as many samples are told of as before, and no share of the duration
        for line in ("mean", "divide_by=10"):
            await _say(user, line)
            await user.until(lambda: user.state.chips)
            await user.until_shown("#title", line, "349 samples")
            assert "of it)" not in user.shown("#title")
            assert "95 samples ±10%" in user.shown("#detail")
            await user.press("u")
            await user.until(lambda: not user.state.chips)


async def test_a_floor_gathers_boxes_and_leaves_out_rows(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main;a", 80), ("main;b", 12), ("main;c", 8)))
    async with browsing(path) as user:
        await _say(user, "nodefraction=0.2")
        await user.until(lambda: user.state.chips)
        assert "+2" in user.shown("#flame-graph")
        assert "2 functions" in (await _top(user))
        await user.press("1")
        await _say(user, "edgefraction=0.1")
        await user.until(lambda: len(user.state.chips) == 2)
        await user.press("g", "down", "3")
        await user.settle()
        assert "1 left out" in user.shown("#peek-list")


async def _top(user: User) -> str:
    await user.press("2")
    await user.settle()
    return user.shown("#top .head")


async def test_source_is_looked_for_where_the_option_says(tmp_path: Path) -> None:
    folder = tmp_path / "checkout" / "shop"
    folder.mkdir(parents=True)
    (folder / "shop.go").write_text("\n".join(f"line {number}" for number in range(1, 30)))
    path = written(tmp_path, profile_of(("main;serve", 30)))
    async with browsing(path) as user:
        await user.press("down", "down", "4")
        await user.settle()
        assert "no source" in user.shown("#source-view")
        await _say(user, f"source_path={folder}")
        await _say(user, "trim_path=/nowhere")
        await user.until(lambda: len(user.state.chips) == 2)
        await user.settle()
        assert "line 7" in user.shown("#source-view")


async def test_a_title_without_labels_says_the_name_alone() -> None:
    async with browsing(PROFILE, WIDE) as user:
        assert "349 samples" in user.shown("#title")
        await _say(user, "compact_labels")
        await user.until(lambda: user.state.chips)
        assert "349 samples" not in user.shown("#title")
        assert PROFILE in user.shown("#title")


async def test_entering_a_box_of_a_sandwich_puts_it_in_the_middle() -> None:
    async with browsing(PROFILE) as user:
        await user.press(*["down"] * 4, "v", "v")
        await user.until(lambda: user.state.shape is Shape.BOTTOM_UP)
        await user.press("v")
        await user.until(lambda: user.state.shape is Shape.SANDWICH)
        await user.press("down", "enter")
        await user.until(lambda: user.name_of(user.state.pivot) == "main.squeeze")
        assert user.selected == "main.squeeze"
        await user.press("u")
        assert user.name_of(user.state.pivot) == "main.handle"
        # AND a function chosen elsewhere that is no part of it becomes its middle
        await user.press("2", "home", "down", "up")
        user.browser.select(next(f for f in range(366) if user.name_of(f) == "runtime.gcBgMarkWorker"))
        assert user.name_of(user.state.pivot) == "runtime.gcBgMarkWorker"


async def test_a_sandwich_of_nothing_is_refused() -> None:
    async with browsing(PROFILE) as user:
        await user.press("v", "v")
        await user.until(lambda: user.state.shape is Shape.BOTTOM_UP)
        await user.press("v")
        await user.until_shown("#keys", "select one first")
        assert user.state.shape is Shape.ICICLE


async def test_values_of_boxes_add_up_in_reversed_stacks_too() -> None:
    async with browsing(PROFILE) as user:
        await user.press("v", "v")
        await user.until(lambda: user.state.shape is Shape.BOTTOM_UP)
        layout = user.session.boxes(user.state, 80, 3)
        flat = user.session.top(1).flat
        for box in layout.rows[1]:
            if not box.gathered:
                assert box.value == flat[box.frame]
        assert sum(box.value for box in layout.rows[1]) == int(np.sum(flat))


async def test_the_form_shows_what_is_set_first_and_its_headings() -> None:
    async with browsing(PROFILE) as user:
        await _say(user, "focus=json")
        await user.until(lambda: user.state.chips == (Chip("focus", "json"),))
        await user.press("equals_sign")
        await user.until_screen(FiltersScreen)
        lines = [
            line for line in user.everything().split("\n") if "set, in this order" in line or "focus=json " in line
        ]
        assert len(lines) >= 2
        # AND what is not set cannot be taken out
        await user.press("down", "x")
        assert user.state.chips
        await user.press("escape")
        assert user.screen is user.browser


async def test_enter_on_what_is_left_of_a_sandwich_from_which_all_was_filtered() -> None:
    async with browsing(PROFILE) as user:
        await user.press(*["down"] * 5, "v", "v", "v")
        await user.until(lambda: user.state.shape is Shape.SANDWICH)
        await _say(user, "ignore=.")
        await user.until(lambda: user.state.chips)
        assert user.state.shape is Shape.SANDWICH
        before = user.state
        await user.press("1", "enter")
        await user.settle()
        assert user.app._exception is None
        assert user.state == before


async def test_the_programs_own_code_is_left_again_whatever_it_is_by_then(tmp_path: Path) -> None:
    def program(*names: str) -> Profile:
        builder = ProfileBuilder([("cpu", "nanoseconds")])
        for name in names:
            file = "/go/src/runtime/asm.s" if name.startswith("runtime.") else f"/home/{name}.go"
            builder.add([Frame(name, file, 1)], [1])
        return builder.build()

    path = written(tmp_path, program("main.serve", "runtime.mcall"))
    async with browsing(path) as user:
        await user.press("P")
        await user.until(lambda: user.state.chips)
        # GIVEN a newer profile in which it has another package
        before, _ = user.session, written(tmp_path, program("main.serve", "example.com/shop.order", "runtime.mcall"))
        await user.press("R")
        await user.until(lambda: user.session.whole is not before.whole)
        # WHEN it is left THEN all is shown; and back again it is what it is now
        await user.press("P")
        await user.until(lambda: not user.state.chips)
        await user.press("P")
        await user.until(lambda: user.state.chips)
        assert "shop" in user.state.chips[0].text
        # AND a step back to the former filter is left by the same key
        await user.press("u", "u")
        await user.until(lambda: user.state.chips and "shop" not in user.state.chips[0].text)
        await user.press("P")
        await user.until(lambda: not user.state.chips)
