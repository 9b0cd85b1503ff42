"""Where no sample matches, or there are none, no key fails."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ui.driving import DATA, WIDE, running
from tests.ui.holding import holds, in_modal
from tests.ui.test_random_keys import PRESSED
from tui.fetch.target import parse_target
from tui.gathering import Wish, planned
from tui.layout.viewstate import Shape
from tui.ui.keys import KEYS
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen

_CPU, _EMPTY = str(DATA / "go127_cpu_5s_busy.pb.gz"), str(DATA / "go127_threadcreate_delta_1s.pb.gz")
_ORDERS = {
    "filtered": Order(parse_target(_CPU)),
    "compared": Order(planned(Wish(sources=(_CPU,), base=_CPU, diff_base=True))),
    "empty": Order(parse_target(_EMPTY)),
}
_PANES = dict(zip(("flame", "top", "peek", "source", "labels", "traces", "info", "disasm"), "12345678", strict=True))
_OF_ROWS = ("top", "peek", "labels", "traces", "info", "disasm")


def heard() -> Iterator[tuple[str, str]]:
    """Give each key that stays in the browser, after that of a pane that hears it."""
    for key in KEYS:
        panes = _OF_ROWS if key.where == "rows" else [key.where if key.where in _PANES else "flame"]
        yield from ((_PANES[pane], pressed) for pane in panes for pressed in key.pressed if pressed in PRESSED)


@pytest.mark.rule("R8")
@pytest.mark.parametrize(
    ("order", "shape"),
    [("filtered", Shape.ICICLE), ("filtered", Shape.BOTTOM_UP), ("compared", Shape.BOTTOM_UP), ("empty", Shape.ICICLE)],
)
async def test_no_key_fails(order: str, shape: Shape) -> None:
    async with running(_ORDERS[order], WIDE) as user:
        await user.until_screen(BrowserScreen)
        if order != "empty":
            await user.type(":focus=no such function")
            await user.press("enter")
        while user.state.shape is not shape:
            await user.press("v")
        await holds(user)
        chips = user.state.chips
        assert not len(user.session.tree_of(user.state))
        for pane, key in heard():
            await user.press(pane, key)
            await holds(user)
            while in_modal(user):
                await user.press("escape")
            while (user.state.chips, user.state.shape) != (chips, shape):
                await user.press("u")
