"""Reports of what is shown, written to files from behind `:`."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from tests.ui.driving import DATA, User, browsing, frame_called, profile_of, written
from tui.analysis.filtered import filtered
from tui.options import Options
from tui.pprof.build import ProfileBuilder
from tui.pprof.decode import decode
from tui.report.prepared import prepare
from tui.report.reports import REPORTS

PROFILE = "go127_cpu_5s_busy.pb.gz"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are named as they are typed most: without a folder."""
    monkeypatch.chdir(tmp_path)


async def say(user: User, line: str) -> None:
    await user.press("colon")
    await user.type(line)
    await user.press("enter")


def report(name: str, options: Options, pattern: str = "") -> bytes:
    made = REPORTS[name](prepare(decode((DATA / PROFILE).read_bytes()), options, name, pattern))
    return made if isinstance(made, bytes) else b"".join(line.encode() + b"\n" for line in made)


@pytest.mark.parametrize(
    ("line", "name", "options", "pattern"),
    [
        ("top > {}", "top", Options(), ""),
        ("top5 -cum json >{}", "top", Options(nodecount=5, sort="cum", focus="json"), ""),
        ("tree -runtime > {}", "tree", Options(ignore="runtime"), ""),
        ("folded > {}", "folded", Options(), ""),
        ("peek Marshal$ > {}", "peek", Options(), "Marshal$"),
        ("traces > {}", "traces", Options(), ""),
        ("dot > {}", "dot", Options(), ""),
        ("json > {}", "json", Options(), ""),
    ],
)
async def test_a_report_is_what_the_command_prints(
    tmp_path: Path, line: str, name: str, options: Options, pattern: str
) -> None:
    file = tmp_path / "two words.txt"
    async with browsing(PROFILE) as user:
        state = user.state
        await say(user, line.format(file.name))
        await user.until_shown("#keys", f"{name} written to")
        assert file.read_bytes() == report(name, options, pattern)
        assert user.state == state, "the view stays as it is"


async def test_a_report_heeds_the_chips_and_the_sample_type(tmp_path: Path) -> None:
    file = tmp_path / "top.txt"
    async with browsing(PROFILE) as user:
        await user.press("t")
        await say(user, "focus=sha256")
        await user.until(lambda: user.state.chips)
        await say(user, f"top > {file.name}")
        await user.until_shown("#keys", "written to")
        assert file.read_bytes() == report("top", Options(focus="sha256", sample_index="samples"))


async def test_the_profile_itself_is_written_as_the_filters_leave_it(tmp_path: Path) -> None:
    file = tmp_path / "left.pb.gz"
    async with browsing(PROFILE) as user:
        await say(user, "focus=json")
        await user.until(lambda: user.state.chips)
        await say(user, f"proto > {file.name}")
        await user.until_shown("#keys", "proto written to")
        left = filtered(user.session.whole, Options(focus="json")).profile
    kept = decode(file.read_bytes())
    assert kept.values.sum() == left.values.sum()
    assert 0 < kept.n_samples < 281


