"""Profiles that have nothing to show, or less than nothing, say so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.ui.driving import DATA, WIDE, browsing, profile_of, written
from tui.pprof.build import Frame, ProfileBuilder


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (("cpu", "nanoseconds"), "The process was idle"),
        (("contentions", "count"), "sets no rate"),
        (("inuse_space", "bytes"), "nothing changed between two snapshots"),
    ],
)
async def test_an_empty_profile_says_that_it_is_and_why(tmp_path: Path, kind: tuple[str, str], why: str) -> None:
    path = written(tmp_path, ProfileBuilder([kind]).build())
    async with browsing(path) as user:
        assert "The profile has no samples." in user.shown("#detail")
        assert why in user.shown("#detail")


async def test_where_the_filters_leave_nothing_it_does_not_say_that_nothing_was_taken() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        await user.type(":focus=no such function")
        await user.press("enter")
        assert "The filters leave no sample." in user.shown("#detail")
        assert "Esc drops the last one." in user.shown("#detail")
        await user.press("escape")
        assert "root" in user.shown("#detail")


async def test_a_difference_shows_losses_with_their_sign() -> None:
    async with browsing("go127_heap_delta_3s.pb.gz") as user:
        lost = 0
        for _ in user.session.profile.sample_types:
            await user.press("t")
            assert user.session.sample_type(user.state).type in user.shown("#title")
            flat = user.session.top(user.state.index).flat
            for frame in np.flatnonzero(flat < 0)[:2].tolist():
                user.browser.select(frame)
                await user.press("2")
                sides = user.session.sides(user.state.index)
                both = (sides.flat_before[frame], sides.flat_after[frame])
                was, is_now = (user.session.write(int(side), user.state.index) for side in both)
                assert f" flat {was} → {is_now}" in user.shown("#detail")
                assert user.session.write(int(flat[frame]), user.state.index) in user.shown("#top-table")
                lost += 1
        assert lost


async def test_a_profile_of_losses_only_has_boxes(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main;freed", -40), ("main;grown", 30)))
    async with browsing(path) as user:
        await user.press("down", "down")
        assert user.selected in ("freed", "grown")
        shown = user.shown("#flame-graph")
        assert "freed" in shown
        assert "grown" in shown
        await user.press("2", "home")
        await user.until_shown("#top-table", "-40ns", "30ns")


async def test_a_type_whose_values_are_all_zero_points_to_the_next_type(tmp_path: Path) -> None:
    builder = ProfileBuilder([("alloc", "bytes"), ("zero", "bytes")], default_sample_type="zero")
    builder.add([Frame("main")], [5, 0])
    async with browsing(written(tmp_path, builder.build())) as user:
        assert "press t for the next type" in user.shown("#detail")
        await user.press("G", "enter", "2", "3", "4", "t")
        assert "total 5B" in user.shown("#detail")


async def test_a_profile_with_one_type_says_that_there_is_no_other(tmp_path: Path) -> None:
    async with browsing(written(tmp_path, profile_of(("main", 1)))) as user:
        await user.press("t")
        assert "one sample type only" in user.shown("#keys")


@pytest.mark.parametrize("path", sorted(DATA.glob("*.pb.gz")), ids=lambda path: path.name)
async def test_every_real_profile_is_walked_through_all_panes(path: Path) -> None:
    async with browsing(path, WIDE) as user:
        await user.press("G", "enter", "v", "t", "2", "G", "s", "enter", "enter", "4", "0")
        await user.settle()
        assert user.app.is_running
        total = user.session.top(user.state.index).total
        assert user.session.write(total, user.state.index) in user.shown("#title")


@pytest.mark.rule("R6")
async def test_a_stack_a_thousand_calls_deep_is_walked_to_its_leaf(tmp_path: Path) -> None:
    deep = ";".join(f"f{depth}" for depth in range(1000))
    async with browsing(written(tmp_path, profile_of((deep, 10)))) as user:
        await user.press("G", "G", "G", "G", "G")
        await user.settle()
        assert user.selected == "f999"
        assert "f999" in user.shown("#flame-graph")


async def test_a_deep_graph_says_that_it_goes_on(tmp_path: Path) -> None:
    deep = written(tmp_path, profile_of((";".join(f"f{depth}" for depth in range(700)), 1)))
    async with browsing(deep, WIDE) as user:
        assert "255+ levels" in user.shown("#flame .head")


async def test_where_nothing_is_left_another_sample_type_is_no_step_further_in() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz") as user:
        await user.press("colon")
        await user.type("focus=nobody")
        await user.press("enter")
        await user.until(lambda: user.state.chips)
        await user.press("t", "t", "t", "escape")
        await user.until(lambda: not user.state.chips)


async def test_of_one_sample_type_there_is_no_other(tmp_path: Path) -> None:
    async with browsing(written(tmp_path, profile_of(("main", 1)))) as user:
        await user.press("t")
        assert "one sample type only" in user.shown("#keys")
        await user.press("u")
        assert "nothing to undo" in user.shown("#keys")
