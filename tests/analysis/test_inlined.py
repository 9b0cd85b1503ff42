from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings

from tests.analysis.random_stacks import NAMES, calls_and_sums, laid_out, profiles
from tui.analysis.frames import FrameTable, Granularity
from tui.analysis.framing import frame_table
from tui.analysis.inlined import InlinedLine, InlinedLines, inlined_by_line, inlined_frames
from tui.analysis.listing import listing
from tui.pprof.arrays import Int64Array
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

GOLOAD = Path(__file__).parents[1] / "ui" / "goload" / "cpu_15s.pb.gz"
Chain = tuple[tuple[str, int], ...]
"""A line of the function, what was inlined there, and so on, as name and line."""


def found_for(profile: Profile, table: FrameTable, values: Int64Array, frame: int) -> InlinedLines:
    return inlined_by_line(profile, table, *calls_and_sums(profile, table, values, frame))


def walked(found: InlinedLines, label: dict[int, str], name: str) -> Iterator[tuple[Chain, InlinedLine]]:
    """Yield every line inlined, with the way to it."""
    waiting = [(((name, line),), one) for (_, line), lines in found.items() for one in lines]
    while waiting:
        way, one = waiting.pop()
        here = (*way, (label[one.frame], one.line))
        yield here, one
        waiting += [(here, inner) for inner in one.inner]


@settings(deadline=None, max_examples=120)
@given(profiles())
def test_costs_are_what_counting_by_hand_gives(profile: Profile) -> None:
    numbers = laid_out(profile)
    label = {frame: numbers.table.label(frame) for frame in range(len(numbers.table))}
    for name in set(NAMES) & set(label.values()):
        flat, cum = Counter[Chain](), Counter[Chain]()
        seen_zero = set()
        for row in range(profile.n_samples):
            sample = profile.sample(row)
            through, taken = set(), set()
            for number, location in enumerate(sample.locations):
                # From the outermost call of the location inwards.
                lines = [(line.function.name, line.line) for line in reversed(location.lines)]
                for outer, (called, _) in enumerate(lines):
                    if called != name:
                        continue
                    ways = {tuple(lines[outer : inner + 1]) for inner in range(outer + 1, len(lines))}
                    through |= ways
                    if number == 0:
                        taken |= {way for way in ways if len(way) == len(lines) - outer}
            for way in through:
                cum[way] += sample.values[-1]
            for way in taken:
                flat[way] += sample.values[-1]
            seen_zero |= through
        found = found_for(profile, numbers.table, numbers.values, numbers.number(name))
        got = {way: (one.flat, one.cum) for way, one in walked(found, label, name)}
        assert got == {way: (flat[way], cum[way]) for way in seen_zero}


def test_lines_stand_in_order_below_the_heaviest_function() -> None:
    profile = decode(GOLOAD.read_bytes())
    table = frame_table(profile, Granularity.FUNCTIONS)
    values = profile.values[:, -1].copy()
    several = 0
    for frame in range(len(table)):
        found = found_for(profile, table, values, frame)
        costs = {
            (file.recorded, line.line): line.cum
            for file in listing(profile, *calls_and_sums(profile, table, values, frame)).files
            for line in file.lines
        }
        for place, lines in found.items():
            # What was inlined into a line costs no more than the line, of which it is a part.
            assert 0 < max(one.cum for one in lines) <= costs[place]
            functions = [one.frame for one in lines]
            assert len({*functions}) == sum(a != b for a, b in zip(functions, [-1, *functions], strict=False))
            several += any(one.inner for one in lines)
    assert several, "the profile has calls inlined into inlined calls"


def test_without_inlined_calls_there_are_none() -> None:
    profile = decode(GOLOAD.read_bytes())
    values = profile.values[:, -1].copy()
    plain, bare = (frame_table(profile, Granularity.FUNCTIONS, noinlines=noinlines) for noinlines in (False, True))
    assert any(found_for(profile, plain, values, frame) for frame in range(len(plain)))
    assert not any(found_for(profile, bare, values, frame) for frame in range(len(bare)))


@settings(deadline=None, max_examples=60)
@given(profiles())
def test_functions_inlined_are_all_of_those_that_are_walked(profile: Profile) -> None:
    table = frame_table(profile, Granularity.FUNCTIONS)
    for frame in range(len(table)):
        found = found_for(profile, table, profile.values[:, 0], frame)
        assert inlined_frames(found) == {
            one.frame for _, one in walked(found, dict(enumerate(map(table.label, range(len(table))))), "")
        }
