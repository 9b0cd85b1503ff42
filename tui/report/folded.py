"""`-folded`: one line for each distinct stack, root first, as flame graph tools read it. pprof has none."""

from __future__ import annotations

from collections.abc import Iterator

from tui.analysis.calltree import Weights, call_tree
from tui.report.prepared import Prepared


def folded(prepared: Prepared) -> Iterator[str]:
    """Yield `root;caller;leaf value`, stacks in the order of their names; values as recorded, not scaled.

    A semicolon in a name would end it, so it is written as a colon; a stack that adds up to 0 is left out.
    """
    counted = prepared.counted()
    tree = call_tree(counted.stacks)
    weights = Weights.of(tree, counted.values)
    names = [counted.table.label_as_recorded(frame).replace(";", ":") for frame in range(len(counted.table))]
    frames, starts, depths = tree.frames.tolist(), tree.starts.tolist(), tree.depths.tolist()
    values = (weights.net[1:] - weights.net[:-1]).tolist()
    lines = (
        f"{';'.join(names[frame] for frame in frames[start : start + depth])} {value}"
        for start, depth, value in zip(starts, depths, values, strict=True)
        if value
    )
    yield from sorted(lines)
