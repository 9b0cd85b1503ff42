"""Options set behind `:`, as pprof's shell takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.driving import browsing
from tui.errors import BadOption
from tui.options import Options, changed, flags

CPU = Path(__file__).parents[1] / "data" / "go127_cpu_5s_busy.pb.gz"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("focus=json", Options(focus="json")),
        (" hide = runtime ", Options(hide="runtime")),
        ("mean", Options(mean=True)),
        ("trim=false", Options(trim=False)),
        ("lines", Options(granularity="lines")),
        ("cum", Options(sort="cum")),
        ("granularity=files", Options(granularity="files")),
        ("nodecount=20", Options(nodecount=20)),
        ("divide_by=2", Options(divide_by=2.0)),
        ("unit=ms", Options(unit="ms")),
    ],
)
def test_a_line_sets_one_option(line: str, expected: Options) -> None:
    assert changed(Options(), line) == expected


def test_an_empty_value_clears() -> None:
    assert changed(Options(focus="json", hide="x"), "focus=") == Options(hide="x")


@pytest.mark.parametrize(
    "line", ["nonsense", "nonsense=1", "nodecount=many", "granularity=planets", "trim=perhaps", "focus"]
)
def test_what_is_no_option_is_refused(line: str) -> None:
    with pytest.raises(BadOption):
        changed(Options(), line)


def test_flags_say_the_same_as_the_options() -> None:
    options = Options(focus="a b", sort="cum", mean=True, trim=False, divide_by=2.5, nodecount=3)
    assert set(flags(options)) == {"-focus=a b", "-cum", "-mean", "-trim=false", "-divide_by=2.5", "-nodecount=3"}


async def test_a_filter_keeps_the_selection_where_it_is_still_there() -> None:
    async with browsing(CPU, (160, 45)) as user:
        await user.press("G")
        before = user.selected
        await user.press("colon")
        await user.type("ignore=encoding/json")
        await user.press("enter")
        await user.until(lambda: "ignore=encoding/json" in user.shown("#title"))
        assert user.selected == before


async def test_a_bad_pattern_is_named_and_changes_nothing() -> None:
    async with browsing(CPU, (120, 40)) as user:
        session = user.session
        await user.press("colon")
        await user.type("focus=(")
        await user.press("enter")
        await user.until(lambda: "parsing focus regexp" in user.shown("#options .found"))
        assert user.session is session


async def test_a_filter_that_matches_nothing_says_so() -> None:
    async with browsing(CPU, (120, 40)) as user:
        await user.press("colon")
        await user.type("focus=there is no such function")
        await user.press("enter")
        await user.until(lambda: "Focus expression matched no samples" in user.shown("#keys"))
