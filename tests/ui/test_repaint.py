"""Over SSH bytes count: a move repaints the two boxes it is about, not rows, not the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from textual.geometry import Region
from textual.widget import Widget

from tests.ui.driving import NARROW, WIDE, User, browsing
from tui.ui.panes.top import TopTable
from tui.ui.widgets.drawn import Drawn
from tui.ui.widgets.flame_graph import FlameGraph
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows

PROFILE = "go127_cpu_5s_busy.pb.gz"
WHOLE = Region(-1, -1, 0, 0)
"""Stands for a repaint of a whole widget."""


class Repaints:
    """What widgets were asked to repaint."""

    def __init__(self) -> None:
        self.asked: list[tuple[Widget, Region]] = []

    def of(self, kind: type[Widget]) -> list[Region]:
        return [region for widget, region in self.asked if isinstance(widget, kind)]


@contextmanager
def watched(user: User) -> Iterator[Repaints]:
    """Note every repaint that a widget of the screen is asked for."""
    repaints, originals = Repaints(), {kind: kind.refresh for kind in (Widget, Drawn)}

    def noting(kind: type[Widget]) -> Callable[..., Widget]:
        def refresh(widget: Widget, *regions: Region, **how: bool) -> Widget:
            # A widget of ours comes here first, and hands some of it on.
            if kind is Drawn or not isinstance(widget, Drawn):
                repaints.asked += [(widget, region) for region in regions or (WHOLE,)]
            return originals[kind](widget, *regions, **how)

        return refresh

    for kind in originals:
        kind.refresh = noting(kind)
    try:
        yield repaints
    finally:
        for kind, original in originals.items():
            kind.refresh = original


def box_region(user: User) -> Region:
    graph = user.screen.query_one(FlameGraph)
    box = graph.cursor
    assert box is not None
    return Region(box.x, graph._y_of(box.row), box.width, 1)


def regions_of(user: User, frame: int) -> set[Region]:
    """Return where the boxes of a function stand."""
    graph = user.screen.query_one(FlameGraph)
    picture = graph._picture
    assert picture is not None
    return {
        Region(box.x, graph._y_of(box.row), box.width, 1)
        for row in picture.layout.rows
        for box in row
        if box.frame == frame
    }


async def test_a_move_in_the_flame_graph_repaints_two_boxes_and_the_detail_lines() -> None:
    async with browsing(PROFILE, NARROW) as user:
        await user.press("down")
        for key in ("down", "down", "down", "right", "left", "up"):
            before, marked = box_region(user), regions_of(user, user.state.frame)
            with watched(user) as repaints:
                await user.press(key)
                await user.settle()
            after = box_region(user)
            repainted = set(repaints.of(FlameGraph))
            assert {before, after} <= repainted
            # Boxes of the function left and of the one come to may stand elsewhere too, and lose or get their mark.
            assert repainted <= {before, after} | marked | regions_of(user, user.state.frame)
            lines = {widget.id for widget, _ in repaints.asked if isinstance(widget, Lines)}
            assert lines <= {"detail"}
            assert not repaints.of(Rows), "panes that are not on the screen are left alone"


async def test_a_move_in_the_top_table_repaints_two_rows() -> None:
    async with browsing(PROFILE, NARROW) as user:
        await user.press("2", "down")
        await user.settle()
        with watched(user) as repaints:
            await user.press("down")
            await user.settle()
        assert set(repaints.of(Rows)) == {Region(0, 2, 80, 1), Region(0, 3, 80, 1)}
        assert not repaints.of(FlameGraph)


async def test_a_move_that_scrolls_repaints_the_table_alone() -> None:
    async with browsing(PROFILE, NARROW) as user:
        await user.press("2", "pagedown")
        await user.settle()
        assert user.screen.query_one(TopTable).top == 0
        with watched(user) as repaints:
            await user.press("down")
            await user.settle()
        assert user.screen.query_one(TopTable).top == 1
        # The line that names the columns does not scroll, and of the others nothing is repainted that stays.
        assert min(region.y for region in repaints.of(Rows)) == 1
        assert not repaints.of(FlameGraph)


async def test_all_panes_follow_once_the_cursor_rests() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("down")
        await user.settle()
        with watched(user) as repaints:
            await user.pilot.press("down")
            await user.settle()
        # Callers and source are of another function now, the table has another row under the cursor.
        widgets = {widget.id for widget, _ in repaints.asked if isinstance(widget, Rows)}
        assert widgets == {"top-table", "peek-list", "source-view"}
        assert WHOLE not in repaints.of(FlameGraph)


async def test_what_has_not_changed_is_not_repainted() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("down")
        await user.settle()
        with watched(user) as repaints:
            user.browser.show_all()
            await user.settle()
        assert repaints.asked == []
