"""The labels pane: values with weight, to filter by and to regroup by."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from tests.ui.driving import WIDE, User, browsing, profile_of, written
from tui.analysis import details
from tui.analysis.chips import Chip
from tui.ui.panes import labels
from tui.ui.panes.labelrows import LabelList

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def at(user: User, text: str) -> None:
    """Go to the labels pane and put the cursor on a row."""
    await user.press("5")
    await user.until_shown("#labels-list", text)
    shown = user.shown("#labels-list").splitlines()
    await user.press("g", *["j"] * next(row for row, line in enumerate(shown) if text in line))


async def test_keys_and_values_have_weight_share_and_number_of_samples() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("5")
        await user.until_shown("#labels-list", "endpoint · 2 values", "/search", "worker · 2 values")
        lines = user.shown("#labels-list").splitlines()
        assert lines[0].split()[:3] == ["2.98s", "85.39%", "237"]
        assert "/search" in lines[1]
        assert "5 Labels · 2 keys" in user.everything()


async def test_enter_keeps_a_value_and_x_drops_it() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await at(user, "/orders")
        await user.press("enter")
        await user.until(lambda: user.state.chips == (Chip("tagfocus", "endpoint=^/orders$"),))
        await user.until(lambda: "/search" not in user.shown("#labels-list"))
        await user.press("u")
        await user.until(lambda: user.state.chips == ())
        await at(user, "/orders")
        await user.press("x")
        await user.until(lambda: user.state.chips == (Chip("tagignore", "endpoint=^/orders$"),))
        await user.until(lambda: "/orders" not in user.shown("#labels-list"))


async def test_a_number_is_filtered_by_as_pprof_writes_it() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("5")
        await user.until_shown("#labels-list", "worker")
        await user.press("G", "enter")
        await user.until(lambda: len(user.state.chips) == 1)
        await user.until(lambda: user.session.profile.n_samples == 109)


async def test_a_key_is_put_at_the_root_and_taken_back() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await at(user, "endpoint · 2 values")
        await user.press("less_than_sign")
        await user.until_shown("#flame-graph", "endpoint=/search", "endpoint=/orders")
        await at(user, "worker · 2 values")
        await user.press("less_than_sign")
        await user.until(lambda: user.state.chips == (Chip("tagroot", "endpoint,worker"),))
        await at(user, "endpoint · 2 values")
        await user.press("less_than_sign")
        await user.until(lambda: user.state.chips == (Chip("tagroot", "worker"),))
        await at(user, "worker · 2 values")
        await user.press("less_than_sign")
        await user.until(lambda: user.state.chips == ())


async def test_a_key_itself_is_no_value_to_drop() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await at(user, "endpoint · 2 values")
        await user.press("x")
        await user.until_shown("#keys", "choose a value of this key")
        assert user.state.chips == ()


async def test_a_profile_without_labels_says_so(tmp_path: Path) -> None:
    async with browsing(written(tmp_path, profile_of(("main;work", 5))), WIDE) as user:
        await user.press("5")
        await user.until_shown("#labels-list", "carry no labels")
        for key in ("x", "enter", "less_than_sign", "j", "G"):
            await user.press(key)
        assert user.state.chips == ()
        assert user.screen.query_one(LabelList).cursor == 0


class Gate:
    """Holds threads up until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
        self.began, self.opened = Event(), Event()
        work = getattr(where, name)

        def waits(*args: object) -> object:
            self.began.set()
            self.opened.wait(10)
            return work(*args)

        monkeypatch.setattr(where, name, waits)


async def test_many_labels_are_counted_while_other_keys_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "_MANY_LABELS", 0)
    gate = Gate(monkeypatch, details, "label_keys")
    async with browsing(PROFILE, WIDE) as user:
        await user.press("5")
        await user.until(gate.began.is_set)
        assert "counting the labels" in user.shown("#labels-list")
        # WHEN keys are pressed meanwhile THEN those that need a label do nothing, and the others act
        await user.press("enter", "x", "less_than_sign", "n", "y", "2")
        await user.until(lambda: user.browser.active == "top")
        gate.opened.set()
        await user.press("5")
        await user.until_shown("#labels-list", "endpoint · 2 values", "/search", "worker · 2 values")
        assert "5 Labels · 2 keys" in user.everything()
        # AND they are those of what is left of the profile, the cursor on the label that it was on
        await at(user, "worker · 2 values")
        await user.press("colon")
        await user.type("focus=squeeze")
        await user.press("enter")
        await user.until(lambda: user.state.chips)
        await user.until(lambda: user.screen.query_one(LabelList).session is user.session)
        assert user.screen.query_one(LabelList).text() == "worker"


async def test_labels_that_cannot_be_counted_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(details, "_MANY_LABELS", 0)
    monkeypatch.setattr(details, "label_keys", fails)
    async with browsing(PROFILE) as user:
        await user.press("5")
        await user.until_shown("#labels-list", "no labels: ", "memory")
        await user.press("n", "enter", "2")
        await user.until(lambda: user.browser.active == "top")


async def test_labels_that_cannot_be_looked_through_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(labels, "_MANY", 0)
    monkeypatch.setattr(labels, "_look", fails)
    async with browsing(PROFILE) as user:
        await user.press("slash", *"main", "enter", "5", "n")
        await user.until_shown("#keys", "not enough memory")
        await user.press("n")
        await user.until_shown("#keys", "not enough memory")


async def test_many_labels_are_looked_through_while_other_keys_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MANY", 0)
    gate = Gate(monkeypatch, labels, "_look")
    async with browsing(PROFILE) as user:
        await user.press("slash", *"ers$|main", "enter", "5")
        await user.until_shown("#labels-list", "/orders")
        # WHEN the next is wanted, twice, THEN that is said, and one looks
        await user.press("n", "n")
        await user.until(gate.began.is_set)
        await user.until_shown("#keys", "looking through the labels")
        gate.opened.set()
        await user.until_shown("#keys", "label 1 of 1 that match")
        assert user.screen.query_one(LabelList).text() == "/orders"
        # AND next time it is known
        await user.press("g", "N")
        await user.until_shown("#keys", "label 1 of 1 that match")


async def test_the_last_direction_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MANY", 0)
    gate = Gate(monkeypatch, labels, "_look")
    async with browsing(PROFILE) as user:
        await user.press("slash", *"er|ear", "enter", "5", "g", "n", "N")
        await user.until(gate.began.is_set)
        gate.opened.set()
        await user.until_shown("#keys", "label 3 of 3 that match")


async def test_without_a_label_that_matches_a_function_is_gone_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MANY", 0)
    async with browsing(PROFILE) as user:
        await user.press("slash", *"squeeze", "enter", "5", "n")
        await user.until(lambda: user.selected == "main.squeeze")
        await user.until_shown("#keys", "match 1 of 1")


async def test_who_leaves_the_labels_meanwhile_stays_where_they_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_MANY", 0)
    gate = Gate(monkeypatch, labels, "_look")
    async with browsing(PROFILE) as user:
        await user.press("slash", *"squeeze", "enter", "5", "n")
        await user.until(gate.began.is_set)
        await user.press("2", "G")
        selected = user.selected
        gate.opened.set()
        await user.until(lambda: not any(worker.is_running for worker in user.app.workers))
        await user.press("3")
        assert user.selected == selected
