"""Random keys, clicks and resizes on real profiles: nothing fails, one selection in all panes, undo undoes exactly."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from textual import events
from textual.widgets import Input

from tests.ui.driving import DATA, User, browsing
from tests.ui.holding import holds, in_modal
from tui.kept import write_whole
from tui.ui.files import memory_file
from tui.ui.keys import KEYS

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
RUNS, SHARES = int(os.environ.get("PPROF_TUI_RUNS", "2000")), 20
"""Runs of fifty steps, and how many tests share them, for as many processors as there are."""
KEYS_PRESSED = int(os.environ.get("PPROF_TUI_KEYS", "10000"))
_BURST = 50
"""Keys that are pressed before one of them is heard."""


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand where a file that random keys write does no harm."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def frozen() -> Iterator[None]:
    """Look for rubbish in what came after the imports only, as the program does."""
    gc.freeze()
    yield
    gc.unfreeze()


class RandomKeys(RuleBasedStateMachine):
    """One run of the application, and whoever sits before it."""

    runs = 0

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.run: AbstractAsyncContextManager[User] | None = None
        self.user: User

    @initialize(profile=st.sampled_from(PROFILES), size=st.sampled_from(SIZES[:3]))
    def open(self, profile: str, size: tuple[int, int]) -> None:
        RandomKeys.runs += 1
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
        await holds(self.user)

    async def _click(self, x: float, y: float, times: int) -> None:
        width, height = self.user.app.size
        await self.user.pilot.click(offset=(int(x * width), int(y * height)), times=times)
        await holds(self.user)

    async def _resize(self, size: tuple[int, int]) -> None:
        await self.user.pilot.resize_terminal(*size)
        await holds(self.user)

    async def _type(self, keys: Sequence[str]) -> None:
        # A letter of the text, typed into a menu that lies over the browser, could lead to another profile.
        await self._leave_modals()
        await self._press(keys)

    async def _leave_modals(self) -> None:
        while in_modal(self.user):
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


_HOW = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.mark.rule("R10")
def test_some_random_keys() -> None:
    run_state_machine_as_test(
        RandomKeys, settings=settings(_HOW, max_examples=3, stateful_step_count=20, derandomize=True)
    )


@pytest.mark.rule("R10")
@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("share", range(SHARES))
def test_many_random_keys(share: int, measured: Callable[..., None]) -> None:
    """A share of all runs; what fails is told step by step."""
    RandomKeys.runs = 0
    run_state_machine_as_test(RandomKeys, settings=settings(_HOW, max_examples=RUNS // SHARES, stateful_step_count=50))
    # Fewer of them are said to be so, for the number of shares.
    assert RandomKeys.runs >= RUNS // SHARES


@pytest.mark.rule("R8")
@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("profile", PROFILES)
async def test_ten_thousand_keys_faster_than_they_are_heard(profile: str, measured: Callable[..., None]) -> None:
    random, pressed = Random(profile), 0
    async with browsing(profile) as user:
        while pressed < KEYS_PRESSED:
            for key in random.choices(PRESSED, k=_BURST):
                character = key if len(key) == 1 and key.isprintable() else None
                user.app.post_message(events.Key(_NAMES.get(key, key), character))
            pressed += _BURST
            await user.pilot.pause()
            width, height = user.app.size
            await user.pilot.click(offset=(random.randrange(width), random.randrange(height)))
            if random.random() < 0.2:
                await user.pilot.resize_terminal(*random.choice(SIZES))
            assert user.app._exception is None
            if pressed % 1000 == 0:
                await holds(user)
        while in_modal(user):
            await user.press("escape")
        await holds(user)
        assert 0 <= user.state.node.first <= user.state.node.behind
        assert -1 <= user.state.frame < len(user.session.table)
