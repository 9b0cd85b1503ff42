r"""`-dot`: the call graph as Graphviz draws it, as `go tool pprof` writes it (`graph.ComposeDot`).

One difference is meant: quotes and backslashes in labels and in the program's name are escaped, where pprof writes what
Graphviz cannot read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tui import units
from tui.analysis.graph import Graph, divided
from tui.analysis.nodelets import SampleTags
from tui.analysis.visual import visual_graph
from tui.report import legend
from tui.report.dotlabels import colour, escaped, node_label
from tui.report.nodelets import Nodelets
from tui.report.prepared import Prepared

_HELP = "\nSee https://git.io/JfYMW for how to read the graph"
_SMALLEST_FONT, _FONT_GROWTH = 8, 16


def dot(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report."""
    counted = prepared.counted_for_graph()
    decoded = prepared.profile.strings.decoded
    bytes_unit = next((unit for key, unit in prepared.label_units.items() if decoded(key) == "bytes"), "bytes")
    written = (bytes_unit, prepared.options.unit)
    sample_tags = SampleTags.of_samples(prepared.profile, counted, prepared.values, prepared.divisors, written)
    visual = visual_graph(counted, prepared.limits, sample_tags)
    unit = prepared.unit_for(visual.graph)
    drawing = _Drawing(prepared, visual.graph, unit)
    nodelets = Nodelets(visual.tags, lambda value: prepared.write(value, unit), bytes_unit)
    callers = set(visual.graph.edges.caller.tolist())
    with_nodelets = set()
    yield from drawing.head()
    for number, frame in enumerate(visual.graph.frames.tolist(), 1):
        yield drawing.node(number, frame)
        for line in nodelets.lines(number, frame, calls=frame in callers):
            with_nodelets.add(frame)
            yield line
    yield from drawing.calls(with_nodelets)
    yield "}"


class _Drawing:
    """Writes the legend, frames and calls."""

    def __init__(self, prepared: Prepared, graph: Graph, unit: str) -> None:
        self._prepared, self._graph, self._unit, self._total = prepared, graph, unit, prepared.total
        self._table = graph.counted.table
        self._heaviest = max((abs(flat) for flat in graph.flat_value[graph.frames].tolist()), default=0)

    def head(self) -> Iterator[str]:
        """Yield the beginning of the graph and its legend."""
        title = escaped(legend.program(self._prepared.profile))
        yield f'digraph "{title or "unnamed"}" {{'
        yield 'node [style=filled fillcolor="#f8f8f8"]'
        told = legend.report_labels(self._prepared, self._graph, self._unit, full=True)
        labels = [escaped(label) for label in (*told, _HELP)]
        text, tooltip = "\\l".join(labels), f' tooltip="{title}"' if title else ""
        yield f'subgraph cluster_L {{ "{labels[0]}" [shape=box fontsize=16 label="{text}\\l"{tooltip}] }}'

    def node(self, number: int, frame: int) -> str:
        """Return the box of a frame."""
        flat, cum = int(self._graph.flat_value[frame]), int(self._graph.cum_value[frame])
        flat_text, cum_text = self._written(flat), self._written(cum)
        label = node_label(self._table, frame) + (f"{flat_text} ({self._share(flat)})" if flat else "0")
        if cum != flat:
            label += ("\\n" if flat else " ") + f"of {cum_text} ({self._share(cum)})"
        growth = math.ceil(_FONT_GROWTH * math.sqrt(abs(flat) / self._heaviest)) if flat else 0
        return (
            f'N{number} [label="{label}" id="node{number}" fontsize={_SMALLEST_FONT + growth} shape=box '
            f'tooltip="{self._name(frame)} ({cum_text})" '
            f'color="{self._colour(cum)}" fillcolor="{self._colour(cum, background=True)}"]'
        )

    def calls(self, with_nodelets: set[int]) -> Iterator[str]:
        """Yield the arrows, heaviest first; longer ones from frames with boxes for labels."""
        edges = self._graph.edges
        numbers = {frame: number for number, frame in enumerate(self._graph.frames.tolist(), 1)}
        values = divided(edges.weight, edges.divisor)
        columns = (edges.caller, edges.callee, values, edges.inline, edges.residual)
        for caller, callee, value, inline, residual in zip(*(column.tolist() for column in columns), strict=True):
            if caller in numbers:
                # Frames that add up to nothing are not drawn; pprof draws the calls to them all the same, to N0.
                ends = f"N{numbers[caller]} -> N{numbers.get(callee, 0)}"
                tooltip = f"{self._name(caller)} {'...' if residual else '->'} {self._name(callee)}"
                arrow = self._arrow(value, inline, tooltip)
                dotted = ' style="dotted"' if residual else ""
                yield f"{ends} [{arrow}{dotted}{' minlen=2' if caller in with_nodelets else ''}]"

    def _arrow(self, value: int, inline: bool, tooltip: str) -> str:
        written, how = self._written(value), "\\n (inline)" if inline else ""
        text = f'label=" {written}{how}"'
        if self._total:
            weight, width = (self._steps(value, steps) for steps in (100, 5))
            text += f" weight={weight + 1}" if weight else ""
            text += f" penwidth={width + 1}" if width else ""
            text += f' color="{self._colour(value)}"'
        tooltip = f'"{tooltip} ({written})"'
        return f"{text} tooltip={tooltip} labeltooltip={tooltip}"

    def _steps(self, value: int, steps: int) -> int:
        """Return a share of the total in whole steps; a difference may be larger than the total."""
        product = (value * steps + (1 << 63)) % (1 << 64) - (1 << 63)  # as 64 bits hold it
        return min(abs(product) // abs(self._total), steps)

    def _name(self, frame: int) -> str:
        return escaped(self._table.label_as_recorded(frame))

    def _written(self, value: int) -> str:
        return self._prepared.write(value, self._unit)

    def _share(self, value: int) -> str:
        return units.percentage(value, self._total).strip()

    def _colour(self, value: int, *, background: bool = False) -> str:
        total = abs(self._total)
        share = value / total if total else math.copysign(math.inf, value) if value else math.nan
        return colour(share, background=background)
