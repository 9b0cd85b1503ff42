"""Chips: one of each filter is what pprof does; several act together; each can be taken out alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import NAMES, from_text, profiles
from tui.analysis.chips import (
    RECURSION,
    Chip,
    chipped,
    chips_of,
    exactly,
    for_pprof,
    options_of,
    spoken,
    toggled,
    with_chip,
)
from tui.analysis.filtered import filtered
from tui.errors import BadOption
from tui.options import Options, flags
from tui.pprof.profile import Profile

STACKS = "main;serve;json 5\nmain;serve;hash 3\nmain;gc 2\nidle 1"
FILTERS = ("focus", "ignore", "hide", "show", "show_from", "prune_from")


def stacks_of(profile: Profile, *chips: Chip) -> list[str]:
    """Return what the chips leave, as lines `root;…;leaf value`."""
    left = chipped(profile, chips).profile
    lines = []
    for row in range(left.n_samples):
        sample = left.sample(row)
        names = [line.function.name for location in sample.locations for line in location.lines]
        lines.append(f"{';'.join(reversed(names))} {sample.values[0]}")
    return lines


@settings(deadline=None, max_examples=120)
@given(profiles(), st.dictionaries(st.sampled_from(FILTERS), st.sampled_from(NAMES)), st.booleans())
def test_one_of_each_filter_is_what_pprof_does(profile: Profile, given_: dict[str, str], relative: bool) -> None:
    options = Options(**given_, relative_percentages=relative)
    alone, together = filtered(profile, options), chipped(profile, chips_of(options))
    assert together.profile == alone.profile
    assert together.remarks == alone.remarks
    assert together.total(0) == alone.total(0)


def test_two_of_focus_keep_what_goes_through_both() -> None:
    profile = from_text(STACKS)
    assert stacks_of(profile, Chip("focus", "serve"), Chip("focus", "json")) == ["main;serve;json 5"]


def test_what_is_hidden_can_still_be_focused_on() -> None:
    profile = from_text(STACKS)
    chips = (Chip("focus", "main"), Chip("hide", "json"), Chip("focus", "json"))
    assert stacks_of(profile, *chips) == ["main;serve 5"]


def test_several_of_the_others_act_one_after_another() -> None:
    profile = from_text(STACKS)
    assert stacks_of(profile, Chip("ignore", "json"), Chip("ignore", "gc")) == ["main;serve;hash 3", "idle 1"]
    assert stacks_of(profile, Chip("hide", "main"), Chip("hide", "serve")) == ["json 5", "hash 3", "gc 2", "idle 1"]
    assert stacks_of(profile, Chip("show", "main|serve|idle"), Chip("show", "serve|gc")) == ["serve 5", "serve 3"]


def test_the_total_is_that_of_the_whole_profile_however_many_filters_there_are() -> None:
    profile = from_text(STACKS)
    chips = (Chip("focus", "serve"), Chip("focus", "json"))
    assert chipped(profile, chips).total(0) == 11
    assert chipped(profile, (*chips, Chip("relative_percentages"))).total(0) == 5


def test_a_filter_that_finds_nothing_is_named() -> None:
    assert chipped(from_text(STACKS), (Chip("focus", "nobody"),)).remarks == ("Focus expression matched no samples",)


def test_a_pattern_that_is_none_is_refused() -> None:
    with pytest.raises(BadOption, match="parsing hide regexp"):
        chipped(from_text(STACKS), (Chip("hide", "("),))


def test_filters_stand_beside_each_other_and_options_replace_one_another() -> None:
    chips = with_chip(with_chip((), Chip("focus", "a")), Chip("focus", "b"))
    assert chips == (Chip("focus", "a"), Chip("focus", "b"))
    assert with_chip(chips, Chip("focus", "a")) == chips
    chips = with_chip(with_chip(chips, Chip("unit", "ms")), Chip("unit", "s"))
    assert [chip.text for chip in chips] == ["focus=a", "focus=b", "unit=s"]
    assert toggled(chips, Chip("focus", "a")) == chips[1:]
    assert toggled(chips[1:], Chip(RECURSION)) == (*chips[1:], Chip(RECURSION))


def test_a_chip_is_written_as_the_shell_takes_it() -> None:
    chips = chips_of(Options(focus="a b", mean=True, trim=False, granularity="lines", nodefraction=0.25, nodecount=3))
    assert {chip.text for chip in chips} == {
        "focus=a b",
        "mean",
        "trim=false",
        "lines",
        "nodefraction=0.25",
        "nodecount=3",
    }
    assert options_of(chips) == Options(
        focus="a b", mean=True, trim=False, granularity="lines", nodefraction=0.25, nodecount=3
    )


def test_pprof_is_told_what_it_has_words_for() -> None:
    chips = (Chip("focus", "a"), Chip("hide", "x"), Chip("focus", "b"), Chip("hide", "(?i)y"), Chip(RECURSION))
    options, beyond = for_pprof(chips)
    assert flags(options) == ["-focus=a", "-hide=(?:x)|(?:(?i)y)"]
    assert beyond == (Chip("focus", "b"), Chip(RECURSION))


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("^user=alice$", "^alice$"),
        (r"^user=a\.b c$", r"^a\.b c$"),
        (r"^my\.host=x$", "^x$"),
        (r"^super\.user=x$", None),
        ("^superuser=x$", "^superuser=x$"),
        ("^user=$", None),
        ("user=al", None),
        (r"main|my\.host=", None),
        ("alice", "alice"),
        ("^main$", "^main$"),
    ],
)
def test_pprof_calls_frames_of_labels_by_their_value(pattern: str, said: str | None) -> None:
    keys = (Chip("tagroot", "user,my.host"), Chip("tagleaf", "x"))
    options, beyond = for_pprof((*keys, Chip("focus", pattern)))
    assert (options.focus or None, beyond) == (said, () if said else (Chip("focus", pattern),))
    # AND without those frames, or of labels, a pattern is what it is
    assert for_pprof((Chip("focus", pattern), Chip("tagfocus", pattern))) == (
        Options(focus=pattern, tagfocus=pattern),
        (),
    )


@given(st.text(max_size=30))
def test_a_pattern_for_one_name_is_spoken_as_that_name(name: str) -> None:
    assert spoken(exactly(name)) == name


@pytest.mark.parametrize("pattern", ["json", "^a.b$", "^a|b$", "", "^", r"^a\b$"])
def test_other_patterns_are_spoken_as_they_are(pattern: str) -> None:
    assert spoken(pattern) == pattern
