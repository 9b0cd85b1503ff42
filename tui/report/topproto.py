"""`-topproto`: the top table as a profile, one sample for each row, gzip-compressed."""

from __future__ import annotations

import numpy as np

from tui import units
from tui.pprof.encode import encode
from tui.pprof.profile import Functions, Header, Labels, Locations, Profile
from tui.pprof.strings import StringTable
from tui.report.prepared import Prepared


def topproto(prepared: Prepared) -> bytes:
    """Return a profile with the sample types cum and flat, in the unit that the table would be written in."""
    graph = prepared.graph()
    table, unit = graph.counted.table, prepared.unit_for(graph)
    strings = list(prepared.profile.strings.raw)

    def added(text: bytes) -> int:
        strings.append(text)
        return len(strings) - 1

    def in_unit(value: int) -> int:
        return int(units.scale(value, prepared.sample_unit, unit)[0])

    files = [added(path) for path in table.files.raw]
    rows, frames = np.arange(len(graph.frames)), graph.frames
    keys = np.stack([table.name[frames], table.file[frames], table.start_line[frames]], axis=1)
    _, first, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    chosen = frames[np.sort(first)]
    in_order = zip(graph.cum_value[frames].tolist(), graph.flat_value[frames].tolist(), strict=True)
    values = [(in_unit(cum), in_unit(flat)) for cum, flat in in_order]
    unit_string, none = added(unit.encode("utf-8", "surrogateescape")), np.zeros(0, np.int64)
    old = prepared.profile.header
    header = Header(
        sample_types=((added(b"cum"), unit_string), (added(b"flat"), unit_string)),
        period_type=old.period_type,
        period=old.period,
        time_nanos=old.time_nanos,
        duration_nanos=old.duration_nanos,
    )
    profile = Profile(
        strings=StringTable(strings),
        header=header,
        values=np.array(values, np.int64).reshape(-1, 2),
        stack_of_sample=rows,
        stack_offsets=np.arange(len(rows) + 1),
        stack_locations=rows.astype(np.uint32),
        labels=Labels(none, none, none, none, none),
        mappings=(),
        locations=Locations(
            ids=(rows + 1).astype(np.uint64),
            mapping=np.full(len(rows), -1),
            address=table.address[frames],
            folded=np.zeros(len(rows), np.bool_),
            line_offsets=np.arange(len(rows) + 1),
            line_function=place[number.reshape(-1)],
            line_number=table.line[frames],
            line_column=table.column[frames],
        ),
        functions=Functions(
            ids=np.arange(1, len(chosen) + 1, dtype=np.uint64),
            name=table.name[chosen],
            system_name=np.zeros(len(chosen), np.int64),
            filename=np.array(files, np.int64)[table.file[chosen]],
            start_line=table.start_line[chosen],
        ),
    )
    return encode(profile)
