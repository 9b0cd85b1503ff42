"""As many profiles stay in memory as have room; the others are read again from where they were saved."""

from __future__ import annotations

from dataclasses import replace
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
    return Snapshot(profile, title=title, origin=title, sources=(title,), when=datetime.now(), file=file)


def added(snapshots: Snapshots, *taken_all: Snapshot) -> list[Snapshot]:
    for one in taken_all:
        snapshots.add(one)
    return list(taken_all)


def total(profile: Profile) -> int:
    return int(profile.values.sum())


def test_the_latest_are_kept_and_older_ones_read_again(tmp_path: Path) -> None:
    shots = added(Snapshots(most=3), *(taken(weight, tmp_path) for weight in range(1, 7)))
    assert [one.profile is not None for one in shots] == [False, False, False, True, True, True]
    assert [total(one.read()) for one in shots] == [6, 7, 8, 9, 10, 11]
    assert shots[0].profile is None, "what was read again is not kept a second time"


def test_bytes_are_bounded_too(tmp_path: Path) -> None:
    size = taken(1).size
    assert size > 0
    shots = added(Snapshots(most_bytes=2 * size + size // 2), *(taken(weight, tmp_path) for weight in range(1, 5)))
    assert [one.profile is not None for one in shots] == [False, False, True, True]


def test_one_that_has_no_room_is_kept_while_it_is_the_latest() -> None:
    [shot] = added(Snapshots(most_bytes=0), taken(1))
    assert shot.profile is not None


def test_the_base_stays_in_memory(tmp_path: Path) -> None:
    snapshots = Snapshots(most=2)
    [base] = added(snapshots, taken(1, tmp_path))
    snapshots.mark(base)
    later = added(snapshots, *(taken(weight, tmp_path) for weight in range(2, 6)))
    assert [one.profile is not None for one in (base, *later)] == [True, False, False, False, True]


def test_one_before_and_one_after_are_found_from_any() -> None:
    snapshots = Snapshots()
    assert snapshots.latest is None
    first, second, third = added(snapshots, taken(1), taken(2), taken(3))
    assert [snapshots.before(one) for one in (first, second, third)] == [None, first, second]
    assert [snapshots.after(one) for one in (first, second, third)] == [second, third, None]
    assert (snapshots.latest, third.number, snapshots.count) == (third, 3, 3)


def test_of_those_long_ago_nothing_is_known_but_that_they_came() -> None:
    # GIVEN a base, and more than are kept in mind
    snapshots = Snapshots(known=3)
    [base] = added(snapshots, taken(1))
    snapshots.mark(base)
    shots = added(snapshots, *(taken(weight) for weight in range(2, 9)))
    # THEN the numbers go on
    assert (snapshots.count, shots[-1].number) == (8, 8)
    # AND the last and the base can be turned to
    assert snapshots.before(shots[-2]) is shots[-3]
    assert snapshots.before(shots[-3]) is base
    assert snapshots.before(base) is None
    assert snapshots.after(base) is shots[-3]
    # AND from one that is still on the screen, those that are left
    assert (snapshots.before(shots[0]), snapshots.after(shots[0])) == (base, shots[-3])
    assert snapshots.alike(shots[0], 3) == [shots[0], *shots[-3:-1]]
    # WHEN there is another base THEN the former one is as any other
    snapshots.mark(shots[-1])
    later = added(snapshots, taken(9), taken(10), taken(11))
    assert snapshots.before(later[0]) is shots[-1]
    assert snapshots.before(shots[-1]) is None
    # AND one that was no longer known is known again as the base, and stays
    snapshots.mark(shots[0])
    assert snapshots.after(shots[0]) is shots[-1]
    assert snapshots.before(shots[-1]) is shots[0]
    added(snapshots, taken(12), taken(13))
    assert snapshots.before(later[-1]) is shots[0]


def test_one_that_was_not_saved_says_so_when_it_is_gone() -> None:
    shots = added(Snapshots(most=1), taken(1), taken(2))
    with pytest.raises(FileTrouble, match="had to make room for later ones, and was not saved"):
        shots[0].read()


def test_a_file_that_was_written_anew_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    shots = added(Snapshots(most=1), taken(1, tmp_path), taken(2, tmp_path))
    file = shots[0].file
    assert file is not None
    file.write_bytes(encode(profile_of(("main;other;thing;else", 99))))
    with pytest.raises(FileTrouble, match="has changed since, or is gone"):
        shots[0].read()


def test_a_file_read_twice_is_known_again(tmp_path: Path) -> None:
    snapshots = Snapshots()
    [shot] = added(snapshots, taken(1, tmp_path))
    again = Snapshot(shot.profile, title="heap", origin="", when=datetime.now(), file=shot.file)
    assert snapshots.has(again)
    assert not snapshots.has(taken(1)), "without a file there is no telling"


def test_the_course_is_taken_over_the_latest_of_the_same_source() -> None:
    snapshots = Snapshots()
    shots = added(snapshots, *(taken(weight, title="heap" if weight % 2 else "cpu") for weight in range(6)))
    heaps = shots[1::2]
    assert snapshots.alike(heaps[2], 20) == heaps
    assert snapshots.alike(heaps[2], 2) == heaps[1:]
    assert snapshots.alike(heaps[1], 2) == heaps[1:]
    assert snapshots.alike(heaps[0], 2) == heaps[:2], "the one that is shown is among them"


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
    built = replace(merged, binary="./server")
    assert built.arguments(taken(3)) == ("-diff_base=heap", "./server", "h1", "h2")
    assert taken(3).arguments(built) == ("-diff_base=h1", "-diff_base=h2", "heap")


def test_a_command_may_name_a_file_that_never_was_there(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    merged = Snapshot(None, title="x", origin="x", when=datetime.now(), sources=("h1", str(gone)), parts=(gone,))
    assert merged.arguments() == merged.sources
    # WHEN it comes THEN the profile is another
    gone.write_bytes(b"")
    with pytest.raises(FileTrouble, match="gone: it has changed since"):
        merged.arguments()


def test_no_command_names_what_it_would_not_show(tmp_path: Path) -> None:
    # GIVEN a file that was written anew
    before = taken(1, tmp_path)
    assert before.file is not None
    before.file.write_bytes(encode(profile_of(("main;other;thing;else", 99))))
    after = Snapshot(before.profile, title="heap", origin="heap", when=datetime.now(), file=before.file)
    assert after.arguments() == (str(after.file),)
    for wanted in (before.arguments, lambda: after.arguments(before), lambda: before.arguments(after)):
        with pytest.raises(FileTrouble, match="has changed since, or is gone"):
            wanted()
    # AND several files, one of which was written anew since they were merged
    parts = (before.file, tmp_path / "other")
    parts[1].write_bytes(b"")
    merged = Snapshot(None, title="x", origin="x", when=datetime.now(), sources=tuple(map(str, parts)), parts=parts)
    assert merged.arguments() == merged.sources
    parts[1].write_bytes(b"anew")
    with pytest.raises(FileTrouble, match="other: it has changed since, or is gone"):
        merged.arguments()
    # AND servers that were asked twice, where nothing was saved
    with pytest.raises(FileTrouble, match="neither was saved"):
        taken(1).arguments(taken(2))
    # AND a difference, which cannot be subtracted from again
    merged = Snapshot(None, title="x", origin="h1", when=datetime.now(), sources=("h1",), flags=("-base=h2",))
    assert merged.arguments() == ("-base=h2", "h1")
    for wanted in (lambda: merged.arguments(after), lambda: after.arguments(merged)):
        with pytest.raises(BadOption, match="a difference already"):
            wanted()
    # AND what came from standard input
    with pytest.raises(FileTrouble, match="standard input"):
        Snapshot(None, title="standard input", origin="standard input", when=datetime.now()).arguments()