async def test_no_file_is_overwritten_and_trouble_is_told(tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    file.write_text("kept")
    async with browsing(PROFILE) as user:
        await say(user, f"top > {file.name}")
        await user.until_shown("#keys", "kept.txt: is there already: choose another name")
        assert file.read_text() == "kept"
        await say(user, "top > no/folder.txt")
        await user.until_shown("#keys", "No such file or directory")
        for line, said in (("tree", "Say tree > FILE"), ("top >", "> needs a file"), ("flame > x", "no text")):
            await say(user, line)
            assert said in user.everything()
            await user.press("escape")


@pytest.mark.rule("R23")
async def test_a_disk_that_is_full_leaves_no_half_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with browsing(PROFILE) as user:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            await say(user, "folded > report.txt")
            await user.until_shown("#keys", "report.txt: No space left on device")
        # THEN the same line will do once there is room, and the report is nobody else's
        await say(user, "folded > report.txt")
        await user.until_shown("#keys", "folded written to")
        left = tmp_path / "report.txt"
        assert left.read_bytes() == report("folded", Options())
        assert stat.S_IMODE(left.stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    ("pane", "line"),
    [("1", "folded > "), ("2", "top > "), ("3", "peek ^main\\.worker$ > "), ("5", "tags > "), ("6", "traces > ")],
)
async def test_the_key_begins_the_line_for_the_pane(pane: str, line: str) -> None:
    async with browsing(PROFILE) as user:
        await user.press("down", "down", "down", pane)
        await user.settle()
        await user.press("w")
        assert user.screen.query_one("#options Input").value == line


async def test_a_table_sorted_by_cum_is_written_as_it_is_sorted(tmp_path: Path) -> None:
    async with browsing(PROFILE) as user:
        await user.press("2", "s", "w")
        assert user.screen.query_one("#options Input").value == "top -cum > "
        await user.type("top.txt")
        await user.press("enter")
        await user.until_shown("#keys", "top written to")
        assert (tmp_path / "top.txt").read_bytes() == report("top", Options(sort="cum"))


async def test_what_is_filtered_by_a_frame_of_a_label_is_written(tmp_path: Path) -> None:
    made = ProfileBuilder([("cpu", "nanoseconds")])
    for user, value in (("alice", 10), ("bob", 20)):
        made.add([frame_called("pay"), frame_called("main")], [value], {"user": user})
    async with browsing(written(tmp_path, made.build())) as user:
        await say(user, "tagroot=user")
        await user.until(lambda: user.state.chips)
        await say(user, "peek user=alice")
        await user.until(lambda: user.selected == "user=alice")
        await user.press("F")
        await user.until(lambda: len(user.state.chips) == 2)
        await user.press("w")
        await user.type("peek.txt")
        await user.press("enter")
        await user.until_shown("#keys", "peek written to peek.txt")
        assert "alice" in (tmp_path / "peek.txt").read_text()
        await say(user, "top > top.txt")
        await user.until_shown("#keys", "top written to top.txt")
        assert "10ns of 30ns total" in (tmp_path / "top.txt").read_text().replace(", 33.33%", "")
        # AND what pprof has no words for is said to be left out
        await say(user, "ignore=user=b.b")
        await user.until(lambda: len(user.state.chips) == 3)
        await say(user, "top > more.txt")
        await user.until_shown("#keys", "without ignore=user=b.b, which pprof cannot say")


async def test_a_frame_of_a_label_with_a_blank_is_written(tmp_path: Path) -> None:
    made = ProfileBuilder([("cpu", "nanoseconds")])
    made.add([frame_called("main")], [10], {"endpoint": "GET /api"})
    async with browsing(written(tmp_path, made.build())) as user:
        await say(user, "tagroot=endpoint")
        await user.until(lambda: user.state.chips)
        await user.press("1", "down", "3", "w")
        assert user.selected == "endpoint=GET /api"
        assert user.screen.query_one("#options Input").value == r"peek ^endpoint=GET\x20/api$ > "
        await user.type("peek.txt")
        await user.press("enter")
        await user.until_shown("#keys", "peek written to peek.txt")
        assert "GET /api" in (tmp_path / "peek.txt").read_text()


@pytest.mark.parametrize("name", ["operator new(unsigned long)", "operator==(A, B)", "a > b", "> b"])
async def test_a_name_with_blanks_and_signs_stays_one_word_of_the_line(tmp_path: Path, name: str) -> None:
    profile = profile_of((f"main;{name};leaf", 3), ("main;other", 2))
    async with browsing(written(tmp_path, profile)) as user:
        await user.press("down", "down", "3")
        assert user.selected == name
        await user.press("w")
        await user.type("report.txt")
        await user.press("enter")
        await user.until_shown("#keys", "peek written to report.txt")
        text = (tmp_path / "report.txt").read_text()
        assert [line.split("| ")[1].strip() for line in text.split("\n") if "| " in line][-3:] == ["main", name, "leaf"]
