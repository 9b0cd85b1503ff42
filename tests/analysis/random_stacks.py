"""Strategies for small profiles in which everything recurs, and their obvious reading in plain Python."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from tui.analysis.framecalls import FrameCalls, Inlining, frame_calls, frame_places
from tui.analysis.frames import FrameTable, Granularity
from tui.analysis.framing import frame_table
from tui.analysis.stacks import Stacks, expand
from tui.analysis.stacksums import StackSums
from tui.pprof import profile_pb2 as pb
from tui.pprof.arrays import BoolArray, Int64Array
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

NAMES = ("a", "b", "c", "d", "e")


class Call(NamedTuple):
    """One call as a person reads it off the profile."""

    name: str
    inlined: bool
    """Inlined into the next call of the stack."""


class LaidOut(NamedTuple):
    """A profile, its columns, and the same read plainly."""

    profile: Profile
    table: FrameTable
    stacks: Stacks
    values: Int64Array
    inlined: BoolArray
    plain: list[tuple[list[Call], int]]
    """Calls of each sample, leaf first, and its value."""

    def frames(self, row: int) -> list[int]:
        """The stack of a sample, root first."""
        stack = self.stacks.of_sample[row]
        first, behind = self.stacks.offsets[stack : stack + 2]
        return self.stacks.frames[first:behind][::-1].tolist()

    def number(self, name: str) -> int:
        """Frame id of a name."""
        (found,) = (frame for frame in range(len(self.table)) if self.table.label(frame) == name)
        return found


def calls_and_sums(profile: Profile, table: FrameTable, values: Int64Array, frame: int) -> tuple[FrameCalls, StackSums]:
    """What listings of a frame are made of."""
    stacks, inlined = expand(profile, table)
    samples = StackSums.of(stacks, values)
    places = frame_places(stacks, frame)
    return frame_calls(profile, table, Inlining(inlined), places, samples.counts > 0), samples


def laid_out(profile: Profile, granularity: Granularity = Granularity.FUNCTIONS) -> LaidOut:
    table = frame_table(profile, granularity)
    stacks, inlined = expand(profile, table)
    values = np.ascontiguousarray(profile.values[:, -1])
    return LaidOut(profile, table, stacks, values, inlined, _plainly(profile))


def _plainly(profile: Profile) -> list[tuple[list[Call], int]]:
    plain = []
    for row in range(profile.n_samples):
        sample = profile.sample(row)
        calls = [
            Call(line.function.name, line is not location.lines[-1])
            for location in sample.locations
            for line in location.lines
        ]
        plain.append((calls, sample.values[-1]))
    return plain


def from_text(text: str) -> Profile:
    """Make a profile of lines `root;…;leaf value`."""
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for line in text.strip().splitlines():
        stack, value = line.strip().rsplit(" ", 1)
        builder.add([Frame(name) for name in reversed(stack.split(";")) if name], [int(value)])
    return builder.build()


@st.composite
def profiles(draw: st.DrawFn, *, negative: bool = True) -> Profile:
    """Stacks of few names, with recursion, inlining, empty stacks and equal stacks."""
    functions = [pb.Function(id=id_, name=id_) for id_ in range(1, len(NAMES) + 1)]
    function = st.integers(1, len(NAMES))
    lines = st.lists(st.builds(pb.Line, function_id=function, line=st.integers(0, 3)), min_size=1, max_size=3)
    locations = draw(st.lists(lines, min_size=1, max_size=5))
    stack = st.lists(st.integers(1, len(locations)), max_size=6)
    value = st.integers(-20 if negative else 0, 20)
    samples = draw(st.lists(st.tuples(stack, value), max_size=12))
    return decode(
        pb.Profile(
            string_table=[b"", *map(str.encode, NAMES), b"cpu"],
            sample_type=[pb.ValueType(type=6)],
            function=functions,
            location=[pb.Location(id=id_, line=own) for id_, own in enumerate(locations, 1)],
            sample=[pb.Sample(location_id=ids, value=[worth]) for ids, worth in samples],
        ).SerializeToString()
    )
