"""The source pane: its lines are links to what they call, and what was inlined into them unfolds below."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.ui.driving import NARROW, WIDE, User, browsing, written
from tests.ui.inlining import SOURCES, inlined_profile, write_sources
from tui.pprof.build import Frame, ProfileBuilder
from tui.symbols import sourcefiles
from tui.symbols.places import Search
from tui.ui.panes import source as source_pane
from tui.ui.screens.calls import CallsScreen
from tui.ui.widgets import code_rows
from tui.ui.widgets.code_rows import CodeRow
from tui.ui.widgets.code_view import CodeView

WITH_SOURCE = Path(__file__).parent / "goload" / "cpu_15s.pb.gz"


def view(user: User) -> CodeView:
    return user.browser.query_one(CodeView)


def cursor_row(user: User) -> CodeRow:
    row = view(user).row_under_cursor()
    assert row is not None
    return row


def shown_rows(user: User) -> list[str]:
    """Return what is shown, without the numbers' alignment."""
    return [" ".join(line.split()) for line in user.shown("#source-view").splitlines()]


async def show(user: User, function: str, *texts: str) -> None:
    """Show the source of a function, and wait for what has to be there."""
    await user.press("slash", *function, "enter", "escape", "4")
    await user.until_shown("#source-view", *texts)
    assert user.selected == function


