"""`-callgrind`: the call graph as KCachegrind reads it, as `go tool pprof` writes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from tui import units
from tui.analysis.graph import Graph
from tui.report.prepared import Prepared


def callgrind(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report."""
    graph = prepared.graph(binaries=True)
    unit = prepared.unit_for(graph, whole=True)
    yield "positions: instr line"
    yield f"events: {prepared.sample_type}({unit})"
    writer = _Writer(prepared, graph, unit)
    for frame in graph.frames.tolist():
        yield from writer.function(frame)
        yield from writer.calls(frame)
        writer.previous = frame


class _Writer:
    """Remembers which names were written, and where the last address was."""

    def __init__(self, prepared: Prepared, graph: Graph, unit: str) -> None:
        self.previous = -1
        """Frame written last; -1 for none yet."""
        self._prepared, self._graph, self._table, self._unit = prepared, graph, graph.counted.table, unit
        self._objfiles: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._callee_names = _disambiguated(graph)
        edges, names = graph.edges, self._table.name_order
        self._edges = edges.where(np.lexsort((names[edges.callee], -np.abs(edges.weight), edges.caller)))

    def function(self, frame: int) -> Iterator[str]:
        """Yield the head of a function, unless the last one was the same, and the cost of one of its lines."""
        objfile, file, name = self._known_as(frame)
        if self.previous < 0 or self._known_as(self.previous) != (objfile, file, name):
            yield ""
            yield f"ob={_short(self._objfiles, objfile)}"
            yield f"fl={_short(self._files, file)}"
            yield f"fn={_short(self._names, name)}"
        cost = self._scaled(int(self._graph.flat_value[frame]))
        yield f"{self._address(frame)} {int(self._table.line[frame])} {cost}"

    def calls(self, frame: int) -> Iterator[str]:
        """Yield the calls that a function makes."""
        first, behind = np.searchsorted(self._edges.caller, (frame, frame + 1))
        for row in range(first, behind):
            callee = int(self._edges.callee[row])
            yield f"cfl={_short(self._files, self._table.files.decoded(int(self._table.file[callee])))}"
            yield f"cfn={_short(self._names, self._callee_names.get(callee, ''))}"
            yield f"calls=0 {self._address(callee)} {int(self._table.line[callee])}"
            yield f"* * {self._scaled(int(self._edges.weight[row]))}"

    def _known_as(self, frame: int) -> tuple[str, str, str]:
        table = self._table
        strings = table.strings
        return (
            strings.decoded(int(table.objfile[frame])),
            table.files.decoded(int(table.file[frame])),
            strings.decoded(int(table.name[frame])),
        )

    def _scaled(self, value: int) -> int:
        return int(units.scale(value, self._prepared.sample_unit, self._unit)[0])

    def _address(self, frame: int) -> str:
        """Return an address, relative to the last one where that is shorter."""
        address = int(self._table.address[frame])
        absolute = f"{address:#x}"
        if self.previous < 0:
            return absolute
        before = int(self._table.address[self.previous])
        if before == address:
            return "*"
        difference = (address - before + (1 << 63)) % (1 << 64) - (1 << 63)
        relative = f"{difference:+d}"
        return relative if len(relative) < len(absolute) else absolute


def _short(known: dict[str, int], name: str) -> str:
    """Return a name with its number at first, later the number alone."""
    if not name:
        return ""
    if name in known:
        return f"({known[name]})"
    known[name] = len(known) + 1
    return f"({known[name]}) {name}"


def _disambiguated(graph: Graph) -> dict[int, str]:
    """Return names of frames, numbered where one file has several functions of one name.

    In a call tree, functions called from different places are different ones.
    """
    table, parent = graph.counted.table, graph.counted.parent
    numbers: defaultdict[tuple[int, int], dict[tuple[int, int, int], int]] = defaultdict(dict)
    keys = {}
    for frame in graph.frames.tolist():
        name = (int(table.file[frame]), int(table.name[frame]))
        caller = -1 if parent is None else int(parent[frame])
        function = (caller, int(table.objfile[frame]), int(table.start_line[frame]))
        numbers[name].setdefault(function, len(numbers[name]) + 1)
        keys[frame] = (name, function)
    return {
        frame: table.strings.decoded(name[1])
        + (f" [{numbers[name][function]}/{len(numbers[name])}]" if len(numbers[name]) > 1 else "")
        for frame, (name, function) in keys.items()
    }
