"""Proofs of keys: filters."""

from __future__ import annotations

import numpy as np

from tests.ui.driving import User
from tests.ui.proofs.registry import PROOFS, Proof, proves
from tui.analysis.chips import Chip
from tui.analysis.filtered import filtered
from tui.options import Options
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.filters import FiltersScreen


def _filters(name: str, says: str) -> Proof:
    async def proof(user: User, key: str) -> None:
        # GIVEN main.squeeze selected
        await user.press(*["down"] * 5, key)
        await user.until(lambda: user.state.chips)
        # THEN the chip names it, a notice says in words what that does, and the samples are pprof's
        assert user.state.chips == (Chip(name, "^main\\.squeeze$"),)
        assert f"{name}=main.squeeze ✕" in user.shown("#title")
        assert says in user.shown("#keys")
        expected = filtered(user.session.whole, Options(**{name: "^main\\.squeeze$"})).profile
        assert np.array_equal(user.session.profile.values, expected.values)
        assert np.array_equal(user.session.profile.stack_locations, expected.stack_locations)
        # AND Esc takes it out
        await user.press("escape")
        await user.until(lambda: not user.state.chips)
        assert user.session.profile.n_samples == 281

    return proof


PROOFS["filter.focus"] = _filters("focus", "keep only samples that go through main.squeeze")
PROOFS["filter.ignore"] = _filters("ignore", "drop all samples that go through main.squeeze")
PROOFS["filter.hide"] = _filters("hide", "take main.squeeze out of the stacks")
PROOFS["filter.show_from"] = _filters("show_from", "begin stacks at the outermost main.squeeze")


@proves("filter.project")
async def _(user: User, key: str) -> None:
    await user.press(key)
    await user.until(lambda: user.state.chips)
    names = {user.name_of(frame) for frame in user.session.rows(user.state).tolist()}
    assert "main.squeeze" in names
    assert all(name.startswith("main.") for name in names)
    await user.press(key)
    await user.until(lambda: not user.state.chips)


@proves("filter.recursion")
async def _(user: User, key: str) -> None:
    # GIVEN a function that calls itself, once all others are taken out
    await user.press("colon")
    await user.type("show=jsontext")
    await user.press("enter", "colon")
    await user.type("granularity=files")
    await user.press("enter")
    await user.until(lambda: len(user.state.chips) == 2)
    calls, flat = len(user.session.tree.frames), user.session.top(1).flat.tolist()
    await user.press(key)
    await user.until(lambda: len(user.state.chips) == 3)
    # THEN no box stands on one of the same function, and no number is another one
    tree = user.session.tree
    for row in range(len(tree)):
        stack = tree.stack(row)
        assert not (stack[1:] == stack[:-1]).any()
    assert tree.depths.sum() <= calls
    assert user.session.top(1).flat.tolist() == flat
    assert "recursion collapsed ✕" in user.shown("#title")
    await user.press(key)
    await user.until(lambda: len(user.state.chips) == 2)
    assert len(user.session.tree.frames) == calls


@proves("filters")
async def _(user: User, key: str) -> None:
    await user.press("down", "down", "F")
    await user.until(lambda: user.state.chips)
    await user.press("x")
    await user.until(lambda: len(user.state.chips) == 2)
    # WHEN the form is opened THEN each filter is there in words, and each can be taken out alone
    await user.press(key)
    await user.until_screen(FiltersScreen)
    assert "keep only samples that go through main.main.func1" in user.everything()
    await user.press("x")
    await user.until(lambda: len(user.state.chips) == 1)
    assert user.state.chips[0].name == "ignore"
    # AND what is not set is typed after its name
    await user.press(key)
    await user.until_screen(FiltersScreen)
    await user.press("down", "down", "down", "enter")
    await user.until(lambda: user.screen is user.browser)
    await user.type("main")
    await user.press("enter")
    await user.until(lambda: len(user.state.chips) == 2)
    assert user.state.chips[1] == Chip("hide", "main")


async def _to_label(user: User, text: str) -> None:
    await user.press("5")
    await user.until_shown("#labels-list", text)
    shown = user.shown("#labels-list").splitlines()
    await user.press("g", *["j"] * next(row for row, line in enumerate(shown) if text in line))


@proves("labels.keep")
async def _(user: User, key: str) -> None:
    await _to_label(user, "/orders")
    await user.press(key)
    await user.until(lambda: user.state.chips == (Chip("tagfocus", "endpoint=^/orders$"),))
    # WHEN the cursor stands on a key THEN its values are at the root
    await user.press("u")
    await _to_label(user, "endpoint")
    await user.press(key)
    await user.until(lambda: user.state.chips == (Chip("tagroot", "endpoint"),))


@proves("labels.ignore")
async def _(user: User, key: str) -> None:
    await _to_label(user, "/orders")
    await user.press(key)
    await user.until(lambda: user.state.chips == (Chip("tagignore", "endpoint=^/orders$"),))


def _regroups(option: str) -> Proof:
    async def proof(user: User, key: str) -> None:
        await _to_label(user, "endpoint")
        await user.press(key)
        await user.until(lambda: user.state.chips == (Chip(option, "endpoint"),))
        await user.press("1")
        assert any(name.startswith("endpoint=") for name in map(user.name_of, range(len(user.session.table))))

    return proof


PROOFS["labels.root"] = _regroups("tagroot")
PROOFS["labels.leaf"] = _regroups("tagleaf")


@proves("floor")
async def _(user: User, key: str) -> None:
    rows = len(user.session.rows(user.state))
    await user.press(key)
    await user.until_screen(AskScreen)
    # WHEN what is typed is no percentage THEN it is said
    await user.type("x")
    await user.press("enter")
    assert "a number from 0 to 100" in user.everything()
    await user.press("backspace")
    await user.type("5")
    await user.press("enter")
    # THEN a chip says so, and what is below is not shown alone: in top, and in the flame graph
    await user.until(lambda: user.state.chips == (Chip("nodefraction", 0.05),))
    assert "nodefraction=0.05 ✕" in user.shown("#title")
    floor = 0.05 * user.session.top(user.state.index).total
    cums = user.session.top(user.state.index).cum[user.session.rows(user.state)]
    assert 0 < len(cums) < rows
    assert (cums >= int(floor)).all()
    boxes = [box for row in user.session.boxes(user.state, 80, 40).rows for box in row]
    assert all(box.value >= int(floor) for box in boxes if not box.gathered)
    # AND 0 is no floor, and every step can be undone
    await user.press(key, "0", "enter")
    await user.until(lambda: not user.state.chips)
    assert len(user.session.rows(user.state)) == rows
    await user.press("u")
    await user.until(lambda: user.state.chips == (Chip("nodefraction", 0.05),))


def _steps(*floors: float) -> Proof:
    async def proof(user: User, key: str) -> None:
        for floor in floors:
            await user.press(key)
            wanted = (Chip("nodefraction", floor),) if floor else ()
            await user.until(lambda: user.state.chips == wanted)  # noqa: B023  # waited for here
        await user.press("u")
        await user.until(lambda: len(user.state.chips) == 1)

    return proof


PROOFS["floor.raise"] = _steps(0.001, 0.002, 0.005, 0.01)


@proves("floor.lower")
async def _(user: User, key: str) -> None:
    await user.press("plus", "plus", key)
    await user.until(lambda: user.state.chips == (Chip("nodefraction", 0.001),))
    await user.press(key)
    await user.until(lambda: user.state.chips == ())
    await user.press(key)
    await user.until_shown("#keys", "there is no floor")
    await user.press("u")
    await user.until(lambda: user.state.chips == (Chip("nodefraction", 0.001),))
