"""Every option acts on what is counted, and where pprof has the view, as it acts there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from tui.analysis.chips import RECURSION, Chip, Chips, chips_of
from tui.analysis.details import Details
from tui.analysis.frames import FrameTable, Granularity
from tui.analysis.framing import frame_table
from tui.analysis.results import Results
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.report.prepared import prepare

DATA = Path(__file__).parents[1] / "data"


def profile_of(text: str) -> Profile:
    """Make a profile of lines `root;…;leaf count delay`."""
    builder = ProfileBuilder([("contentions", "count"), ("delay", "nanoseconds")])
    for line in text.splitlines():
        stack, count, delay = line.rsplit(" ", 2)
        builder.add([Frame(name, f"{name}.go", 7) for name in reversed(stack.split(";"))], [int(count), int(delay)])
    return builder.build()


LOCKS = "main;serve;lock 4 100\nmain;serve;send 10 30\nmain;gc 1 7\nmain;back 2 -9"


def results(*chips: Chip, text: str = LOCKS) -> Results:
    return Results(profile_of(text), chips)


def number(of: Results, name: str) -> int:
    (found,) = (frame for frame in range(len(of.table)) if of.table.label(frame) == name)
    return found


def names(of: Results, frames: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    return [of.table.label(frame) for frame in frames.tolist()]


def top_of(of: Results) -> dict[str, tuple[int, int]]:
    found = of.top(1)
    rows = of.order(1, "flat", reverse=False).tolist()
    return {of.table.label(row): (int(found.flat[row]), int(found.cum[row])) for row in rows}


def neighbours_of(of: Results, name: str) -> tuple[dict[str, int], dict[str, int], int]:
    found = of.neighbours(1, number(of, name))
    callers, callees = (
        {of.table.label(call.frame): call.weight for call in calls}
        for calls in (found.peek.callers, found.peek.callees)
    )
    return callers, callees, sum(found.left_out)


def test_a_mean_divides_rows_boxes_and_calls_and_leaves_lines_as_sums() -> None:
    of = results(Chip("mean"))
    assert top_of(of)["lock"] == (25, 25)
    assert top_of(of)["serve"] == (0, 9)
    assert of.top(1).total == (100 + 30 + 7 + 9) // 17
    serve = of.tree.find([number(of, "main"), number(of, "serve")])
    assert of.worth(1, ("root",), serve) == 130 // 14
    assert of.weights(1).value(serve) == 130
    assert neighbours_of(of, "serve") == ({"main": 9}, {"lock": 25, "send": 3}, 0)
    assert of.neighbours(1, number(of, "serve")).peek.cum == 9
    assert of.found(1, "lock|send").value == 130 // 14
    assert of.lines(1, number(of, "lock")).cum == 100


def test_limits_of_pprof_that_nobody_set_leave_nothing_out() -> None:
    of = results(text="main;much 1 10000\nmain;thin 1 1")
    assert "thin" in top_of(of)
    assert "thin" in neighbours_of(of, "main")[1]


def test_a_limit_that_was_set_acts_even_if_it_is_the_default_of_pprof() -> None:
    of = results(Chip("nodefraction", 0.005), text="main;much 1 10000\nmain;thin 1 1")
    assert "thin" not in top_of(of)
    assert of.floor(1, "nodefraction") == 50


def test_light_calls_go_from_the_callers_and_are_counted() -> None:
    of = results(Chip("edgefraction", 0.1))
    assert neighbours_of(of, "main") == ({}, {"serve": 130}, 2)


def test_negative_rows_and_calls_go() -> None:
    of = results(Chip("drop_negative"))
    assert "back" not in top_of(of)
    assert neighbours_of(of, "main") == ({}, {"serve": 130, "gc": 7}, 1)


def test_trim_takes_all_limits_back() -> None:
    limits = (Chip("nodecount", 1), Chip("nodefraction", 0.9), Chip("edgefraction", 0.9))
    assert list(top_of(results(*limits))) == []
    of = results(*limits, Chip("trim", False))
    assert len(top_of(of)) == 6
    assert neighbours_of(of, "main")[2] == 0


def test_the_first_rows_are_shown() -> None:
    assert list(top_of(results(Chip("nodecount", 2)))) == ["lock", "send"]


def test_values_are_divided_and_written_in_the_unit_asked_for() -> None:
    assert results().write(1_500_000, 1) == "1.50ms"
    assert results(Chip("unit", "us")).write(1_500_000, 1) == "1500us"
    assert results(Chip("divide_by", 3.0)).write(1_500_000, 1) == "500us"
    # The smallest value of the table decides for all, as in pprof.
    assert results(Chip("unit", "minimum")).write(1_500_000, 1) == "1500000ns"


def test_percentages_are_of_what_the_filters_leave_if_asked_for() -> None:
    focus = Chip("focus", "gc")
    assert results(focus).share(7, 1) == "4.79%"
    assert results(focus, Chip("relative_percentages")).share(7, 1) == "100%"


def test_recursion_collapses_in_the_tree_alone() -> None:
    text = "main;fib;fib;fib 1 8"
    assert len(results(text=text).tree.frames) == 4
    of = results(Chip(RECURSION), text=text)
    assert len(of.tree.frames) == 2
    assert top_of(of) == {"fib": (8, 8), "main": (0, 8)}
    assert of.grown(("leaf",)).tree.frames.tolist() == [number(of, "fib"), number(of, "main")]


@pytest.mark.parametrize("name", ["prometheus-2.42_cpu_3s.pb.gz", "go127_mutex.pb.gz"])
def test_without_inlines_lines_are_those_of_the_outermost_caller(name: str) -> None:
    profile = decode((DATA / name).read_bytes())
    of = Results(profile, (Chip("noinlines"),))
    # THEN frames and numbers are those that pprof's way of telling frames apart gives
    table = frame_table(profile, Granularity.FUNCTIONS, noinlines=True)
    assert sorted(map(table.label, range(len(table)))) == sorted(map(of.table.label, range(len(of.table))))
    # AND every line stands in its own function's file
    for frame in of.order(1, "cum", reverse=False).tolist()[:60]:
        row = int(of.table.of_function[frame])
        if row >= 0 and profile.function(row).filename:
            assert profile.function(row).filename in {file.file for file in of.lines(1, frame).files}


def test_every_option_has_a_view_that_it_changes_or_is_known_to_change_none() -> None:
    # GIVEN a profile with labels, inlined calls, several columns of values, and a value for each option
    profile = _with_everything()
    values: dict[str, str | bool | int | float] = {
        "focus": "serve",
        "ignore": "gc",
        "hide": "serve",
        "show": "main",
        "show_from": "serve",
        "prune_from": "serve",
        "tagfocus": "tenant=a",
        "tagignore": "tenant=a",
        "tagroot": "tenant",
        "tagleaf": "tenant",
        "unit": "us",
        "granularity": "lines",
        "mean": True,
        "divide_by": 2.0,
        "relative_percentages": True,
        "noinlines": True,
        "nodecount": 2,
        "nodefraction": 0.5,
        "edgefraction": 0.5,
        "drop_negative": True,
        "tagshow": "nothing",
        "taghide": "tenant",
    }
    plain, narrowed = (), (Chip("focus", "serve"),)
    for name, value in values.items():
        base: Chips = narrowed if name == "relative_percentages" else plain
        assert list(_seen(Details(profile, base))) != list(_seen(Details(profile, (*base, Chip(name, value))))), name
    # These say what to look at, where sources are, or how labels and titles look; panes heed them by themselves.
    elsewhere = {"sample_index", "sort", "source_path", "trim_path", "compact_labels", "intel_syntax"}
    # These change nothing that a pane shows, and the form says so.
    nowhere = {"call_tree", "trim", "showcolumns"}
    assert values.keys() | elsewhere | nowhere == {field.name for field in fields(Options)}


def _with_everything() -> Profile:
    builder = ProfileBuilder([("contentions", "count"), ("delay", "nanoseconds")])
    rows = (("lock", "a", 4, 100_000), ("send", "b", 10, 3000), ("gc", "a", 1, 700), ("back", "b", 2, -900))
    for leaf, tenant, count, delay in rows:
        stack = [
            Frame(leaf, "x.go", count),
            Frame("serve" if count > 2 else "idle", "y.go", 3),
            Frame("main", "m.go", 9),
        ]
        builder.add(stack, [count, delay], {"tenant": tenant})
    profile = builder.build()
    return _inlining(profile)


def _inlining(profile: Profile) -> Profile:
    """Return the profile with the first location's function inlined into the second's."""
    from dataclasses import replace

    table = profile.locations
    insert = lambda column: np.insert(column, 1, column[1])  # noqa: E731  # the same for three columns
    offsets = table.line_offsets.copy()
    offsets[1:] += 1
    locations = replace(
        table,
        line_offsets=offsets,
        line_function=insert(table.line_function),
        line_number=insert(table.line_number),
        line_column=insert(table.line_column),
    )
    return replace(profile, locations=locations)


def _seen(of: Details) -> Iterator[object]:
    """Yield what the panes show: rows, boxes, callers and callees, lines."""
    for row in of.order(1, "flat", reverse=False).tolist():
        found = of.top(1)
        yield of.table.label(row), of.write(int(found.flat[row]), 1), of.share(int(found.cum[row]), 1)
        calls = of.neighbours(1, row)
        yield [(of.table.label(call.frame), call.weight) for call in (*calls.peek.callers, *calls.peek.callees)]
        yield of.lines(1, row).files
    yield of.floor(1, "nodefraction")
    yield of.tree.frames.tolist()
    yield of.labels(1)


@pytest.mark.parametrize(
    "options",
    [
        Options(trim=False, mean=True, sample_index="delay"),
        Options(trim=False, focus="json", relative_percentages=True),
        Options(trim=False, granularity="lines", noinlines=True),
        Options(trim=False, hide="runtime", drop_negative=True),
        Options(trim=False, tagfocus="worker=1:2", unit="ms"),
        Options(nodecount=7, nodefraction=0.02),
    ],
)
def test_the_top_table_is_that_of_the_report(options: Options) -> None:
    profile = decode((DATA / "go127_mutex.pb.gz").read_bytes())
    of = Results(profile, chips_of(options))
    prepared = prepare(profile, options, "top")
    graph = prepared.graph()
    rows, found = of.order(1, "flat", reverse=False), of.top(1)
    assert names(of, rows) == names_of_table(graph.counted.table, graph.frames.tolist())
    assert found.flat[rows].tolist() == graph.flat_value[graph.frames].tolist()
    assert found.cum[rows].tolist() == graph.cum_value[graph.frames].tolist()
    assert found.total == prepared.total


def names_of_table(table: FrameTable, frames: list[int]) -> list[str]:
    return [table.label(frame) for frame in frames]


def test_frames_of_labels_say_their_key() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for tenant in ("a", "b", ""):
        builder.add([Frame("main")], [1], {"tenant": tenant} if tenant else {})
    of = Results(builder.build(), chips_of(Options(tagroot="tenant")))
    assert {of.table.label(frame) for frame in range(len(of.table))} == {"main", "tenant=a", "tenant=b", "tenant="}
