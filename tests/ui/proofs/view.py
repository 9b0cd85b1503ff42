"""Proofs of keys: view."""

from __future__ import annotations

from tests.ui.driving import User, rows_of
from tests.ui.proofs.registry import proves


@proves("back")
async def _(user: User, key: str) -> None:
    # GIVEN a filter, two zooms, a maximised pane, and a search on top
    await user.press("colon")
    await user.type("focus=handle")
    await user.press("enter")
    await user.until(lambda: user.state.chips)
    await user.press("down", "enter", "down", "down", "enter", "M", "asterisk")
    assert (len(user.state.zooms), user.browser.maximised, bool(user.state.pattern)) == (3, True, True)
    # WHEN the key is pressed THEN exactly one thing goes at a time
    await user.press(key)
    assert (len(user.state.zooms), user.browser.maximised, bool(user.state.pattern)) == (3, True, False)
    await user.press(key)
    assert (len(user.state.zooms), user.browser.maximised) == (3, False)
    await user.press(key)
    assert len(user.state.zooms) == 2
    assert user.selected == "main.worker", "the box that was left is selected"
    await user.press(key)
    assert (len(user.state.zooms), len(user.state.chips)) == (1, 1)
    await user.press(key)
    await user.until(lambda: not user.state.chips)
    await user.press(key)
    assert (len(user.state.zooms), user.screen) == (1, user.browser)


@proves("undo")
async def _(user: User, key: str) -> None:
    # GIVEN a zoom, another type, a filter and a search, one after another
    first = user.state
    await user.press("down", "down", "enter", "t")
    await user.press("F")
    await user.until(lambda: len(user.state.chips) == 1)
    await user.press("asterisk")
    await user.press(key)
    # THEN each key press takes one of them back, the last one first
    assert (user.state.pattern, len(user.state.chips)) == ("", 1)
    await user.press(key)
    assert (len(user.state.chips), user.session.sample_type(user.state).type) == (0, "samples")
    assert user.selected == "main.main.func1"
    await user.press(key)
    assert (user.session.sample_type(user.state).type, len(user.state.zooms)) == ("cpu", 2)
    await user.press(key)
    assert user.state.zooms == first.zooms
    await user.press(key)
    assert "nothing to undo" in user.shown("#keys")


@proves("redo")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "enter")
    zoomed = user.state
    await user.press("F")
    await user.until(lambda: len(user.state.chips) == 1)
    filtered = user.state
    await user.press("u", "u", key)
    assert user.state.zooms == zoomed.zooms
    assert user.state.chips == ()
    await user.press(key)
    await user.until(lambda: user.state == filtered)
    assert user.session.profile.n_samples < 281
    await user.press(key)
    assert "nothing to redo" in user.shown("#keys")


@proves("whole")
async def _(user: User, key: str) -> None:
    await user.press("down", "enter", "down", "enter", "down", "enter", key)
    assert len(user.state.zooms) == 1
    assert user.selected == "main.worker", "the selection stays"
    assert rows_of(user.shown("#flame-graph"))[0].startswith(" root")


@proves("type.next")
async def _(user: User, key: str) -> None:
    await user.press("down", key)
    assert user.session.sample_type(user.state).type == "samples"
    assert "samples" in user.shown("#title")
    assert "298" in user.shown("#detail")
    assert user.selected == "runtime/pprof.Do"
    await user.press(key)
    assert user.session.sample_type(user.state).type == "cpu"


@proves("type.previous")
async def _(user: User, key: str) -> None:
    await user.press(key)
    assert user.session.sample_type(user.state).type == "samples"
    await user.press(key)
    assert user.session.sample_type(user.state).type == "cpu"
