"""Random keys, clicks and resizes on real profiles: nothing fails, one selection in all panes, undo undoes exactly."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from textual import events
from textual.widgets import Input

from tests.ui.driving import DATA, User, browsing
from tui.layout.viewstate import ViewState
from tui.ui.files import memory_file, write_whole
from tui.ui.keys import KEYS
from tui.ui.panes.peek import PeekList
from tui.ui.panes.top import TopTable
from tui.ui.screens.browser import BrowserScreen
from tui.ui.widgets.flame_graph import FlameGraph

PROFILES = sorted(path.name for path in DATA.glob("*.pb.gz"))
SIZES = ((80, 24), (200, 50), (120, 40), (119, 30), (40, 12), (12, 5), (320, 90))
_LEAVES = ("quit", "open", "palette", "watch", "watch.every")
"""Keys that end the program, lead to other ones, or let time decide what comes next."""
PRESSED = sorted({spelling for key in KEYS if key.id not in _LEAVES for spelling in key.keys.split(",")})
LINES = (
    "focus=main",
    "ignore=json|gzip",
    "hide=runtime",
    "show_from=main",
    "granularity=lines",
    "granularity=files",
    "nodecount=3",
    "mean",
    "call_tree",
    "tagroot=endpoint",
    "drop_negative",
    "unit=ms",
    "relative_percentages",
    "nodefraction=0.1",
    "top5 -cum",
    "peek .",
    "list main",
    "focus=no such function",
    "focus=(",
    ":",
)
PATTERNS = ("main", "a", "json|gzip", "no such name", "(", "[A-Z]", "")
CHANGES = (
    "F",
    "x",
    "X",
    "V",
    "P",
    "r",
    "t",
    "T",
    "v",
    "O",
    "K",
    "s",
    "S",
    "0",
    "enter",
    "asterisk",
    "ampersand",
    "plus",
    "minus",
)
_NAMES = {" ": "space", "/": "slash", ":": "colon"}
_QUITS = ("q", "quit", "exit")


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand where a file that random keys write does no harm."""
    monkeypatch.chdir(tmp_path)


class RandomKeys(RuleBasedStateMachine):
    """One run of the application, and whoever sits before it."""

    pressed = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.run: AbstractAsyncContextManager[User] | None = None
        self.user: User

    @initialize(profile=st.sampled_from(PROFILES), size=st.sampled_from(SIZES[:3]))
    def open(self, profile: str, size: tuple[int, int]) -> None:
        # What is remembered of one run is no part of the next.
        write_whole(memory_file(), '{"greeted": true}')
        self.run = browsing(profile, size)
        self.user = self.runner.run(self.run.__aenter__())

    def teardown(self) -> None:
        if self.run is not None:
            self.runner.run(self.run.__aexit__(None, None, None))
        self.runner.close()

    # What the user does.

    @rule(keys=st.lists(st.sampled_from(PRESSED), min_size=1, max_size=8))
    def press_one_by_one(self, keys: list[str]) -> None:
        for key in keys:
            self.runner.run(self._press([key]))

    @rule(keys=st.lists(st.sampled_from(PRESSED), min_size=2, max_size=12))
    def press_in_a_burst(self, keys: list[str]) -> None:
        self.runner.run(self._press(keys))

    @rule(line=st.sampled_from(LINES))
    def say(self, line: str) -> None:
        self.runner.run(self._type(["escape", "colon", *line, "enter", "escape"]))

    @rule(pattern=st.sampled_from(PATTERNS))
    def search(self, pattern: str) -> None:
        self.runner.run(self._type(["slash", *pattern, "enter"]))

    @rule(x=st.floats(0, 0.999), y=st.floats(0, 0.999), times=st.sampled_from((1, 1, 2)))
    def click(self, x: float, y: float, times: int) -> None:
        self.runner.run(self._click(x, y, times))

    @rule(size=st.sampled_from(SIZES))
    def resize(self, size: tuple[int, int]) -> None:
        self.runner.run(self._resize(size))

    @rule(key=st.sampled_from(CHANGES))
    def undo(self, key: str) -> None:
        self.runner.run(self._undo(key))

    # How, and what holds whatever was done.

    async def _press(self, keys: Sequence[str]) -> None:
        for key in keys:
            focused = self.user.app.focused
            if key == "enter" and isinstance(focused, Input) and focused.value.strip() in _QUITS:
                key = "escape"
            character = key if len(key) == 1 and key.isprintable() else None
            self.user.app.post_message(events.Key(_NAMES.get(key, key), character))
            RandomKeys.pressed += 1
        await self._hold()

    async def _click(self, x: float, y: float, times: int) -> None:
        width, height = self.user.app.size
        await self.user.pilot.click(offset=(int(x * width), int(y * height)), times=times)
        await self._hold()

    async def _resize(self, size: tuple[int, int]) -> None:
        await self.user.pilot.resize_terminal(*size)
        await self._hold()

    async def _type(self, keys: Sequence[str]) -> None:
        # A letter of the text, typed into a menu that lies over the browser, could lead to another profile.
        await self._leave_modals()
        await self._press(keys)

    async def _leave_modals(self) -> None:
        while self.user.screen is not self.user.browser or isinstance(self.user.app.focused, Input):
            await self._press(["escape"])

    async def _undo(self, key: str) -> None:
        await self._leave_modals()
        before, shown = self.user.state, self._said()
        await self._press([key])
        after = self.user.state
        if self.user.screen is self.user.browser and not after.only_moved(before):
            await self._press(["u"])
            assert self.user.state == before, f"{key} and u lead from {before} to {self.user.state}"
            assert self._said() == shown
            await self._press(["ctrl+r"])
            assert self.user.state == after

    def _said(self) -> tuple[str, str]:
        return self.user.shown("#title"), self.user.shown("#detail")

    async def _settle(self) -> None:
        app = self.user.app
        await self.user.pilot.pause()
        await self.user.until(lambda: not app._typed and all(worker.is_finished for worker in app.workers))
        # What a worker brings comes as a message, and may start another one.
        await self.user.pilot.pause()
        await self.user.until(lambda: all(worker.is_finished for worker in app.workers))
        await self.user.pilot.pause()

    async def _hold(self) -> None:
        await self._settle()
        app, user = self.user.app, self.user
        assert app.is_running
        assert app._exception is None
        browser, session, state = user.browser, user.session, user.state
        assert isinstance(browser, BrowserScreen)
        assert state.chips == session.chips
        assert session.profile.n_samples == 0 or 0 <= state.index < len(session.profile.sample_types)
        tree = session.tree_of(state)
        assert state.frame == tree.frame_of(state.node) or self._has_no_path(state)
        if user.screen is browser and session.profile.n_samples:
            browser._show_followers()
            self._hold_together(browser, state)

    def _has_no_path(self, state: ViewState) -> bool:
        """A function that has no box in this tree, as outside of a sandwich, is selected without a path."""
        return not state.node.depth or not len(self.user.session.paths(state, state.frame)[0])

    def _hold_together(self, browser: BrowserScreen, state: ViewState) -> None:
        """Every pane on the screen shows the one selection."""
        user = self.user
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


_HOW = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def test_some_random_keys() -> None:
    run_state_machine_as_test(
        RandomKeys, settings=settings(_HOW, max_examples=3, stateful_step_count=20, derandomize=True)
    )


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_random_keys() -> None:
    RandomKeys.pressed = 0
    while RandomKeys.pressed < 10_000:
        run_state_machine_as_test(RandomKeys, settings=settings(_HOW, max_examples=10, stateful_step_count=60))
