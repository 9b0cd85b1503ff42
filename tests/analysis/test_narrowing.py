"""Results of some samples, cut out of those of all, are what counting them alone gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.random_stacks import NAMES, from_text, profiles
from tui.analysis.calltree import CallTree
from tui.analysis.chips import RECURSION, Chip, Chips
from tui.analysis.results import Results
from tui.layout.gathered import deepest_match
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Profile

FILTERS = st.lists(
    st.builds(
        Chip, st.sampled_from(["focus", "ignore", "hide", "show_from"]), st.sampled_from([*NAMES, "a|b", "nobody"])
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
COLUMNS = ("depths", "shared", "of_stack", "of_sample")


@settings(deadline=None, max_examples=150)
@given(profiles(), FILTERS, st.booleans(), st.booleans())
def test_cut_out_or_counted_anew(profile: Profile, filters: Chips, collapses: bool, collapsed: bool) -> None:
    chips = (*filters, Chip(RECURSION)) if collapses else filters
    whole = Results(profile, (Chip(RECURSION),) if collapsed else ())
    assert whole.tree is whole.tree
    assert whole.top(0) is whole.top(0)
    anew, cut = Results(profile, chips), Results(profile, chips, known=[whole])
    same_trees(cut.tree, anew.tree)
    assert cut.table.joined.text == anew.table.joined.text
    mine, theirs = cut.top(0), anew.top(0)
    assert np.array_equal(mine.flat, theirs.flat)
    assert np.array_equal(mine.cum, theirs.cum)
    assert np.array_equal(mine.samples, theirs.samples)
    assert mine.total == theirs.total
    for frame in range(len(cut.table)):
        assert cut.neighbours(0, frame) == anew.neighbours(0, frame)
        assert cut.lines(0, frame) == anew.lines(0, frame)
        assert cut.line_calls(0, frame) == anew.line_calls(0, frame)
        assert cut.inlined(0, frame) == anew.inlined(0, frame)
        for one, other in zip(cut.tree.occurrences(frame), anew.tree.occurrences(frame), strict=True):
            assert one.tolist() == other.tolist()
        same_trees(cut.grown(("around", frame)).tree, anew.grown(("around", frame)).tree)
    same_trees(cut.grown(("leaf",)).tree, anew.grown(("leaf",)).tree)
    for pattern in (*NAMES, "."):
        found, wanted = cut.found(0, pattern), anew.found(0, pattern)
        assert (found.count, found.value) == (wanted.count, wanted.value)
        marks = deepest_match(cut.tree, found.frames)
        assert marks.tolist() == deepest_match(anew.tree, found.frames).tolist()


def same_trees(one: CallTree, other: CallTree) -> None:
    for column in COLUMNS:
        assert getattr(one, column).tolist() == getattr(other, column).tolist()
    for row in range(len(one)):
        assert one.stack(row).tolist() == other.stack(row).tolist()
    for mine, theirs in zip(one.numbered(), other.numbered(), strict=True):
        assert mine.tolist() == theirs.tolist()


def test_a_filter_that_drops_samples_makes_use_of_the_whole_and_one_that_changes_them_does_not() -> None:
    profile = from_text("main;a;b 3\nmain;c 4")
    whole = Results(profile, ())
    assert len(whole.tree) == 2
    table = whole.table
    assert Results(profile, (Chip("focus", "c"),), known=[whole]).table is table
    assert Results(profile, (Chip("hide", "a"),), known=[whole]).table is not table
    assert Results(profile, (Chip("focus", "c"), Chip("granularity", "lines")), known=[whole]).table is not table


def test_samples_that_labels_drop_are_taken_off_stacks_that_others_share() -> None:
    builder = ProfileBuilder([("cpu", "count")])
    for value, host in ((3, "one"), (4, "two"), (5, "two")):
        builder.add([Frame("leaf"), Frame("main")], [value], labels={"host": host})
    builder.add([Frame("other"), Frame("main")], [6], labels={"host": "two"})
    profile = builder.build()
    whole = Results(profile, ())
    assert whole.top(0).total == 18
    cut = Results(profile, (Chip("tagfocus", "host:two"),), known=[whole])
    weights = {cut.table.label(frame): int(cut.top(0).cum[frame]) for frame in range(len(cut.table))}
    assert weights == {"leaf": 9, "main": 15, "other": 6}
    assert cut.top(0).samples.sum() == 6
