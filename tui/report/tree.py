"""`-tree` and `-peek`: every function between its callers and callees, as `go tool pprof` prints them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tui import units
from tui.analysis.edges import Edges
from tui.analysis.graph import Graph
from tui.errors import BadOption
from tui.report import legend
from tui.report.prepared import Prepared

_RULE = "-" * 58 + "+" + "-" * 13
_COLUMNS = "      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t "


def tree(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report; of peek those about functions that match.

    Raises:
        BadOption: peek's pattern matches no function.
    """
    graph = prepared.graph()
    unit = prepared.unit_for(graph)
    wanted = prepared.pattern
    table = graph.counted.table
    shown = [frame for frame in graph.frames.tolist() if wanted is None or wanted.found_in(table.sort_key(frame))]
    yield from legend.report_labels(prepared, graph, unit)
    yield _RULE
    yield _COLUMNS
    neighbours = _Neighbours(graph, graph.edges_of(shown))
    flat_sum = 0
    for frame in shown:
        yield _RULE
        yield from neighbours.lines(prepared, unit, frame, callers=True)
        flat, cum = int(graph.flat_value[frame]), int(graph.cum_value[frame])
        flat_sum += flat
        yield (
            f"{prepared.write(flat, unit):>10} {units.percentage(flat, prepared.total)} "
            f"{units.percentage(flat_sum, prepared.total)} "
            f"{prepared.write(cum, unit):>10} {units.percentage(cum, prepared.total)}                | "
            f"{table.label_as_recorded(frame)}"
        )
        yield from neighbours.lines(prepared, unit, frame, callers=False)
    if len(graph.frames):
        yield _RULE
    if wanted is not None and not shown:
        raise BadOption(f"no matches found for regexp: {wanted.text}")


class _Neighbours:
    """Calls by caller and by callee, each in the order of the report."""

    def __init__(self, graph: Graph, edges: Edges) -> None:
        self._graph = graph
        names = graph.counted.table.name_order
        self._edges = edges = edges.where(np.lexsort((names[edges.callee], names[edges.caller], -np.abs(edges.weight))))
        self._by_callee = np.argsort(edges.callee, kind="stable")
        self._by_caller = np.argsort(edges.caller, kind="stable")
        self._callees, self._callers = edges.callee[self._by_callee], edges.caller[self._by_caller]

    def lines(self, prepared: Prepared, unit: str, frame: int, *, callers: bool) -> Iterator[str]:
        """Yield a line for each caller or callee of a frame, heaviest first."""
        edges, graph = self._edges, self._graph
        order, end = (self._by_callee, self._callees) if callers else (self._by_caller, self._callers)
        other = edges.caller if callers else edges.callee
        first, behind = np.searchsorted(end, (frame, frame + 1))
        cum = int(graph.cum_value[frame])
        for row in order[first:behind].tolist():
            weight, inline = int(edges.weight[row]), " (inline)" if edges.inline[row] else ""
            name = graph.counted.table.label_as_recorded(int(other[row]))
            yield f"{prepared.write(weight, unit):>50} {units.percentage(weight, cum)} |   {name}{inline}"
