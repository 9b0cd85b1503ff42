"""Steps asked for while a filter is still being counted begin where it ends: none of them takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Input

from tests.ui.driving import WIDE, User, browsing, frame_called, written
from tui import session as sessions
from tui.analysis.chips import Chip, Chips
from tui.layout.viewstate import Shape
from tui.pprof.build import ProfileBuilder
from tui.session import Session
from tui.ui.screens.asking import AskScreen

PROFILE = "go127_cpu_5s_busy.pb.gz"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Filters are not counted before this is set."""
    may, with_chips = Event(), Session.with_chips

    def held(session: Session, chips: Chips) -> Session:
        if chips != session.chips:
            may.wait(20)
        return with_chips(session, chips)

    monkeypatch.setattr(Session, "with_chips", held)
    yield may
    may.set()


def names(user: User) -> list[str]:
    return [chip.name for chip in user.state.chips]


async def all_steps(user: User) -> None:
    await user.until(lambda: user.browser._left is None and not user.browser._waiting)


async def test_colours_by_kind(counted: Event) -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down", "K")
        assert user.state.colour == "function"
        # GIVEN a filter under way WHEN another step is asked for THEN both are taken, and taken back one by one
        await user.press("F", "K")
        counted.set()
        await all_steps(user)
        assert (names(user), user.state.colour) == (["focus"], "kind")
        await user.press("u")
        await all_steps(user)
        assert (names(user), user.state.colour) == (["focus"], "function")


async def test_an_order_that_takes_time(counted: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browsing(PROFILE) as user:
        monkeypatch.setattr(sessions, "_MANY_NAMES", 0)
        await user.press("down", "down")
        assert not user.session.table.is_ranked
        await user.press("F", "O")
        counted.set()
        await all_steps(user)
        assert (names(user), user.state.by_name) == (["focus"], True)


async def test_a_box_put_in_the_middle(counted: Event) -> None:
    async with browsing(PROFILE) as user:
        await user.press(*["down"] * 4, "v", "v")
        await all_steps(user)
        await user.press("v")
        await user.until(lambda: user.state.shape is Shape.SANDWICH)
        await user.press("down")
        below = user.selected
        await user.press("F", "enter")
        counted.set()
        await all_steps(user)
        assert (names(user), user.name_of(user.state.pivot)) == (["focus"], below)


async def test_no_floor(counted: Event) -> None:
    async with browsing(PROFILE) as user:
        counted.set()
        user.browser.add_chip(Chip("nodefraction", 0.1))
        await user.until(lambda: user.state.chips)
        counted.clear()
        await user.press("down", "F")
        user.browser.action_floor()
        await user.until_screen(AskScreen)
        user.screen.query_one(Input).value = "0"
        await user.press("enter")
        counted.set()
        await all_steps(user)
        assert names(user) == ["focus"]


async def test_keys_of_labels_as_frames(tmp_path: Path, counted: Event) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([frame_called("main")], [30], {"endpoint": "/a"})
    async with browsing(written(tmp_path, builder.build()), WIDE) as user:
        await user.press("5")
        await user.settle()
        # WHEN a key is put at the root, and taken away from there again before that is counted
        await user.press("home", "enter", "enter")
        counted.set()
        await all_steps(user)
        # THEN it is not there
        assert names(user) == []
