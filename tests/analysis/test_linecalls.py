from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings

from tests.analysis.random_stacks import NAMES, LaidOut, calls_and_sums, laid_out, profiles
from tui.analysis.linecalls import LineCall, LineCalls, calls_by_line
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.profile import Profile


def found_for(numbers: LaidOut, frame: int) -> LineCalls:
    return calls_by_line(
        numbers.profile,
        numbers.table,
        *calls_and_sums(numbers.profile, numbers.table, numbers.values, frame),
    )


def test_a_line_calls_the_heaviest_first() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    main = Frame("main", "m.py", 3)
    builder.add([Frame("a"), main], [1])
    builder.add([Frame("b"), main], [5])
    builder.add([Frame("b"), Frame("main", "m.py", 4)], [2])
    builder.add([main], [9])
    numbers = laid_out(builder.build())
    a, b, frame = (numbers.number(name) for name in ("a", "b", "main"))
    found = found_for(numbers, frame)
    assert found == {
        (b"m.py", 3): (LineCall(b, 5, False), LineCall(a, 1, False)),
        (b"m.py", 4): (LineCall(b, 2, False),),
    }


@settings(deadline=None, max_examples=80)
@given(profiles())
def test_calls_are_what_counting_by_hand_gives(profile: Profile) -> None:
    numbers = laid_out(profile)
    for name in set(NAMES) & {numbers.table.label(frame) for frame in range(len(numbers.table))}:
        weights, outside = Counter[tuple[int, str]](), set()
        for row in range(profile.n_samples):
            sample = profile.sample(row)
            calls = [
                (line.function.name, line.line, line is not location.lines[-1])
                for location in sample.locations
                for line in location.lines
            ]
            met = set()
            for (callee, _, inlined), (caller, line, _) in pairwise(calls):
                if caller == name and callee != name:
                    met.add((line, callee))
                    outside |= set() if inlined else {(line, callee)}
            for pair in met:
                weights[pair] += sample.values[-1]
        found = found_for(numbers, numbers.number(name))
        seen = {
            (line, numbers.table.label(call.frame)): (call.weight, call.inlined)
            for (_, line), calls in found.items()
            for call in calls
        }
        assert seen == {pair: (weights[pair], pair not in outside) for pair in weights}
