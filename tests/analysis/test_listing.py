"""Line costs of a function, against counting by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from tests.analysis.random_stacks import NAMES, LaidOut, calls_and_sums, laid_out, profiles
from tui.analysis.listing import FileListing, LineCost, Listing, listing
from tui.analysis.top import top
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

FILES = sorted((Path(__file__).parents[1] / "data").glob("*.pb.gz"))


def listed(numbers: LaidOut, frame: int) -> Listing:
    return listing(numbers.profile, *calls_and_sums(numbers.profile, numbers.table, numbers.values, frame))


def test_each_line_has_its_own_flat_and_cum() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("work", "src/./w.py", 12, 10), Frame("main", "m.py", 3)], [5])
    builder.add([Frame("leaf", "w.py", 40), Frame("work", "src/./w.py", 13, 10), Frame("main", "m.py", 3)], [7])
    builder.add([Frame("work", "src/./w.py", 12, 10), Frame("main", "m.py", 4)], [1])
    numbers = laid_out(builder.build())
    assert listed(numbers, numbers.number("work")) == Listing(
        frame=numbers.number("work"),
        flat=6,
        cum=13,
        files=(FileListing("src/./w.py", b"src/w.py", 10, (LineCost(12, 6, 6, 2), LineCost(13, 0, 7, 1))),),
    )


def test_recursion_counts_a_sample_once_for_a_line_and_once_for_the_function() -> None:
    # GIVEN fib on line 2 three times, and once on line 3, in one sample of weight 10
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("fib", "f.py", line) for line in (2, 2, 3, 2)], [10])
    numbers = laid_out(builder.build())
    seen = listed(numbers, 0)
    # THEN line 2 has 10 and the function has 10, where pprof says 40
    assert (seen.flat, seen.cum) == (10, 10)
    assert seen.files[0].lines == (LineCost(2, 10, 10, 1), LineCost(3, 0, 10, 1))


def test_a_function_of_several_files_lists_the_costliest_first() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("f", "a.h", 1)], [1])
    builder.add([Frame("f", "b.h", 1)], [-5])
    numbers = laid_out(builder.build())
    assert [(one.file, one.lines[0].cum) for one in listed(numbers, 0).files] == [("b.h", -5), ("a.h", 1)]


@settings(deadline=None, max_examples=80)
@given(profiles())
def test_every_line_is_what_counting_by_hand_gives(profile: Profile) -> None:
    numbers = laid_out(profile)
    for name in set(NAMES) & {numbers.table.label(frame) for frame in range(len(numbers.table))}:
        flat, cum, samples = Counter[int](), Counter[int](), Counter[int]()
        for row in range(profile.n_samples):
            sample = profile.sample(row)
            calls = [line for location in sample.locations for line in location.lines]
            if calls and calls[0].function.name == name:
                flat[calls[0].line] += sample.values[0]
            for line in {call.line for call in calls if call.function.name == name}:
                cum[line] += sample.values[0]
                samples[line] += 1
        seen = listed(numbers, numbers.number(name))
        lines = [line for file in seen.files for line in file.lines]
        assert lines == [LineCost(line, flat[line], cum[line], samples[line]) for line in sorted(cum)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_listing_adds_up_to_what_top_says(file: Path) -> None:
    numbers = laid_out(decode(file.read_bytes()))
    ranked = top(numbers.stacks, numbers.values)
    for frame in np.argsort(-np.abs(ranked.cum))[:20].tolist():
        seen = listed(numbers, frame)
        assert (seen.flat, seen.cum) == (ranked.flat[frame], ranked.cum[frame])
        assert seen.flat == sum(line.flat for one in seen.files for line in one.lines) or not seen.files
