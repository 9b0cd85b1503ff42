"""As many profiles stay in memory as have room; the others are read again from where they were saved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.ui.driving import profile_of
from tui.comparing import difference
from tui.errors import BadOption, FileTrouble
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.snapshots import Snapshot, Snapshots


def taken(weight: int, folder: Path | None = None, title: str = "heap") -> Snapshot:
    profile = profile_of(("main;grow", weight), ("main;idle", 5))
    file = None
    if folder is not None:
        file = folder / f"{title}-{weight}.pb.gz"
        file.write_bytes(encode(profile))
    return Snapshot(profile, title=title, origin=title, when=datetime.now(), file=file)


def total(profile: Profile) -> int:
    return int(profile.values.sum())


def test_the_latest_are_kept_and_older_ones_read_again(tmp_path: Path) -> None:
    snapshots = Snapshots(most=3)
    for weight in range(1, 7):
        snapshots.add(taken(weight, tmp_path))
    assert [one.profile is not None for one in snapshots] == [False, False, False, True, True, True]
    assert [total(one.read()) for one in snapshots] == [6, 7, 8, 9, 10, 11]
    assert snapshots[0].profile is None, "what was read again is not kept a second time"


def test_bytes_are_bounded_too(tmp_path: Path) -> None:
    size = taken(1).size
    assert size > 0
    snapshots = Snapshots(most_bytes=2 * size + size // 2)
    for weight in range(1, 5):
        snapshots.add(taken(weight, tmp_path))
    assert [one.profile is not None for one in snapshots] == [False, False, True, True]


def test_one_that_has_no_room_is_kept_while_it_is_the_latest() -> None:
    snapshots = Snapshots(most_bytes=0)
    snapshots.add(taken(1))
    assert snapshots[0].profile is not None


def test_the_base_stays_in_memory(tmp_path: Path) -> None:
    snapshots = Snapshots(most=2)
    snapshots.add(taken(1, tmp_path))
    snapshots.base = snapshots[0]
    for weight in range(2, 6):
        snapshots.add(taken(weight, tmp_path))
    assert [one.profile is not None for one in snapshots] == [True, False, False, False, True]


def test_one_that_was_not_saved_says_so_when_it_is_gone() -> None:
    snapshots = Snapshots(most=1)
    snapshots.add(taken(1))
    snapshots.add(taken(2))
    with pytest.raises(FileTrouble, match="had to make room for later ones, and was not saved"):
        snapshots[0].read()


def test_a_file_that_was_written_anew_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    snapshots = Snapshots(most=1)
    snapshots.add(taken(1, tmp_path))
    snapshots.add(taken(2, tmp_path))
    file = snapshots[0].file
    assert file is not None
    file.write_bytes(encode(profile_of(("main;other;thing;else", 99))))
    with pytest.raises(FileTrouble, match="has changed since, or is gone"):
        snapshots[0].read()


def test_a_file_read_twice_is_known_again(tmp_path: Path) -> None:
    snapshots = Snapshots()
    snapshots.add(taken(1, tmp_path))
    again = Snapshot(snapshots[0].profile, title="heap", origin="", when=datetime.now(), file=snapshots[0].file)
    assert snapshots.has(again)
    assert not snapshots.has(taken(1)), "without a file there is no telling"


def test_the_course_is_taken_over_the_latest_of_the_same_source() -> None:
    snapshots = Snapshots()
    for weight in range(6):
        snapshots.add(taken(weight, title="heap" if weight % 2 else "cpu"))
    heaps = [snapshots[1], snapshots[3], snapshots[5]]
    assert snapshots.alike(snapshots[5], 20) == heaps
    assert snapshots.alike(snapshots[5], 2) == heaps[1:]
    assert snapshots.alike(snapshots[3], 2) == heaps[1:]
    assert snapshots.alike(snapshots[1], 2) == heaps[:2], "the one that is shown is among them"


def test_a_comparison_is_that_of_pprof() -> None:
    before, after = taken(10), taken(30)
    assert before.profile is not None
    assert after.profile is not None
    made = after.loaded(before)
    assert total(made) == total(difference(after.profile, before.profile)) == 20
    # Both sides are there, the base marked and negative.
    assert sorted(made.values[:, 0].tolist()) == [-10, -5, 5, 30]
    assert b"pprof::base" in made.strings.raw


def test_what_does_not_go_together_is_refused() -> None:
    other = Snapshot(profile_of(("main", 1), kind=("errors", "count")), title="x", origin="x", when=datetime.now())
    with pytest.raises(BadOption):
        taken(1).loaded(other)


def test_the_command_of_pprof_names_the_very_files(tmp_path: Path) -> None:
    before, after = taken(1, tmp_path), taken(2, tmp_path)
    assert after.arguments() == (str(after.file),)
    assert after.arguments(before) == (f"-diff_base={before.file}", str(after.file))
    merged = Snapshot(None, title="x", origin="h1 h2", when=datetime.now(), sources=("h1", "h2"))
    assert merged.arguments() == ("h1", "h2")
    assert taken(3).arguments(merged) == ("-diff_base=h1", "-diff_base=h2", "heap")
