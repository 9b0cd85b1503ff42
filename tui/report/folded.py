"""`-folded`: one line for each distinct stack, root first, as flame graph tools read it. pprof has none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui.analysis.calltree import Weights, call_tree
from tui.analysis.graph import divided
from tui.report.prepared import Prepared

_WRITTEN = str.maketrans(";\n\r", ":  ")


def folded(prepared: Prepared) -> Iterator[str]:
    """Yield `root;caller;leaf value`, stacks in the order of names; values as recorded, or their mean, not scaled.

    A semicolon in a name would end it, so it is written as a colon, and a line break, which would end the line, as a
    blank; a stack that adds up to 0 is left out.
    """
    counted = prepared.counted()
    tree = call_tree(counted.stacks)
    sums = np.diff(Weights.of(tree, counted.values).net)
    if counted.divisors is not None:
        sums = divided(sums, np.diff(Weights.of(tree, counted.divisors).net))
    names = [counted.table.label_as_recorded(frame).translate(_WRITTEN) for frame in range(len(counted.table))]
    frames, starts, depths = tree.frames.tolist(), tree.starts.tolist(), tree.depths.tolist()
    lines = (
        f"{';'.join(names[frame] for frame in frames[start : start + depth])} {value}"
        for start, depth, value in zip(starts, depths, sums.tolist(), strict=True)
        if value
    )
    yield from sorted(lines)
