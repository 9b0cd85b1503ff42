"""What sources are called, and what tells them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.driving import WIDE, browsing, written
from tests.ui.test_flipping import grown
from tests.ui.test_flipping import opened as open_file
from tui.fetch.target import parse_target
from tui.ui.naming import identity, title
from tui.ui.widgets.sparkline import sparkline


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("host:6060/debug/pprof/heap", "host:6060 heap"),
        ("host:6060/a/debug/pprof/heap", "host:6060/a heap"),
        ("host:6060/b%20c/debug/pprof/goroutine?debug=2", "host:6060/b c goroutine?debug=2"),
        ("host:6060/own/pprof/heap?seconds=3", "host:6060/own heap over 3 s"),
        ("host:6060/mine", "host:6060 /mine"),
        ("unix:///run/app.sock:/a/debug/pprof/heap", "/run/app.sock/a heap"),
    ],
)
def test_a_title_tells_server_service_and_profile(typed: str, called: str) -> None:
    assert title(parse_target(typed)) == called


def test_sources_are_told_apart_by_all_but_what_lets_us_in() -> None:
    typed = ("heap", "heap?gc=1", "profile?seconds=5", "profile?seconds=30", "allocs")
    targets = [parse_target(f"host:6060/{of}/{name}") for of in ("debug/pprof", "a/debug/pprof") for name in typed]
    assert len({identity(target) for target in targets}) == len(targets)
    assert identity(parse_target("ops:pw@host:6060/debug/pprof/heap")) == identity(targets[0])


def test_a_file_is_the_same_however_it_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, grown(1, 1))
    monkeypatch.chdir(tmp_path)
    assert identity(parse_target(path.name)) == identity(parse_target(str(path)))


async def test_the_course_is_that_of_one_source(tmp_path: Path) -> None:
    # GIVEN two files of one name in two folders
    first, other = tmp_path / "a", tmp_path / "b"
    for folder, weight in ((first, 100), (other, 800)):
        folder.mkdir()
        written(folder, grown(weight, 50))
    async with browsing(first / "made.pb.gz", WIDE) as user:
        before = user.browser
        await open_file(user, other / "made.pb.gz")
        await user.until(lambda: user.browser is not before)
        written(other, grown(400, 50))
        # WHEN one of them comes again THEN its course has nothing of the other
        await user.press("R")
        await user.until_shown("#title", "#3 of 3")
        await user.press("down", "down", "down")
        assert user.selected == "hash"
        await user.until_shown("#detail", f" {sparkline([800, 400])}")
