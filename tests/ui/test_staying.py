"""The cursor stays on what it is on, in whatever pane, when a newer profile comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.symbols.go_builds import Lab
from tests.ui.driving import NARROW, WIDE, User, browsing, profile_of, written
from tests.ui.inlining import inlined_profile, write_sources
from tui.analysis.chips import Chip
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.pprof.merge import merge
from tui.pprof.profile import Profile
from tui.ui.widgets.code_view import CodeView
from tui.ui.widgets.rows import Rows


@pytest.fixture(params=[True, False], ids=["seen", "hidden"])
def seen(request: pytest.FixtureRequest) -> bool:
    """Whether the pane is on the screen when a profile comes; else the user is elsewhere, and comes back."""
    return bool(request.param)


def size(*, seen: bool) -> tuple[int, int]:
    return WIDE if seen else NARROW


async def comes(user: User, path: Path, profile: Profile, pane: str, *, seen: bool) -> None:
    """Write another profile to the file on show, and have it shown; look away meanwhile if it is not `seen`."""
    before = user.session
    if not seen:
        await user.press("1")
    path.write_bytes(encode(profile))
    await user.press("R")
    await user.until(lambda: user.session is not before)
    await user.settle()
    if not seen:
        await user.press(pane)
        await user.settle()


def on(user: User, selector: str) -> tuple[str, int]:
    """Return what the row under the cursor says behind its numbers, and which line of the screen it is on."""
    rows = user.browser.query_one(selector, Rows)
    text = rows.row_line(rows.cursor, rows.size.width, under_cursor=True).text
    return text.split()[-1], rows.cursor - rows.top


def labelled(*counts: tuple[str, int]) -> Profile:
    builder = ProfileBuilder([("samples", "count")])
    for value, count in counts:
        builder.add([Frame("main")], [count], {"tenant": value})
    return builder.build()


async def test_a_label_stays_under_the_cursor_whatever_its_weight(tmp_path: Path, seen: bool) -> None:
    path = written(tmp_path, labelled(("red", 50), ("green", 30), ("blue", 20)))
    async with browsing(path, size(seen=seen)) as user:
        await user.press("5", "down", "down")
        assert on(user, "#labels-list")[0] == "green"
        # WHEN it is the heaviest in the profile that comes
        await comes(user, path, labelled(("red", 50), ("green", 99), ("blue", 20), ("white", 70)), "5", seen=seen)
        # THEN the cursor is on it, and what is dropped is that one
        assert on(user, "#labels-list")[0] == "green"
        await user.press("x")
        await user.until(lambda: user.state.chips == (Chip("tagignore", "tenant=^green$"),))


@pytest.mark.parametrize("way", ["maximised", "narrow"])
@pytest.mark.parametrize(("pane", "downs"), [("5", 40), ("6", 120)])
async def test_what_comes_back_with_the_room_for_it_stays(tmp_path: Path, pane: str, downs: int, way: str) -> None:
    def tenants(times: int) -> Profile:
        builder = ProfileBuilder([("samples", "count")])
        for number in range(60):
            builder.add([Frame(f"leaf{number}"), Frame("main")], [(99 - number) * times], {"tenant": f"t{number}"})
        return builder.build()

    path = written(tmp_path, tenants(1))
    async with browsing(path, WIDE) as user:
        # GIVEN a cursor in the middle of the list, which goes from the screen with its pane
        await user.press(pane, *["down"] * downs, *["up"] * 6)
        selector = "#labels-list" if pane == "5" else "#traces-list"
        before = on(user, selector)
        assert before[1] > 2
        await user.press("1")
        if way == "maximised":
            await user.press("M")
        else:
            await user.pilot.resize_terminal(*NARROW)
        await user.settle()
        # WHEN a profile comes, and then the pane is there again, before it is told of that
        await comes(user, path, tenants(2), pane, seen=True)
        if way == "maximised":
            await user.press("M")
        else:
            await user.pilot.resize_terminal(*WIDE)
        await user.settle()
        assert on(user, selector) == before


async def test_where_a_label_is_gone_the_cursor_stays_in_its_place(tmp_path: Path, seen: bool) -> None:
    path = written(tmp_path, labelled(("red", 50), ("green", 30), ("blue", 20)))
    async with browsing(path, size(seen=seen)) as user:
        await user.press("5", "down", "down")
        await comes(user, path, labelled(("red", 50), ("white", 40), ("blue", 20)), "5", seen=seen)
        assert on(user, "#labels-list")[0] == "white"


def calling(**callees: int) -> Profile:
    return profile_of(*((f"main;serve;{name}", count) for name, count in callees.items()))


async def test_a_neighbour_stays_under_the_cursor(tmp_path: Path, seen: bool) -> None:
    path = written(tmp_path, calling(hash=50, parse=30, write=20))
    async with browsing(path, size(seen=seen)) as user:
        await user.press("1", "down", "down", "3", "down", "down")
        assert user.selected == "serve"
        assert on(user, "#peek-list")[0] == "parse"
        await comes(user, path, calling(alloc=90, hash=50, write=40, parse=30), "3", seen=seen)
        assert on(user, "#peek-list")[0] == "parse"
        # AND where it is gone the cursor is on the function itself
        await comes(user, path, calling(alloc=90, hash=50), "3", seen=seen)
        await user.press("enter")
        assert user.selected == "serve"


async def test_a_frame_of_a_stack_stays_under_the_cursor(tmp_path: Path, seen: bool) -> None:
    path = written(tmp_path, calling(hash=50, parse=30, write=20))
    async with browsing(path, size(seen=seen)) as user:
        await user.press("6", "down", "down", "down", "down")
        assert user.selected == "serve"
        row, before = user.browser.query_one("#traces-list", Rows).cursor, "\n".join(stack(user))
        assert before == "parse\nserve\nmain"
        await comes(user, path, calling(alloc=90, hash=50, write=40, parse=30), "6", seen=seen)
        assert (user.selected, "\n".join(stack(user))) == ("serve", before)
        assert user.browser.query_one("#traces-list", Rows).cursor == row + 8
        # AND where the stack is gone, the heaviest with that function is shown
        await comes(user, path, calling(alloc=90, hash=50), "6", seen=seen)
        assert (user.selected, stack(user)[0]) == ("serve", "alloc")


def stack(user: User) -> list[str]:
    return [user.name_of(frame) for frame in user.browser.query_one("#traces").stack()]


async def test_a_line_stays_under_the_cursor_with_what_is_unfolded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    monkeypatch.chdir(write_sources(tmp_path / "checkout" / "src"))
    path = inlined_profile(tmp_path)
    async with browsing(path, size(seen=seen)) as user:
        await user.press("slash", *"mill", "enter", "escape", "4")
        await user.until_shown("#source-view", "sum += grind(i);")
        view = user.browser.query_one(CodeView)
        await user.press("right", "down")
        row = view.row_under_cursor()
        assert row is not None
        assert row.depth == 1
        unfolded, text, place = len(view.unfolded), row.text, view.cursor - view.top
        # WHEN functions have other numbers in the profile that comes
        profile = user.session.whole
        builder = ProfileBuilder([(of.type, of.unit) for of in profile.sample_types])
        builder.add([Frame("elsewhere")], [1] * len(profile.sample_types))
        await comes(user, path, merge([builder.build(), profile]), "4", seen=seen)
        # THEN the same is unfolded, and the cursor on the same line
        row = view.row_under_cursor()
        assert row is not None
        assert (row.depth, row.text, view.cursor - view.top, len(view.unfolded)) == (1, text, place, unfolded)


async def test_an_instruction_stays_under_the_cursor(plain_build: Lab, tmp_path: Path, seen: bool) -> None:
    path = tmp_path / "plain.pb.gz"
    path.write_bytes(Path(plain_build.profiles["plain"]).read_bytes())
    async with browsing(path, size(seen=seen)) as user:
        await user.press("2", "g", "8")
        await user.until_shown("#disasm-list", "call", "burn.go:7")
        await user.press("down", "down", "down")
        before = on(user, "#disasm-list")
        profile = user.session.whole
        await comes(user, path, replace(profile, values=profile.values * 2), "8", seen=seen)
        await user.until(lambda: all(worker.is_finished for worker in user.app.workers))
        await user.pilot.pause()
        assert user.browser.query_one("#disasm-list").session is user.session
        assert on(user, "#disasm-list") == before
