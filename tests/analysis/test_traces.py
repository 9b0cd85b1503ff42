from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.random_stacks import laid_out
from tui.analysis.calltree import Weights, call_tree
from tui.analysis.traces import heaviest, labels_of
from tui.pprof.build import Frame, ProfileBuilder

STACKS = st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12)


@given(STACKS, st.lists(st.integers(-5, 5), min_size=12, max_size=12), st.integers(0, 5))
def test_the_heaviest_stacks_come_first(stacks: list[list[str]], values: list[int], most: int) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for stack, value in zip(stacks, values, strict=False):
        builder.add([Frame(name) for name in stack], (value,))
    found = laid_out(builder.build())
    tree = call_tree(found.stacks)
    traces = heaviest(tree, Weights.of(tree, found.values), most)
    sums: dict[tuple[str, ...], list[int]] = {}
    for stack, value in zip(stacks, values, strict=False):
        sums.setdefault(tuple(stack), []).append(value)
    wanted = sorted((abs(sum(parts)) for parts in sums.values() if sum(parts)), reverse=True)[:most]
    assert [abs(trace.value) for trace in traces] == wanted
    for trace in traces:
        frames = tree.stack(trace.stack).tolist()
        parts = sums[tuple(found.table.label(frame) for frame in reversed(frames))]
        assert (trace.value, trace.samples) == (sum(parts), len(parts))


def test_labels_of_some_samples_are_those_they_carry() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for kind in ("slow", "fast", "slow"):
        builder.add([Frame("main")], (1,), {"kind": kind, "bytes": 2048})
    builder.add([Frame("main")], (1,), {"other": "x"})
    profile = builder.build()
    assert labels_of(profile, np.array([0, 1, 2])) == (("bytes", ("2kB",)), ("kind", ("slow", "fast")))
    assert labels_of(profile, np.array([3])) == (("other", ("x",)),)
    assert labels_of(profile, np.array([], np.int64)) == ()
