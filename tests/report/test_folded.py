"""Stacks in lines, as flame graph tools read them."""

from __future__ import annotations

import json

import pytest

from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Profile
from tui.report.folded import folded
from tui.report.prepared import prepare
from tui.report.table_json import table_json


def waits(*samples: tuple[str, int, int]) -> Profile:
    """A profile of how often and how long a function that main calls waits."""
    builder = ProfileBuilder([("contentions", "count"), ("delay", "nanoseconds")])
    for name, count, delay in samples:
        builder.add([Frame(name), Frame("main")], [count, delay])
    return builder.build()


def lines(profile: Profile, options: Options | None = None) -> list[str]:
    return [*folded(prepare(profile, options or Options(), "folded"))]


def test_values_of_equal_stacks_are_added_up() -> None:
    profile = waits(("b", 1, 7), ("a", 4, 100), ("a", 3, 5), ("none", 2, 0))
    assert lines(profile) == ["main;a 105", "main;b 7"]


@pytest.mark.parametrize("sample_index", ["contentions", "delay"])
def test_a_mean_is_that_of_the_top_table(sample_index: str) -> None:
    profile = waits(("b", 2, 7), ("a", 4, 100), ("a", 3, 6), ("c", 3, -8), ("free", 0, 5))
    options = Options(mean=True, sample_index=sample_index)
    rows = json.loads("\n".join(table_json(prepare(profile, options, "json"))))["rows"]
    means = {row["name"]: row["flat"] for row in rows if row["flat"]}
    assert lines(profile, options) == [f"main;{name} {value}" for name, value in sorted(means.items())]
    if sample_index == "delay":
        assert means == {"a": 15, "b": 3, "c": -2, "free": 5}


def test_no_name_ends_a_stack_or_a_line() -> None:
    profile = waits(("a\nb 7\r", 1, 1), ("x;y", 1, 2))
    assert lines(profile) == ["main;a b 7  1", "main;x:y 2"]
