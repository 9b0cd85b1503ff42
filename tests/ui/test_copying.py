"""What is copied goes to the clipboard of the terminal and to a file of the user's alone."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Event

import pytest

from tests.ui.driving import User, browsing, profile_of, written
from tui.kept import write_whole
from tui.ui import clipboard
from tui.ui.clipboard import told
from tui.ui.screens.copying import CopyScreen

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def copies(user: User, key: str) -> str:
    await user.press("Y")
    await user.until_screen(CopyScreen)
    await user.press(key)
    await user.until(lambda: user.screen is user.browser)
    return user.app.clipboard


async def test_a_stack_is_copied_leaf_first_with_what_it_costs(home: Path) -> None:
    async with browsing(PROFILE) as user:
        await user.press(*["down"] * 5)
        lines = (await copies(user, "enter")).split("\n")
        assert lines == [
            f"cpu: 2.98s 85.39%, {PROFILE}".replace("2.98s 85.39%", lines[0][5:].partition(",")[0]),
            "  main.squeeze",
            "  main.handle",
            "  main.worker",
            "  main.main.func1",
            "  runtime/pprof.Do",
        ]
        # AND the number is that of the path, as the detail lines tell it
        assert lines[0][5:].partition(",")[0] in " ".join(user.shown("#detail").split())
        # AND the same is in a file that nobody else can read, whose path the notice says
        await user.until_shown("#keys", "~/.cache/pprof-tui/copied.txt")
        file = home / ".cache" / "pprof-tui" / "copied.txt"
        assert file.read_text() == user.app.clipboard + "\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_every_shape_of_flame_graph_gives_the_leaf_first() -> None:
    async with browsing(PROFILE) as user:
        await user.press(*["down"] * 4)
        for shape in ("flame", "bottom-up", "sandwich"):
            await user.press("v")
            await user.until(lambda: user.state.shape == shape)  # noqa: B023
            names = [line.strip() for line in (await copies(user, "s")).split("\n")[1:]]
            if shape == "bottom-up":
                # The tree turned round goes from the selected function's own leaf outwards.
                assert names[-1] == user.selected
            else:
                assert names[0] == user.selected == "main.handle"


async def test_the_stack_under_the_cursor_of_the_traces_is_copied_whole() -> None:
    async with browsing(PROFILE) as user:
        await user.press("6")
        await user.until_shown("#traces-list", "runtime/pprof.Do")
        await user.press("g", "down")
        names = [line.strip() for line in (await copies(user, "enter")).split("\n")[1:]]
        trace = user.session.traces(user.state.index)[0]
        depth = int(user.session.trace_lines(user.state.index)[1])
        frames = [user.session.trace_frame(trace, number) for number in range(len(names))]
        assert names == [user.name_of(frame) for frame in frames]
        assert depth - len(names) in (1, 2), "all but the lines of numbers and labels"


async def test_a_row_is_copied_uncut() -> None:
    async with browsing(PROFILE) as user:
        await user.press("2", "s", "g", "down")
        row = await copies(user, "r")
        assert row.split() == [*row.split()[:5], user.selected]
        assert row.split()[3:5] == ["2.98s", "85.39%"]


async def test_what_is_copied_has_no_control_characters(tmp_path: Path) -> None:
    path = written(tmp_path, profile_of(("main;evil\x1b]52\x07\nrm -rf", 10)))
    async with browsing(path) as user:
        await user.press("down", "down")
        stack = await copies(user, "s")
        assert stack.split("\n")[1:] == ["  evil\\x1b]52\\x07\\nrm -rf", "  main"]
        await user.press("y")
        assert user.app.clipboard == "evil\\x1b]52\\x07\\nrm -rf"
        await copies(user, "c")
        await user.until(lambda: user.app.clipboard.startswith("go tool pprof"))
        assert user.app.clipboard.isprintable()


async def test_the_root_has_no_stack_and_that_is_said() -> None:
    async with browsing(PROFILE) as user:
        await copies(user, "s")
        assert "select a function to copy its stack" in user.shown("#keys")
        assert user.app.clipboard == ""


async def test_where_nothing_can_be_written_the_terminal_still_gets_it(home: Path) -> None:
    (home / ".cache").write_text("a file, no folder")
    async with browsing(PROFILE) as user:
        await user.press("down", "y")
        assert user.app.clipboard == "runtime/pprof.Do"
        assert user.shown("#keys").strip() == "copied the name"


async def test_the_question_fits_whatever_size_the_screen_becomes() -> None:
    async with browsing(PROFILE) as user:
        await user.press("Y")
        await user.until_screen(CopyScreen)
        for width, last in ((40, "n name"), (30, "leaf first"), (80, "Esc leave")):
            await user.pilot.resize_terminal(width, 24)
            await user.until(lambda: user.shown("#copy").rstrip().endswith(last))  # noqa: B023
        await user.press("escape")


async def test_a_disk_that_does_not_answer_keeps_nobody_waiting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, asked = Event(), Event()

    def waits(path: Path, text: str) -> None:
        asked.set()
        answers.wait(10)
        write_whole(path, text)

    monkeypatch.setattr(clipboard, "write_whole", waits)
    async with browsing(PROFILE) as user:
        # WHEN a name is copied, and while its file is on its way, another one
        await user.press("down", "y")
        await user.until(asked.is_set)
        assert user.shown("#keys").strip() == "copied the name"
        await user.press("down", "y")
        second = user.app.clipboard
        assert second == "main.main.func1"
        # THEN that is what the file holds at last
        answers.set()
        await user.until_shown("#keys", "copied the name, also in ~/.cache/pprof-tui/copied.txt")
        assert (home / ".cache" / "pprof-tui" / "copied.txt").read_text() == second + "\n"


async def test_where_it_is_kept_is_not_said_once_something_else_was(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, written = Event(), Event()

    def waits(path: Path, text: str) -> None:
        answers.wait(10)
        write_whole(path, text)
        written.set()

    monkeypatch.setattr(clipboard, "write_whole", waits)
    async with browsing(PROFILE) as user:
        await user.press("down", "y", "u")
        assert user.shown("#keys").strip() == "nothing to undo"
        answers.set()
        await user.until(written.is_set)
        await user.until(lambda: not any(worker.is_running for worker in user.app.workers))
        assert user.shown("#keys").strip() == "nothing to undo"


async def test_in_the_labels_the_label_under_the_cursor_is_copied() -> None:
    async with browsing(PROFILE) as user:
        await user.press("5")
        await user.until_shown("#labels-list", "/orders")
        await user.press("g", "down", "y")
        assert user.app.clipboard.startswith("/")
        assert "copied the label" in user.shown("#keys")
        await user.press("Y")
        await user.until_screen(CopyScreen)
        await user.press("s")
        await user.until(lambda: user.screen is user.browser)
        assert "a label has no stack" in user.shown("#keys")


async def test_in_the_traces_the_function_under_the_cursor_is_meant() -> None:
    async with browsing(PROFILE) as user:
        # GIVEN the pane just gone to, with nothing selected
        await user.press("6")
        await user.until_shown("#traces-list", "runtime/pprof.Do")
        await user.press("y")
        assert user.app.clipboard == "crypto/internal/fips140/sha256.blockSHANI"
        await user.press("asterisk")
        matches = user.session.matches(user.state)
        assert matches is not None
        assert matches.count == 1
        await user.press("F")
        await user.until(lambda: user.state.chips)
        assert "sha256" in str(user.state.chips[0].value)


async def test_the_traces_follow_what_is_selected_elsewhere() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down", "down", "6")
        await user.until_shown("#traces-list", "main.worker")
        assert user.selected == "main.worker"
        await user.press("down", "up")
        assert user.selected == "main.worker"


async def test_cutting_nothing_leaves_what_was_copied_before() -> None:
    async with browsing(PROFILE) as user:
        await user.press("down")
        before = await copies(user, "n")
        assert before
        await user.press("slash", "ctrl+x")
        assert user.app.clipboard == before


@pytest.mark.parametrize(
    ("environment", "ways"),
    [
        ({"TERM": "xterm-256color"}, ["plain"]),
        ({}, ["plain"]),
        ({"TERM": "screen", "TMUX": "/tmp/tmux-0/default,1,0"}, ["plain", "tmux"]),
        ({"TERM": "tmux-256color"}, ["plain", "tmux"]),
        ({"TERM": "screen.xterm-256color", "STY": "1.pts-0"}, ["screen", "plain"]),
        ({"TERM": "screen-256color"}, ["screen", "plain"]),
        ({"TERM": "screen", "STY": "1.pts-0", "TMUX": "/tmp/tmux-0/default,1,0"}, ["screen", "plain"]),
    ],
)
def test_the_terminal_is_told_in_the_way_of_what_stands_in_between(
    environment: dict[str, str], ways: list[str]
) -> None:
    plain = "\x1b]52;c;bWFpbg==\x07"
    written = {"plain": plain, "tmux": f"\x1bPtmux;\x1b{plain}\x1b\\", "screen": f"\x1bP{plain}\x1b\\"}
    assert told("main", environment) == "".join(written[way] for way in ways)