@pytest.fixture
def mill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The profile with inlined calls, its sources found from the folder that is worked in."""
    monkeypatch.chdir(write_sources(tmp_path / "checkout" / "src"))
    return inlined_profile(tmp_path)


async def test_enter_on_a_line_goes_to_what_it_calls_most() -> None:
    async with browsing(WITH_SOURCE, WIDE) as user:
        # GIVEN the function whose hottest line calls another
        await user.press("slash")
        await user.type("serveOrders")
        await user.press("enter", "escape", "4")
        assert user.selected == "main.serveOrders"
        line = user.browser.query_one("#source-view").line_under_cursor()
        calls = user.session.line_calls(user.state.index, user.state.frame)
        ((_, wanted),) = [(place, made[0].frame) for place, made in calls.items() if place[1] == line]
        # WHEN Enter is pressed there THEN that other one is selected, and its source shown
        await user.press("enter")
        assert user.state.frame == wanted
        assert user.browser.active == "source"
        await user.settle()
        # AND a line that calls nothing leads nowhere
        await user.press("g")
        before = user.selected
        await user.press("enter")
        assert user.selected == before


async def test_it_opens_at_the_line_that_costs_most(mill: Path) -> None:
    async with browsing(mill) as user:
        await show(user, "mill", "sum += grind(i);")
        # Line 7 is called through by recursion, and a sample counts once for it: 5 + 10 + 2 of 100.
        assert "6▸ 2ms 82ms ████▉ sum += grind(i);" in shown_rows(user)
        assert "7▸ . 17ms █ sum += slow(i) + grind(1);" in shown_rows(user)
        assert cursor_row(user).line == 6
        assert user.session.listing(user.state).cum == 100


async def test_what_was_inlined_unfolds_below_its_line_and_folds_again(mill: Path) -> None:
    async with browsing(mill) as user:
        await show(user, "mill", "sum += grind(i);")
        folded = shown_rows(user)
        # WHEN the hottest line is unfolded THEN what was inlined there stands below, without its indent
        await user.press("right")
        await user.until_shown("#source-view", "i ^= i << 13;")
        rows = shown_rows(user)
        at = rows.index("6▾ 2ms 82ms ████▉ sum += grind(i);")
        assert rows[at + 1 : at + 3] == [
            "30ms 30ms █▊ grind.h:3 i ^= i << 13;",
            "▸ . 50ms ███ grind.h:4 return step(i) + step(1);",
        ]
        assert rows[at + 3].startswith("7▸")
        # AND below that what was inlined in turn
        await user.press("down", "down", "l")
        await user.until_shown("#source-view", "step.h:2 return i * 7 % 1013;")
        assert "▾ . 50ms ███ grind.h:4 return step(i) + step(1);" in shown_rows(user)
        await user.press("down")
        assert "inlined step" in user.shown("#source .head")
        # WHEN it is folded from the innermost line on THEN level by level goes, the cursor on the line above
        await user.press("left")
        assert "step.h:2" not in user.shown("#source-view")
        assert cursor_row(user).place == (b"/build/src/grind.h", 4)
        await user.press("h")
        assert shown_rows(user) == folded
        assert cursor_row(user).line == 6


async def test_a_chain_of_inlined_calls_unfolds_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        await user.press("2", "g", "4")
        # GIVEN a line into which one line was inlined, and one into that
        session, index = user.session, user.state.index
        wanted, key = next(
            (frame, ((*place, -1),))
            for frame in session.rows(user.state).tolist()
            for place, lines in session.inlined(index, frame).items()
            if len(lines) == 1 and lines[0].inner
        )
        user.browser.select(wanted)
        await user.settle()
        await user.until(lambda: "reading" not in user.shown("#source-view"))
        rows = [view(user).code_at(row) for row in range(view(user).row_count())]
        view(user).place_cursor(next(n for n, row in enumerate(rows) if row is not None and row.key == key))
        # WHEN it is unfolded THEN both are shown
        await user.press("right")
        below = [view(user).code_at(view(user).cursor + by) for by in (1, 2)]
        assert [row.depth for row in below if row is not None] == [1, 2]


async def test_enter_on_an_inlined_line_goes_to_its_function(mill: Path) -> None:
    async with browsing(mill) as user:
        await show(user, "mill", "sum += grind(i);")
        await user.press("right", "down", "enter")
        assert user.selected == "grind"
        # AND what was unfolded is no matter of other functions
        assert view(user).unfolded == set()


async def test_without_inlined_calls_nothing_unfolds(mill: Path) -> None:
    async with browsing(mill) as user:
        await show(user, "mill", "sum += grind(i);")
        await user.press("colon", *"noinlines", "enter")
        await user.until(lambda: user.state.chips)
        await user.settle()
        await user.until_shown("#source-view", "sum += grind(i);")
        assert "▸" not in user.shown("#source-view")
        assert "6 82ms 82ms ████▉ sum += grind(i);" in shown_rows(user)
        await user.press("right")
        assert "nothing that costs was inlined here" in user.shown("#keys")


async def test_hot_lines_are_walked_by_place_and_by_weight(mill: Path) -> None:
    async with browsing(mill) as user:
        await show(user, "mill", "sum += grind(i);")
        # GIVEN lines 5, 6 and 7 that cost 3, 82 and 17 of 100: the first is not hot
        await user.press("g", "right_curly_bracket")
        assert cursor_row(user).line == 6
        await user.press("right_curly_bracket")
        assert cursor_row(user).line == 7
        await user.press("right_curly_bracket")
        assert cursor_row(user).line == 7
        assert "the last line that costs much" in user.shown("#keys")
        await user.press("left_curly_bracket")
        assert cursor_row(user).line == 6
        # AND by weight, all around; lines unfolded are lines too
        await user.press("right")
        places = []
        for _ in range(4):
            await user.press("exclamation_mark")
            places.append((cursor_row(user).depth, cursor_row(user).line))
        assert places == [(1, 4), (1, 3), (0, 7), (0, 6)]


async def test_a_long_function_is_walked_without_making_all_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a function of 60,000 lines, two of which cost something, in a file made by a program
    builder = ProfileBuilder([("cpu", "milliseconds")])
    path = f"/build/{'deep/' * 20}made.c"
    for line, callee in ((100, "near"), (59_900, "far")):
        builder.add([Frame(callee, "/build/x.c", 1), Frame("made", path, line, 1)], [5])
    (tmp_path / "made.c").write_text("".join(f"  line({line});\n" for line in range(1, 60_001)))
    monkeypatch.chdir(tmp_path)
    made: list[int] = []
    original = code_rows._plain_row
    monkeypatch.setattr(code_rows, "_plain_row", lambda section, line: made.append(line) or original(section, line))
    async with browsing(written(tmp_path, builder.build())) as user:
        await show(user, "made", "line(100);")
        for key, line, callee in (("right_curly_bracket", 59_900, "far"), ("left_curly_bracket", 100, "near")):
            await user.press(key)
            # THEN the line is in the middle, with what is around it
            assert cursor_row(user).line == line
            assert view(user).cursor - view(user).top == view(user).page_rows // 2
            await user.until_shown("#source-view", f"line({line - 5});", f"line({line + 5});")
            # AND a path that is too long for the head leaves room for what is called
            assert user.shown("#source .head").rstrip().endswith(f"calls {callee} 5ms")
        # A few screens full were made, not all lines.
        assert len(set(made)) < 500


async def test_a_line_says_what_it_calls_and_one_of_several_is_chosen(mill: Path) -> None:
    async with browsing(mill, WIDE) as user:
        await show(user, "mill", "sum += grind(i);")
        assert "calls grind 80ms" in user.shown("#source .head")
        await user.press("down")
        assert "calls slow 10ms, 1 more" in user.shown("#source .head")
        # WHEN the second is chosen
        await user.press("greater_than_sign")
        await user.until_screen(CallsScreen)
        assert "5ms inlined" in user.shown("#costs-list")
        await user.press("down", "enter")
        # THEN it is gone to
        assert user.selected == "grind"
        # AND a line that calls nothing offers nothing
        await user.press("g", "greater_than_sign")
        assert "this line calls nothing that costs" in user.shown("#keys")


async def test_without_the_file_lines_say_what_they_call(tmp_path: Path) -> None:
    async with browsing(inlined_profile(tmp_path), WIDE) as user:
        await show(user, "mill", "no source: no such file here", "tried /build/src/mill.c")
        assert "7▸ . 17ms █ calls slow 10ms, grind 5ms" in shown_rows(user)
        await user.press("right")
        assert "30ms 30ms █▊ grind.h:3 grind" in shown_rows(user)


async def test_a_function_of_several_files_shows_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a template that was compiled from two files, the second hotter
    builder = ProfileBuilder([("cpu", "milliseconds")])
    for file, line, value in (("a.h", 2, 10), ("b.h", 3, 30)):
        builder.add([Frame("sort", f"/build/src/{file}", line, 1), Frame("main", "/build/main.c", 9, 1)], [value])
    (tmp_path / "src").mkdir()
    for name in ("a.h", "b.h"):
        (tmp_path / "src" / name).write_text("".join(f"{name} line {line}\n" for line in range(1, 6)))
    monkeypatch.chdir(tmp_path / "src")
    async with browsing(written(tmp_path, builder.build())) as user:
        await show(user, "sort", "a.h line 2", "b.h line 3")
        rows = shown_rows(user)
        assert "file 1 of 2 · flat 30ms · /build/src/b.h" in rows
        assert "file 2 of 2 · flat 10ms · /build/src/a.h" in rows
        assert cursor_row(user).place == (b"/build/src/b.h", 3)
        # WHEN the next hot line is gone to THEN that is in the other file
        await user.press("right_curly_bracket")
        assert cursor_row(user).place == (b"/build/src/a.h", 2)
        assert "/build/src/a.h" in user.shown("#source .head")


@pytest.mark.parametrize(
    ("changed", "lines", "says"),
    [
        (-10, 10, None),
        (+10, 10, "the file was changed after the profile was taken: lines may be off"),
        (-10, 5, "the profile names line 7, the file ends at 5: it is another version"),
    ],
)
async def test_doubts_stand_out(
    changed: int, lines: int, says: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = ProfileBuilder([("cpu", "milliseconds")], time_nanos=10**18, duration_nanos=10**9)
    builder.add([Frame("work", "/build/x.c", 7, 1)], [5])
    builder.add([Frame("work", "/build/x.c", 2, 1)], [5])
    (tmp_path / "x.c").write_text("".join(f"line {line}\n" for line in range(1, lines + 1)))
    os.utime(tmp_path / "x.c", (10**9 + changed,) * 2)
    monkeypatch.chdir(tmp_path)
    async with browsing(written(tmp_path, builder.build())) as user:
        await show(user, "work", "line 2")
        warned = [row.text for row in view(user)._rows if not isinstance(row, CodeRow) and row.warns]
        assert [text.strip() for text in warned] == ([says] if says else [])
        # The cost of a line that is not there is not lost.
        assert "5ms" in next(row for row in shown_rows(user) if row.startswith("7 "))


async def test_a_disk_that_does_not_answer_keeps_nobody_waiting(mill: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, asked = threading.Event(), threading.Event()

    def find(recorded: bytes, search: Search) -> sourcefiles.SourceFile | sourcefiles.Missing:
        if recorded.endswith(b"mill.c"):
            asked.set()
            assert answer.wait(60)
        return sourcefiles.find_source(recorded, search)

    monkeypatch.setattr(source_pane, "find_source", find)
    async with browsing(mill, NARROW) as user:
        # WHEN a file is not read yet THEN the costs are there, and keys act on them
        await show(user, "mill", "reading /build/src/mill.c", "82ms")
        assert asked.is_set()
        assert cursor_row(user).line == 6
        await user.press("down")
        # AND another function's source comes at once
        await user.press("enter")
        await user.until_shown("#source-view", "return i / 3;")
        assert user.selected == "slow"
        user.browser.select(next(f for f in range(len(user.session.table)) if user.name_of(f) == "mill"))
        await user.until_shown("#source-view", "reading /build/src/mill.c")
        await user.press("down")
        # WHEN the disk answers THEN the text is there, the cursor where it was
        answer.set()
        await user.until_shown("#source-view", "sum += slow(i) + grind(1);")
        assert cursor_row(user).line == 7
        assert "reading" not in user.shown("#source-view")


def test_the_sources_here_are_what_the_profile_names() -> None:
    assert SOURCES["mill.c"].splitlines()[5].strip() == "sum += grind(i);"
    assert SOURCES["grind.h"].splitlines()[3].strip() == "return step(i) + step(1);"
