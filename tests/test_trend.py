"""The course of a function over some profiles is counted once, and forgotten with the last of them."""

from __future__ import annotations

from pathlib import Path

from tests.test_snapshots import taken
from tui.analysis.chips import Chip
from tui.snapshots import Snapshots
from tui.trend import Trend


def test_the_course_is_that_of_cum_under_the_chips() -> None:
    shots, trend = [taken(7), taken(9)], Trend()
    assert trend.of(b"main", shots, (), "cpu") is None
    trend.count(shots, (), "cpu")
    courses = {name: trend.of(name, shots, (), "cpu") for name in (b"main", b"grow", b"idle", b"nobody")}
    assert courses == {b"main": [12, 14], b"grow": [7, 9], b"idle": [5, 5], b"nobody": [0, 0]}
    # WHEN there are chips
    chips = (Chip("focus", "grow"),)
    assert trend.of(b"main", shots, chips, "cpu") is None
    trend.count(shots, chips, "cpu")
    assert [trend.of(name, shots, chips, "cpu") for name in (b"main", b"idle")] == [[7, 9], [0, 0]]


def test_one_more_is_counted_alone() -> None:
    first, second, trend = taken(7), taken(9), Trend()
    trend.count([first], (), "cpu")
    # GIVEN one that has been counted, and cannot be had any more
    first.profile = None
    trend.count([first, second], (), "cpu")
    assert trend.of(b"main", [first, second], (), "cpu") == [12, 14]


def test_what_cannot_be_counted_is_a_gap() -> None:
    gone, other, trend = taken(7), taken(9), Trend()
    gone.profile = None
    trend.count([gone, other], (), "cpu")
    assert trend.of(b"main", [gone, other], (), "cpu") == [None, 14]
    trend.count([gone, other], (), "cycles")
    assert trend.of(b"main", [gone, other], (), "cycles") == [None, None]
    trend.count([other], (Chip("focus", "("),), "cpu")
    assert trend.of(b"main", [other], (Chip("focus", "("),), "cpu") == [None]


def test_names_are_those_that_are_shown() -> None:
    # GIVEN frames that are known by more than the name of a function
    trend, shot = Trend(), taken(7)
    trend.count([shot], (Chip("granularity", "lines"),), "cpu")
    assert trend.of(b"grow /nowhere/shop.go:7", [shot], (Chip("granularity", "lines"),), "cpu") == [7]


def test_of_what_is_no_longer_asked_for_nothing_is_kept(tmp_path: Path) -> None:
    # WHEN a source is watched for long
    snapshots, trend = Snapshots(most=3), Trend()
    taken_all = [taken(weight, tmp_path) for weight in range(1, 13)]
    for one in taken_all:
        snapshots.add(one)
        trend.count(snapshots.alike(one, 4), (), "cpu")
    # THEN only the costs of the last are there, read again or not
    assert list(trend._counted.costs) == taken_all[-4:]
    assert trend.of(b"grow", taken_all[-4:], (), "cpu") == [9, 10, 11, 12]
