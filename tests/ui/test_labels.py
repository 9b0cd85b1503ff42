"""The labels pane: values with weight, to filter by and to regroup by."""

from __future__ import annotations

from pathlib import Path

from tests.ui.driving import WIDE, User, browsing, profile_of, written
from tui.analysis.chips import Chip
from tui.ui.panes.labels import LabelList

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
