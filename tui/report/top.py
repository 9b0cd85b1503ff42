"""`-top`: the table of functions, as `go tool pprof -top` prints it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui import units
from tui.report import legend
from tui.report.prepared import Prepared


def top(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report, names as recorded in the profile (`surrogateescape`)."""
    graph = prepared.graph()
    unit, total = prepared.unit_for(graph), prepared.total
    yield from legend.report_labels(prepared, graph, unit)
    yield f"{'flat':>10} {'flat':>5}% {'sum':>5}% {'cum':>10} {'cum':>5}%"
    inline, not_inline = graph.reached()
    running = np.cumsum(graph.flat_value[graph.frames])
    for row, frame in enumerate(graph.frames.tolist()):
        flat, cum = int(graph.flat_value[frame]), int(graph.cum_value[frame])
        how = (" (partial-inline)" if not_inline[row] else " (inline)") if inline[row] else ""
        yield (
            f"{prepared.write(flat, unit):>10} {units.percentage(flat, total)} "
            f"{units.percentage(int(running[row]), total)} "
            f"{prepared.write(cum, unit):>10} {units.percentage(cum, total)}  "
            f"{graph.counted.table.label_as_recorded(frame)}{how}"
        )
