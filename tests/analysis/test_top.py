"""Flat and cum, against counting by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.analysis.random_stacks import from_text, laid_out, profiles
from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.sampletype import sample_index, total
from tui.analysis.stacks import expand
from tui.analysis.top import Top, top
from tui.errors import BadOption
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

FILES = sorted((Path(__file__).parents[1] / "data").glob("*.pb.gz"))


def ranked(profile: Profile) -> tuple[Top, dict[str, tuple[int, int, int]]]:
    """The top table, and flat, cum and samples of each name."""
    numbers = laid_out(profile)
    result = top(numbers.stacks, numbers.values)
    rows = zip(result.flat.tolist(), result.cum.tolist(), result.samples.tolist(), strict=True)
    return result, {numbers.table.label(frame): row for frame, row in enumerate(rows)}


def test_a_sample_costs_its_leaf_flat_and_its_stack_cum() -> None:
    result, rows = ranked(from_text("main;a;b 10\nmain;a 5\nmain;c 1"))
    assert rows == {"main": (0, 16, 3), "a": (5, 15, 2), "b": (10, 10, 1), "c": (1, 1, 1)}
    assert result.total == 16


def test_recursion_counts_a_sample_once() -> None:
    # GIVEN fib calling itself three deep in one sample of weight 10
    _, rows = ranked(from_text("main;fib;fib;fib 10\nmain;fib;even;fib 7"))
    # THEN cum is the samples' weight, not three times it
    assert rows["fib"] == (17, 17, 2)


def test_an_empty_stack_counts_in_the_total_only() -> None:
    result, rows = ranked(from_text("main 10\n; 5"))
    assert rows == {"main": (10, 10, 1)}
    assert result.total == 15


def test_the_total_is_of_absolute_values() -> None:
    result, rows = ranked(from_text("main;a 10\nmain;b -10"))
    assert rows["main"] == (0, 0, 2)
    assert result.total == 20


def test_sums_wrap_at_64_bits_as_in_go() -> None:
    most = (1 << 63) - 1
    result, rows = ranked(from_text(f"main {most}\nmain {most}"))
    assert rows["main"] == (-2, -2, 2)
    assert result.total == -2


@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_flat_sums_to_the_total_and_cum_is_at_least_flat(file: Path, granularity: Granularity) -> None:
    profile = decode(file.read_bytes())
    stacks = expand(profile, frame_table(profile, granularity)).stacks
    for column in range(len(profile.sample_types)):
        values = np.ascontiguousarray(profile.values[:, column])
        result = top(stacks, values)
        # Go records a goroutine that has just begun with an empty stack: no frame can have its cost.
        without_stack = values[(stacks.leaves() < 0)[stacks.of_sample]].sum()
        assert result.flat.sum() == values.sum() - without_stack
        if (values >= 0).all():
            assert result.flat.sum() == result.total - without_stack
            assert (result.cum >= result.flat).all()
            assert result.cum.max(initial=0) <= result.total


@settings(deadline=None, max_examples=80)
@given(profiles())
def test_every_number_is_what_counting_by_hand_gives(profile: Profile) -> None:
    flat, cum, samples = Counter[str](), Counter[str](), Counter[str]()
    plain = laid_out(profile).plain
    for calls, value in plain:
        if calls:
            flat[calls[0].name] += value
        for name in {call.name for call in calls}:
            cum[name] += value
            samples[name] += 1
    result, rows = ranked(profile)
    assert result.total == sum(abs(value) for _, value in plain)
    assert rows == {name: (flat[name], cum[name], samples[name]) for name in rows}
    assert set(cum) <= set(rows)


def order(profile: Profile, **how: object) -> list[str]:
    numbers = laid_out(profile)
    result = top(numbers.stacks, numbers.values)
    return [numbers.table.label(frame) for frame in result.order(numbers.table, **how).tolist()]


def test_the_table_is_sorted_by_size_whatever_the_sign_then_by_name() -> None:
    profile = from_text("main;a 5\nmain;b -7\nmain;d 5\nmain;c 5")
    assert order(profile) == ["b", "a", "c", "d", "main"]
    assert order(profile, by="cum") == ["main", "b", "a", "c", "d"]
    assert order(profile, by="name") == ["a", "b", "c", "d", "main"]
    assert order(profile, by="name", reverse=True) == ["main", "d", "c", "b", "a"]


def test_frames_that_weigh_nothing_are_not_in_the_table() -> None:
    assert order(from_text("main;a 5\nidle 0")) == ["a", "main"]


def test_the_default_type_comes_first_else_the_last_one() -> None:
    types = [("alloc_space", "bytes"), ("inuse_space", "bytes")]
    assert sample_index(ProfileBuilder(types).build()) == 1
    assert sample_index(ProfileBuilder(types, default_sample_type="alloc_space").build()) == 0
    assert sample_index(ProfileBuilder(types, default_sample_type="nothing").build()) == 1


def test_a_type_is_named_or_numbered() -> None:
    profile = ProfileBuilder([("space", "bytes"), ("objects", "count")]).build()
    assert sample_index(profile, "0") == 0
    assert sample_index(profile, "objects") == 1
    assert sample_index(profile, "inuse_space") == 0
    with pytest.raises(BadOption, match="outside the range"):
        sample_index(profile, "2")


def test_a_profile_without_sample_types_has_nothing_to_show() -> None:
    with pytest.raises(BadOption, match="no samples"):
        sample_index(ProfileBuilder([]).build())


def test_the_total_of_nothing_is_nothing() -> None:
    assert total(np.zeros(0, np.int64)) == 0


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for number in range(50):
        builder.add([Frame(f"f{(number * step) % 7}") for step in range(number % 9)], [number])
    profile = builder.build()
    _, whole = ranked(profile)
    monkeypatch.setattr("tui.analysis.stacks._BATCH", 5)
    assert ranked(profile)[1] == whole
