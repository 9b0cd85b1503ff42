"""What a pattern finds."""

from __future__ import annotations

from pathlib import Path

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import NAMES, LaidOut, from_text, laid_out, profiles
from tui.analysis.search import Matches, begun, search
from tui.errors import BadOption
from tui.options import Options
from tui.pprof.arrays import BoolArray
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Profile
from tui.session import Session

CPU = Path(__file__).parents[1] / "data" / "go127_cpu_5s_busy.pb.gz"


def weighing(numbers: LaidOut) -> BoolArray:
    return numbers.stacks.frames_of(numbers.values != 0)


def found(profile: Profile, pattern: str) -> tuple[set[str], Matches]:
    numbers = laid_out(profile)
    matches = search(numbers.table, numbers.stacks, numbers.values, weighing(numbers), pattern)
    names = {numbers.table.label(frame) for frame in range(len(numbers.table)) if matches.frames[frame]}
    return names, matches


STACKS = "main;net/http.(*conn).serve;json.Encode 10\nmain;JSON.parse 5\nmain;fib;fib 1"


@pytest.mark.parametrize(
    ("pattern", "names", "value"),
    [
        ("json", {"json.Encode", "JSON.parse"}, 15),
        ("JSON", {"JSON.parse"}, 5),
        ("^fib$", {"fib"}, 1),
        ("serve|fib", {"net/http.(*conn).serve", "fib"}, 11),
        (r"\(\*conn\)", {"net/http.(*conn).serve"}, 10),
        ("main", {"main"}, 16),
        ("nothing", set(), 0),
    ],
)
def test_a_small_pattern_matches_any_case_and_a_sample_counts_once(pattern: str, names: set[str], value: int) -> None:
    seen, matches = found(from_text(STACKS), pattern)
    assert seen == names
    assert (matches.count, matches.value) == (len(names), value)


@settings(deadline=None, max_examples=80)
@given(profiles(), st.sets(st.sampled_from(NAMES), min_size=1))
def test_the_value_is_that_of_the_samples_through_a_match(profile: Profile, names: set[str]) -> None:
    _, matches = found(profile, "|".join(sorted(names)))
    plain = laid_out(profile).plain
    assert matches.value == sum(value for calls, value in plain if names & {call.name for call in calls})
    cum = {name: sum(value for calls, value in plain if name in {call.name for call in calls}) for name in names}
    flat = {name: sum(value for calls, value in plain if [call.name for call in calls[:1]] == [name]) for name in names}
    assert matches.count == sum(cum[name] != 0 or flat[name] != 0 for name in names)


@pytest.mark.parametrize("pattern", ["(", "[a", "a{99999}", "(?=x)", "*"])
def test_what_is_no_pattern_is_refused_with_its_reason(pattern: str) -> None:
    with pytest.raises(BadOption) as refusal:
        found(from_text(STACKS), pattern)
    assert str(refusal.value).startswith(f"/{pattern}: not a regular expression: ")
    assert "\n" not in str(refusal.value)


def test_a_pattern_made_to_run_forever_does_not() -> None:
    name = "a" * 5000
    assert found(from_text(f"{name} 1"), "(a+)+$|(a|aa)+b")[1].count == 1


ODD_NAMES = st.text(st.sampled_from(list("abA.(*)[]\n\\ é漢-0")), min_size=1, max_size=8)
PATTERNS = st.sampled_from(
    [
        "a",
        "A",
        "^a",
        "a$",
        "^a$",
        "a|b",
        "[^a]",
        "[^a]$",
        r"\s",
        r"\W",
        ".",
        "^.$",
        "",
        "a*",
        "(a)(b)?",
        r"\Aa",
        r"a\z",
        r"\Qa.\E",
        "(?s).",
        "(?i)A",
        "(?i:a)",
        "(?-m)^a",
        "é",
        r"\n",
        "[\n-]",
        r"\ba\b",
        r"^\Ba",
        "$",
        "^",
        "b.*a",
        "(?P<x>a)",
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(ODD_NAMES, min_size=1, max_size=8, unique=True), PATTERNS)
def test_names_in_one_text_are_found_as_each_by_itself(names: list[str], pattern: str) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for name in names:
        builder.add([Frame(name)], [1])
    numbers = laid_out(builder.build())
    matches = search(numbers.table, numbers.stacks, numbers.values, weighing(numbers), pattern)
    alone = [matches.in_text(numbers.table.label(frame)) for frame in range(len(numbers.table))]
    assert matches.frames.tolist() == alone


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text("aAbk.(\u212a/", max_size=6), max_size=6), st.text("aAbk./", min_size=1, max_size=4))
def test_names_searched_all_at_once_match_as_one_by_one(names: list[str], pattern: str) -> None:
    builder = ProfileBuilder([("cpu", "count")])
    for name in names:
        builder.add([Frame(f"x{name}")], [1])
    numbers = laid_out(builder.build())
    one = re2.Options()
    one.case_sensitive = pattern != pattern.lower()
    plain = re2.compile(pattern, one)
    wanted = [plain.search(numbers.table.label(frame)) is not None for frame in range(len(numbers.table))]
    assert search(numbers.table, numbers.stacks, numbers.values, weighing(numbers), pattern).frames.tolist() == wanted


@pytest.mark.parametrize("pattern", ["", "a|", "a*", "x", "^$", "\\bx"])
def test_where_there_are_no_names_nothing_is_found(pattern: str) -> None:
    names, matches = found(ProfileBuilder([("cpu", "count")]).build(), pattern)
    assert (names, matches.count, matches.value) == (set(), 0, 0)


def test_names_begin_without_their_import_path_too() -> None:
    numbers = laid_out(from_text("net/http.(*conn).serve;operator new;Net.x;planet;k8s.io/net/pkg/api.Get;void net 1"))

    def names(text: str) -> set[str]:
        return {numbers.table.label(frame) for frame in begun(numbers.table, text).nonzero()[0]}

    assert names("net") == {"net/http.(*conn).serve"}
    assert names("http.(*c") == {"net/http.(*conn).serve"}
    assert names("api") == names("k8s") == {"k8s.io/net/pkg/api.Get"}
    assert names("operator n") == {"operator new"}
    # What is within a path, or after a blank, is no begin of a name.
    assert names("pkg") == names("new") == set()


@pytest.mark.parametrize("granularity", ["functions", "filefunctions", "lines", "addresses"])
@pytest.mark.parametrize("text", ["runtime.mallocgc", "sha256.Sum", "encoding/json/v", "json.", "(*", "main"])
def test_no_name_that_begins_so_is_missed(granularity: str, text: str) -> None:
    session = Session(decode(CPU.read_bytes()), title="", options=Options(granularity=granularity))
    table, may = session.table, begun(session.table, text)
    for frame in range(len(table)):
        name = table.strings[int(table.name[frame])]
        assert may[frame] or not (name.startswith(text) or name.rpartition("/")[2].startswith(text))
    assert may.sum() < len(table)
