"""Proofs of keys: source."""

from __future__ import annotations

from tests.ui.driving import User
from tests.ui.proofs.registry import proves
from tui.ui.screens.calls import CallsScreen
from tui.ui.screens.locating import LocatingScreen
from tui.ui.widgets.code_rows import CodeRow
from tui.ui.widgets.code_view import CodeView


async def _open(user: User, name: str) -> CodeView:
    """Show the source of a function; the box that has the profile may have the file or not."""
    await user.press("slash", *name, "enter", "escape", "4")
    await user.until(lambda: user.browser.active == "source" and "reading" not in user.shown("#source-view"))
    return user.screen.query_one(CodeView)


def _row(view: CodeView) -> CodeRow:
    row = view.row_under_cursor()
    assert row is not None
    return row


@proves("source.next")
async def _(user: User, key: str) -> None:
    view = await _open(user, "main.handle")
    await user.press("g", key)
    first = _row(view)
    assert first.is_hot(view._code.total)
    await user.press(key)
    assert _row(view).line > first.line
    for _ in range(20):
        await user.press(key)
    assert "this is the last line that costs much" in user.shown("#keys")


@proves("source.previous")
async def _(user: User, key: str) -> None:
    view = await _open(user, "main.handle")
    await user.press("G", key)
    last = _row(view)
    assert last.is_hot(view._code.total)
    await user.press(key)
    assert _row(view).line < last.line


@proves("source.hottest")
async def _(user: User, key: str) -> None:
    view = await _open(user, "main.handle")
    hottest = _row(view)
    await user.press("g", key)
    assert _row(view) == hottest
    await user.press(key)
    assert 0 < _row(view).cost.cum < hottest.cost.cum


@proves("source.unfold")
async def _(user: User, key: str) -> None:
    view, row = await _unfolded(user, key)
    assert row.unfolded
    below = view.code_at(view.cursor + 1)
    assert below is not None
    assert (below.depth, below.key[:1]) == (1, row.key)


@proves("source.fold")
async def _(user: User, key: str) -> None:
    view, row = await _unfolded(user, "right")
    count = view.row_count()
    # WHEN pressed on a line below THEN the cursor is back on the line that it was inlined into
    await user.press("down", key)
    assert view.row_count() < count
    assert _row(view).key == row.key
    await user.press(key)
    assert "nothing is unfolded here" in user.shown("#keys")


async def _unfolded(user: User, key: str) -> tuple[CodeView, CodeRow]:
    """Unfold the first line of a function that something was inlined into."""
    view = await _open(user, "main.encodeOrders")
    await user.press("g")
    while not ((row := view.row_under_cursor()) and row.inlined):
        before = view.cursor
        await user.press("down")
        assert view.cursor > before, "nothing was inlined here"
    await user.press(key)
    return view, _row(view)


@proves("source.calls")
async def _(user: User, key: str) -> None:
    view = await _open(user, "main.handle")
    calls = user.session.line_calls(user.state.index, user.state.frame)
    place = max(calls, key=lambda place: len(calls[place]))
    await user.press("g")
    while (row := view.row_under_cursor()) is None or row.place != place:
        await user.press("down")
    await user.press(key)
    await user.until_screen(CallsScreen)
    await user.press("G", "enter")
    assert user.state.frame == calls[place][-1].frame


@proves("source.file")
async def _(user: User, key: str) -> None:
    await _open(user, "main.handle")
    await user.press(key)
    await user.until_screen(LocatingScreen)
    assert "main.go" in user.shown("#where")
    await user.press("escape")
    assert user.screen is user.browser


@proves("rows.edit")
async def _(user: User, key: str) -> None:
    # No editor is set in tests; that it is run is shown in a real terminal.
    await _open(user, "main.handle")
    await user.press(key)
    assert "no editor is set" in user.shown("#keys")


@proves("edit")
async def _(user: User, key: str) -> None:
    await user.press("G", key)
    assert "no editor is set" in user.shown("#keys")
