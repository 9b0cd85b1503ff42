"""`-list`: the source of matching functions with what each line costs, as `go tool pprof` prints it.

One difference is meant: the line above a function counts each sample once, where pprof adds up its lines and so counts
a recursive function several times (google/pprof#707).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np

from tui import units
from tui.analysis.graph import Counted, Graph
from tui.errors import BadOption
from tui.paths import trimmed_path
from tui.pprof.arrays import IndexArray
from tui.report.prepared import Prepared
from tui.symbols.places import Search
from tui.symbols.sourcefiles import read_lines

_MARGIN = 5
"""Lines shown before the first and after the last one with a sample."""


def listing(prepared: Prepared) -> Iterator[str]:
    """Yield the lines of the report: functions by name, each in every file it was compiled from.

    Raises:
        BadOption: the pattern matches no function.
    """
    assert prepared.pattern is not None
    graph = prepared.graph()
    table, strings = graph.counted.table, prepared.profile.strings
    matches = prepared.pattern.strings(strings, table.name[graph.frames])
    frames = graph.frames[matches]
    if not len(frames):
        raise BadOption(f"no matches found for regexp: {prepared.pattern.text}")
    unit = prepared.options.unit
    yield f"Total: {prepared.write(prepared.total, unit)}"
    names = table.name[frames]
    for name in sorted(np.unique(names).tolist(), key=lambda index: strings.raw[index]):
        of_function = frames[names == name]
        files = [file for file in np.unique(table.file[of_function]).tolist() if file]
        if not files:
            yield f"No source information for {strings.decoded(name)}"
        for file in sorted(files, key=lambda index: table.files.raw[index]):
            yield from _routine(prepared, graph, of_function[table.file[of_function] == file])


def _routine(prepared: Prepared, graph: Graph, frames: IndexArray) -> Iterator[str]:
    """Yield the part about one function in one file; `frames` are its lines."""
    counted, unit = graph.counted, prepared.options.unit
    table = counted.table
    name, file = (
        prepared.profile.strings.decoded(int(table.name[frames[0]])),
        table.files.decoded(int(table.file[frames[0]])),
    )
    flat, cum = int(graph.flat[frames].sum(dtype=np.int64)), _cum(counted, frames)
    yield f"ROUTINE ======================== {name} in {file}"
    share = units.percentage(cum, prepared.total)
    yield f"{prepared.write(flat, unit):>10} {prepared.write(cum, unit):>10} (flat, cum) {share} of Total"
    try:
        source = _source(file, prepared)
    except OSError as trouble:
        yield f" Error: {_go_error(file, trouble)}"
        return
    lines = table.line[frames]
    for number in range(*_span(prepared, table.of_function[frames], lines)):
        if number > len(source):
            return
        here = frames[lines == number]
        costs = (int(column[here].sum(dtype=np.int64)) for column in (graph.flat, graph.cum))
        written = (prepared.write(cost, unit) if cost else "." for cost in costs)
        yield f"{' '.join(f'{text:>10}' for text in written)} {number:>6}:{source[number - 1]}"


def _cum(counted: Counted, frames: IndexArray) -> int:
    """Return the value of all samples through some of the frames, each counted once."""
    wanted = np.zeros(len(counted.table), np.bool_)
    wanted[frames] = True
    so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(wanted[counted.stacks.frames])])
    through = so_far[counted.stacks.offsets[1:]] > so_far[counted.stacks.offsets[:-1]]
    return int(counted.values[through[counted.stacks.of_sample]].sum(dtype=np.int64))


def _span(prepared: Prepared, functions: IndexArray, lines: IndexArray) -> tuple[int, int]:
    """Return the first line to show, and the one behind the last."""
    starts = prepared.profile.functions.start_line[functions]
    first = int(np.where(starts != 0, starts, lines - _MARGIN).min())
    return max(first, 1), int(lines.max()) + _MARGIN + 1


def _source(file: str, prepared: Prepared) -> list[str]:
    """Return the lines of a source file.

    Raises:
        OSError: there is none; where pprof would not find it either, the words are pprof's.
    """
    options, recorded = prepared.options, os.fsencode(file)
    search = Search.here(options.source_path, options.trim_path)
    try:
        return read_lines(recorded, search)
    except FileNotFoundError:
        searched = options.source_path or str(search.directory)
        path = os.fsdecode(trimmed_path(recorded, searched, options.trim_path))
        if path.startswith("/"):
            raise
        raise FileNotFoundError(0, f"could not find file {path} on path {searched}") from None


def _go_error(file: str, trouble: OSError) -> str:
    if not trouble.errno:
        return str(trouble.strerror)
    return f"open {file}: {os.strerror(trouble.errno)[:1].lower()}{os.strerror(trouble.errno)[1:]}"
