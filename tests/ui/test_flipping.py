"""Every profile that came can be gone back to and compared with; the view stays where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual import events

from tests.ui.driving import WIDE, User, browsing, profile_of, running, written
from tui.comparing import difference
from tui.fetch.target import parse_target
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Profile
from tui.session import Session
from tui.snapshots import Snapshots
from tui.ui.keynames import named
from tui.ui.loading import Order
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.widgets.sparkline import sparkline


def grown(hash_: int, encode_: int) -> Profile:
    return profile_of(("main;serve;hash", hash_), ("main;serve;encode", encode_), ("main;idle", 10))


@pytest.fixture
def three(tmp_path: Path) -> Callable[[User], object]:
    """Fetch a file of three different contents, one after the other."""
    path = tmp_path / "made.pb.gz"

    async def fetch(user: User) -> None:
        for count in (2, 3):
            written(tmp_path, grown(100 * count, 50))
            await user.press("R")
            await user.until(lambda count=count: user.browser.view.snapshot.number == count)

    written(tmp_path, grown(100, 50))
    fetch.path = path
    return fetch


async def opened(user: User, path: Path) -> None:
    """Open another file in the place of what is on the screen."""
    await user.press("o")
    await user.until_screen(OpenerScreen)
    user.screen.query_one("#target").value = str(path)
    await user.press("enter")
    await user.until(lambda: isinstance(user.screen, BrowserScreen) and user.session.title == path.name)


def cum(user: User) -> str:
    return user.shown("#detail").split("cum ")[1].split()[0]


async def test_the_pages_turn_and_the_view_stays(three) -> None:
    async with browsing(three.path, WIDE) as user:
        assert "#1" not in user.shown("#title"), "one profile alone is not numbered"
        await three(user)
        # GIVEN a zoom, a filter and a selection
        await user.press("g", "down", "down", "enter", "down")
        assert user.selected == "hash"
        await user.press("F")
        await user.until(lambda: user.state.chips)
        assert "#3 of 3" in user.shown("#title")
        assert cum(user) == "300ns"
        # WHEN an earlier one is turned to THEN all of that holds, with its own numbers
        for number, value in ((2, "200ns"), (1, "100ns")):
            await user.press("left_square_bracket")
            await user.until_shown("#title", f"#{number} of 3")
            await user.until_shown("#detail", "hash", value)
            assert user.name_of(user.session.tree.frame_of(user.state.viewport.node)) == "serve"
            assert [chip.name for chip in user.state.chips] == ["focus"]
        # AND there is an end on either side
        await user.press("left_square_bracket")
        await user.until_shown("#keys", "first profile")
        await user.press("right_square_bracket", "right_square_bracket")
        await user.until_shown("#title", "#3 of 3")
        await user.press("right_square_bracket")
        await user.until_shown("#keys", "last profile")
        assert f"{user.app.snapshots.latest.when:%H:%M:%S}" in user.shown("#title")


async def test_before_those_that_are_known_there_is_nothing_to_turn_to(three) -> None:
    async with browsing(three.path, WIDE) as user:
        user.app.snapshots = Snapshots(known=2)
        user.browser.keep(user.app.snapshots, user.browser.view.snapshot, user.app._orders)
        user.app.snapshots.add(user.browser.view.snapshot)
        await three(user)
        # WHEN all pages are turned that there are
        await user.press("left_square_bracket")
        await user.until_shown("#title", "#2 of 3")
        await user.press("left_square_bracket")
        # THEN it says where earlier ones are, and shows what it showed
        await user.until_shown("#keys", "only the saved files are left")
        assert "#2 of 3" in user.shown("#title")


async def test_a_narrow_screen_says_it_beside_the_selection(three) -> None:
    async with browsing(three.path) as user:
        await three(user)
        await user.press("down", "down", "down")
        await user.until_shown("#detail", "hash", "#3 of 3")
        assert all(len(line) <= 80 for line in user.shown("#detail").split("\n"))


async def test_the_course_of_the_selected_function_is_drawn(three) -> None:
    async with browsing(three.path) as user:
        await three(user)
        await user.press("down", "down", "down")
        assert user.selected == "hash"
        await user.until_shown("#detail", sparkline([100, 200, 300]))
        # The other one did not change.
        await user.press("right")
        await user.until_shown("#detail", "encode", sparkline([50, 50, 50]))
        # Filters hold for it, too.
        await user.press("x")
        await user.until(lambda: user.state.chips)
        await user.press("g", "down")
        await user.until_shown("#detail", "main", sparkline([110, 210, 310]))


async def test_what_is_gone_is_a_gap_in_the_course(three) -> None:
    async with browsing(three.path) as user:
        await three(user)
        # GIVEN one that had to make room, and whose file was written anew since
        user.app.snapshots._known[1].profile = None
        await user.press("down", "down", "down")
        await user.until_shown("#detail", f"{sparkline([100, None, 300])} 1 missing")


def test_a_sparkline_begins_at_zero() -> None:
    assert sparkline([0, 4, 8]) == "▁▅█"
    assert sparkline([7, 7]) == "██"
    assert sparkline([0, -5, 0]) == "▁▁▁"
    assert sparkline([]) == ""
    assert sparkline([8, None, 4]) == "█ ▅"
    assert sparkline([None, 0]) == " ▁"


async def test_two_keys_take_one_snapshot_and_another_and_show_the_difference(three) -> None:
    async with browsing(three.path, WIDE) as user:
        await user.press("D", "d")
        await user.until_shown("#title", "#2 minus 1 of 2")
        assert user.session.is_difference
        # AND back on the base, the same key goes to the latest
        await user.press("d", "left_square_bracket")
        await user.until_shown("#title", "#1 of 2", " base ")
        await user.press("d")
        await user.until_shown("#title", "#2 minus 1 of 2")


async def test_after_a_difference_the_colours_chosen_come_back(three) -> None:
    async with browsing(three.path, WIDE) as user:
        await three(user)
        await user.press("1", "K")
        assert user.state.colour == "function"
        await user.press("D", "[", "d")
        await user.until(lambda: user.state.colour == "change")
        await user.press("d")
        await user.until(lambda: not user.session.is_difference)
        assert user.state.colour == "function"


async def test_what_differs_from_the_base_is_what_pprof_makes_of_it(three) -> None:
    async with browsing(three.path, WIDE) as user:
        await user.press("d")
        assert "mark a base first" in user.shown("#keys")
        # GIVEN the first as base
        await user.press("D")
        assert " base " in user.shown("#title")
        await three(user)
        # WHEN the last is compared with it
        await user.press("g", "down", "down", "down", "d")
        await user.until_shown("#title", "#3 minus 1 of 3")
        # THEN it is the profile of -diff_base, under the same selection
        made = Session(difference(grown(300, 50), grown(100, 50)), title="")
        assert user.selected == "hash"
        assert user.session.top(0).total == made.top(0).total == 160
        assert user.session.top(0).cum[user.state.frame] == 200
        # WHEN the page is turned THEN that one is compared, and the base alone shows itself
        await user.press("left_square_bracket")
        await user.until_shown("#title", "#2 minus 1 of 3")
        assert user.session.top(0).cum[user.state.frame] == 100
        await user.press("left_square_bracket")
        await user.until_shown("#title", "#1 of 3", " base ")
        await user.press("right_square_bracket")
        await user.until_shown("#title", "#2 minus 1 of 3")
        # AND there is no command that says so
        before, copied = user.browser._snapshots.base.file, user.app.clipboard
        assert before == three.path
        await user.press("2", "Y", "c")
        # (the file was written anew since)
        await user.until_shown("#keys", "no command shows this: ")
        assert user.app.clipboard == copied
        # AND the same key goes back
        await user.press("d")
        await user.until_shown("#title", "#2 of 3")
        await user.until_shown("#detail", "cum 200ns")


async def test_profiles_of_two_sources_can_be_compared(tmp_path: Path) -> None:
    before = written(tmp_path, grown(10, 10), "before.pb.gz")
    after = written(tmp_path, grown(30, 10), "after.pb.gz")
    async with browsing(before, WIDE) as user:
        await user.press("D")
        await opened(user, after)
        await user.press("d")
        await user.until_shown("#title", "#2 minus 1 of 2")
        assert user.session.profile.values.sum() == 20
        await user.press("2", "Y", "c")
        await user.until(lambda: user.app.clipboard.endswith(f" -diff_base={before} {after}"))


@pytest.mark.parametrize("key", ["left_square_bracket", "right_square_bracket"])
async def test_what_is_gone_is_stepped_over(tmp_path: Path, key: str) -> None:
    files = [written(tmp_path, grown(10 * number, 10), f"{number}.pb.gz") for number in range(1, 4)]
    async with browsing(files[0], WIDE) as user:
        for file in files[1:]:
            await opened(user, file)
        first, second, _ = user.app.snapshots._known
        if key == "right_square_bracket":
            await user.press("left_square_bracket", "left_square_bracket")
            await user.until_shown("#title", "#1 of 3")
        # GIVEN one in the middle that had to make room, and whose file is gone
        second.profile = None
        files[1].unlink()
        # WHEN the page is turned THEN the next one is shown, and the one between is said to be gone
        await user.press(key)
        await user.until_shown("#title", "#1 of 3" if key.startswith("left") else "#3 of 3")
        await user.until_shown("#keys", f"profile 2: {files[1]}: it has changed since, or is gone")
        # WHEN there is none beyond THEN that is said, too, and all stays as it is
        first.profile = None
        files[0].unlink()
        await user.press("right_square_bracket")
        await user.until_shown("#title", "#3 of 3")
        await user.press("left_square_bracket")
        await user.until_shown("#keys", f"profile 2: {files[1]}: it has changed since, or is gone")
        assert "#3 of 3" in user.shown("#title")


@pytest.mark.parametrize("keys", [("left_square_bracket",), ("R",), ("d", "d")])
async def test_without_its_base_a_profile_is_shown_as_it_is(tmp_path: Path, keys: tuple[str, ...]) -> None:
    files = [written(tmp_path, grown(10 * number, 10), f"{number}.pb.gz") for number in range(1, 4)]
    async with browsing(files[0], WIDE) as user:
        # GIVEN profiles that are compared with a base, which had to make room and whose file is gone
        await user.press("D")
        for file in files[1:]:
            await opened(user, file)
        await user.press("d")
        await user.until_shown("#title", "#3 minus 1 of 3")
        user.app.snapshots._known[0].profile = None
        files[0].unlink()
        # WHEN another one is to be compared with it THEN that is shown, and why it is not compared
        written(tmp_path, grown(50, 10), "3.pb.gz")
        shown = "#2 of 3" if keys[0].startswith("left") else "#4 of 4" if keys[0] == "R" else "#3 of 3"
        for key in keys:
            await user.press(key)
            await user.settle()
        await user.until_shown("#title", shown)
        await user.until_shown("#keys", f"the base, profile 1: {files[0]}: it has changed since, or is gone")
        assert not user.session.is_difference
        # AND that is said once
        await user.press("R")
        await user.until(lambda: "#5 of 5" in user.shown("#title") or "#4 of 4" in user.shown("#title"))
        await user.settle()
        assert "the base" not in user.shown("#keys")


async def test_again_is_what_is_on_the_screen(tmp_path: Path) -> None:
    a, b = (written(tmp_path, grown(10, 10), name) for name in ("a.pb.gz", "b.pb.gz"))
    async with browsing(a, WIDE) as user:
        await opened(user, b)
        # WHEN the one before is turned to THEN that one is fetched again
        await user.press("left_square_bracket", "R")
        await user.until_shown("#title", "a.pb.gz", "#3 of 3")
        # AND watched, and what comes of it is shown
        await user.press("left_square_bracket", "left_square_bracket", "z")
        await user.until_screen(AskScreen)
        await user.press("1", "enter")
        await user.until_shown("#title", "a.pb.gz", "watching, every 1 s")
        written(tmp_path, grown(20, 20), "a.pb.gz")
        await user.until_shown("#title", "a.pb.gz", "#4 of 4")


def at_once(user: User, typed: str) -> None:
    """Type faster than anything is done about it."""
    for character in typed:
        user.app.post_message(events.Key("enter" if character == "\r" else named(character), character))


async def test_a_sample_type_named_on_the_way_is_that_of_the_profile_come_to(tmp_path: Path) -> None:
    def with_types(name: str, *types: str) -> Path:
        builder = ProfileBuilder([(kind, "count") for kind in types])
        builder.add([Frame("main")], [number + 1 for number in range(len(types))])
        return written(tmp_path, builder.build(), name)

    few, many = with_types("few.pb.gz", "b", "a"), with_types("many.pb.gz", "x", "a", "y", "b", "only")
    async with browsing(few, WIDE) as user:
        await opened(user, many)
        # WHEN the other profile is turned to, and a type named before it has come
        at_once(user, "[:sample_index=b\r")
        await user.until(lambda: user.session.title == "few.pb.gz")
        await user.until(lambda: user.session.sample_type(user.state).type == "b")
        # AND one that is not there is refused
        await user.press("]")
        await user.until(lambda: user.session.title == "many.pb.gz")
        at_once(user, "[:sample_index=only\r")
        await user.until_shown("#keys", "only")
        assert user.session.title == "few.pb.gz"


async def test_profiles_that_do_not_go_together_stay_apart(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main", 3), kind=("requests", "count")))
    async with browsing(path, WIDE) as user:
        await user.press("D")
        written(tmp_path, profile_of(("main", 5), kind=("errors", "count")))
        await user.press("R")
        await user.until_shown("#title", "#2 of 2")
        before = user.session
        await user.press("d")
        await user.until(lambda: user.shown("#keys") and "⏎ zoom" not in user.shown("#keys"))
        assert "\n" not in user.shown("#keys")
        assert user.session is before


async def test_a_comparison_that_fails_is_not_begun(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main", 3), kind=("requests", "count")))
    async with browsing(path, WIDE) as user:
        # GIVEN a base, and a profile of another kind that cannot be compared with it
        await user.press("D")
        written(tmp_path, profile_of(("main", 5), kind=("errors", "count")))
        await user.press("R")
        await user.until_shown("#title", "#2 of 2")
        await user.press("d")
        await user.until(lambda: user.browser._wrong)
        # WHEN more come THEN they are shown as they are, asked for or not, and turned to
        written(tmp_path, profile_of(("main", 7), kind=("errors", "count")))
        await user.press("R")
        await user.until_shown("#title", "#3 of 3")
        await user.press("left_square_bracket", "left_square_bracket")
        await user.until_shown("#title", "#1 of 3", " base ")
        # AND from the base, too, one that fails to compare can still be turned to
        await user.press("d")
        await user.until(lambda: user.browser._wrong)
        await user.press("right_square_bracket")
        await user.until_shown("#title", "#2 of 3")


async def test_a_page_that_cannot_be_turned_keeps_what_is_watched_on_the_screen(tmp_path: Path) -> None:
    heap = written(tmp_path, profile_of(("main", 3), kind=("inuse_space", "bytes")), "heap.pb.gz")
    cpu = written(tmp_path, profile_of(("main", 5)), "cpu.pb.gz")
    async with browsing(heap, WIDE) as user:
        # GIVEN a profile that cannot be compared with the base, between two that can
        await user.press("D")
        await opened(user, cpu)
        written(tmp_path, profile_of(("main", 7), kind=("inuse_space", "bytes")), "heap.pb.gz")
        await opened(user, heap)
        await user.press("d")
        await user.until_shown("#title", "#3 minus 1 of 3")
        user.browser.watch_every(1)
        # WHEN it is turned to in vain, and another one comes
        await user.press("left_square_bracket")
        await user.until(lambda: user.browser._wrong)
        written(tmp_path, profile_of(("main", 9), kind=("inuse_space", "bytes")), "heap.pb.gz")
        # THEN that one is shown
        await user.until_shown("#title", "#4 minus 1 of 4")


async def test_a_refetch_to_compare_with_that_fails_leaves_the_next_one_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, grown(100, 50))
    async with browsing(path, WIDE) as user:
        await user.press("D")
        path.unlink()
        await user.press("d")
        await user.until_shown("#keys", "no such file")
        written(tmp_path, grown(200, 50))
        await user.press("R")
        await user.until_shown("#title", "#2 of 2")
        assert not user.session.is_difference


async def test_what_is_shown_is_known_where_one_of_the_same_content_could_not_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Session) -> None:
        raise MemoryError

    async with browsing(written(tmp_path, grown(100, 50)), WIDE) as user:
        with monkeypatch.context() as patch:
            patch.setattr(Session, "make_searchable", fails)
            await user.press("R")
            await user.until_shown("#keys", "not enough memory")
        await user.until_shown("#title", "#1 of 2")
        await user.press("right_square_bracket")
        await user.until_shown("#title", "#2 of 2")


async def test_who_follows_the_latest_goes_on_after_one_that_could_not_be_shown(tmp_path: Path) -> None:
    path = written(tmp_path, grown(100, 50))
    async with browsing(path, WIDE) as user:
        order = replace(Order(parse_target(str(path))), refresh=True, quiet=True)

        async def comes(profile: Profile, number: int) -> None:
            written(tmp_path, profile)
            user.app.load(order)
            await user.until(lambda: user.app.snapshots.count == number and user.app._progress is None)
            await user.pilot.pause()

        # GIVEN comparisons, and one that comes by itself which cannot be compared
        await user.press("D", "d")
        await user.until_shown("#title", "#2 minus 1 of 2")
        await comes(profile_of(("main", 5), kind=("errors", "count")), 3)
        await user.until_shown("#title", "#2 minus 1 of 3")
        # WHEN the next one can THEN it is shown
        await comes(grown(300, 50), 4)
        await user.until_shown("#title", "#4 minus 1 of 4")


async def test_in_use_columns_of_a_delta_are_marked(go_server: str) -> None:
    async with running(Order(parse_target(f"{go_server}/debug/pprof/heap?seconds=1")), WIDE) as user:
        await user.until_screen(BrowserScreen)
        await user.until_shown("#keys", "inuse_objects, inuse_space: not to be relied upon")
        while user.session.sample_type(user.state).type != "inuse_space":
            await user.press("t")
        await user.until_shown("#title", "not reliable")
        while user.session.sample_type(user.state).type != "alloc_space":
            await user.press("t")
        assert "not reliable" not in user.shown("#title")
