"""A difference on the screen: both sides in every pane, readable without colours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.driving import DATA, NARROW, WIDE, browsing, profile_of, written
from tui.comparing import difference
from tui.pprof.profile import Profile
from tui.ui.widgets.flame_graph import FlameGraph


@pytest.fixture
def compared(tmp_path: Path) -> Path:
    """What doubled, halved, came, went and stayed."""
    before = profile_of(("main;twice", 10), ("main;half", 40), ("main;gone", 20), ("main;same", 30))
    after = profile_of(("main;twice", 20), ("main;half", 20), ("main;new", 50), ("main;same", 30))
    return written(tmp_path, _difference(after, before))


def _difference(after: Profile, before: Profile) -> Profile:
    return difference(after, before, of_base=True, normalize=False)


async def test_the_table_tells_changes_ratios_and_both_sides(compared: Path) -> None:
    async with browsing(compared, WIDE) as user:
        await user.press("2", "M")
        await user.until_shown("#top-table", "before")
        rows = {line.split()[-1]: line.split()[:-1] for line in user.shown("#top-table").splitlines()[1:] if line}
        assert rows["twice"] == ["+10ns", "+10ns", "x2.0", "10ns", "20ns"]
        assert rows["half"] == ["-20ns", "-20ns", "x0.50", "40ns", "20ns"]
        assert rows["new"] == ["+50ns", "+50ns", "new", "0", "50ns"]
        assert rows["gone"] == ["-20ns", "-20ns", "gone", "20ns", "0"]
        assert rows["main"] == ["0", "+20ns", "x1.2", "100ns", "120ns"]


async def test_boxes_are_as_wide_as_their_larger_side_and_read_without_colours(compared: Path) -> None:
    async with browsing(compared, WIDE) as user:
        await user.press("M")
        await user.settle()
        layout = user.screen.query_one(FlameGraph)._picture.layout
        widths = {user.name_of(box.frame): box.width for box in layout.rows[2]}
        total = layout.width
        for name, larger in {"twice": 20, "half": 40, "new": 50, "gone": 20, "same": 30}.items():
            assert abs(widths[name] - total * larger / 160) <= 1
        shown = user.shown("#flame-graph")
        for sign, name, ratio in (
            ("+", "twice", "x2.0"),
            ("-", "half", "x0.50"),
            ("+", "new", "new"),
            ("-", "gone", "gone"),
        ):
            assert f"{sign} {name}" in shown
            assert ratio in shown
        assert "= same" in shown
        assert "more" in user.shown("#flame .head")
        assert "less" in user.shown("#flame .head")


async def test_the_title_names_both_totals_and_the_details_both_sides(compared: Path) -> None:
    async with browsing(compared, WIDE) as user:
        assert "before 100ns, after 120ns" in user.shown("#title")
        await user.press("2", "g")
        await user.settle()
        assert user.selected == "new"
        assert "flat 0 → 50ns new   cum 0 → 50ns new" in user.shown("#detail")


async def test_colours_of_a_change_are_offered_for_differences_alone(compared: Path) -> None:
    async with browsing(compared, NARROW) as user:
        seen = set()
        for _ in range(6):
            seen.add(user.state.colour)
            before = user.state.colour
            await user.press("K")
            await user.until(lambda before=before: user.state.colour != before)
        assert seen == {"package", "function", "kind", "change"}
    async with browsing(DATA / "go127_heap.pb.gz", NARROW) as user:
        # What was chosen last is remembered for any profile, and the colours of a change are none of its.
        assert user.state.colour == "function"
        seen = set()
        for _ in range(4):
            before = user.state.colour
            await user.press("K")
            await user.until(lambda before=before: user.state.colour != before)
            seen.add(user.state.colour)
        assert seen == {"package", "function", "kind"}


async def test_filters_and_shapes_work_on_a_difference(compared: Path) -> None:
    async with browsing(compared, WIDE) as user:
        await user.press("2", "g", "F")
        await user.until(lambda: len(user.state.chips) == 1)
        await user.until_shown("#title", "before 0, after 50ns")
        await user.press("u")
        await user.until(lambda: not user.state.chips)
        for shape in ("flame", "bottom-up", "sandwich", "icicle"):
            await user.press("1", "v")
            await user.until(lambda shape=shape: str(user.state.shape) == shape)
            await user.until_shown("#flame-graph", "new")
