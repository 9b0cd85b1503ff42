"""Proofs of keys: tables."""

from __future__ import annotations

from tests.ui.driving import User, rows_of
from tests.ui.proofs.registry import HOTTEST, proves, row
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable


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
