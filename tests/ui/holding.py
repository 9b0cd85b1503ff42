"""What holds of the screen whatever was pressed: nothing failed, one selection, inside the data, in all panes."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Input

from tests.ui.driving import User
from tui.layout.viewstate import ViewState
from tui.ui.crash import crash_file
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable
from tui.ui.screens.browser import BrowserScreen
from tui.ui.widgets.drawn import Drawn
from tui.ui.widgets.flame_graph import FlameGraph


async def all_done(user: User) -> None:
    """Wait until every key is heard, and every worker has ended."""
    await user.pilot.pause()
    await user.until(lambda: not user.app._typed and all(worker.is_finished for worker in user.app.workers))
    # What a worker brings comes as a message, and may start another one.
    await user.pilot.pause()
    await user.until(lambda: all(worker.is_finished for worker in user.app.workers))


def in_modal(user: User) -> bool:
    """Say whether something lies over the browser, or text is typed."""
    return user.screen is not user.browser or isinstance(user.app.focused, Input)


async def holds(user: User) -> None:
    """Wait for all that works, and assert what holds."""
    await all_done(user)
    assert user.app.is_running
    assert user.app._exception is None
    assert not crash_file().exists()
    browser, session, state = user.browser, user.session, user.state
    assert state.chips == session.chips
    assert session.profile.n_samples == 0 or 0 <= state.index < len(session.profile.sample_types)
    tree = session.tree_of(state)
    assert state.frame == tree.frame_of(state.node) or _has_no_path(user, state)
    assert drawn_as_they_are(user)
    if user.screen is browser and session.profile.n_samples:
        browser._show_followers()
        _one_selection(user, browser, state)


def drawn_as_they_are(user: User) -> bool:
    """Say whether every line on the screen looks as its widget would draw it now."""
    return all(
        widget.render_line(y) == widget.line_at(y, widget.size.width)
        for widget in user.screen.query(Drawn)
        if all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))
        for y in range(widget.size.height)
    )


def _has_no_path(user: User, state: ViewState) -> bool:
    """A function that has no box in this tree, as outside of a sandwich, is selected without a path."""
    return not state.node.depth or not len(user.session.paths(state, state.frame)[0])


def _one_selection(user: User, browser: BrowserScreen, state: ViewState) -> None:
    """Every pane on the screen shows the one selection."""
    shown = {pane.word: pane for pane in browser.panes() if pane.display and pane.size.height > 1}
    if "flame" in shown:
        graph = browser.query_one(FlameGraph)
        box, picture = graph.cursor, graph._picture
        assert box is not None
        assert picture is not None
        node, base = state.node, picture.layout.middle
        assert (box.node.first <= node.first and node.behind <= box.node.behind) or box.gathered or box.row == base
    if "top" in shown and state.frame >= 0:
        table = browser.query_one(TopTable)
        frames = table.frames.tolist()
        assert state.frame not in frames or frames[table.cursor] == state.frame
    if "peek" in shown:
        peek = browser.query_one(PeekList).peek
        assert (peek.frame if peek is not None else -1) == state.frame
    if browser.size.width >= 80:
        assert user.selected[:40] in user.shown("#detail")
