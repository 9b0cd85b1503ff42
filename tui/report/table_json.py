"""`-json`: the top table for programs. The fields are stable: new ones may come, none changes its meaning.

    {
      "profile": {"file", "build_id", "sample_type", "unit", "time_nanos", "duration_nanos", "total", "samples"},
      "filters": ["focus=...", ...],
      "rows": [{"name", "file", "line", "flat", "cum"}, ...]
    }

Values are whole numbers in the sample type's own `unit`; `total` is what percentages refer to; `line` is 0 and `file`
empty where the granularity does not tell them. Rows come in the order of `-top`, trimmed as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tui.report.prepared import Prepared
from tui.text import clean


def table_json(prepared: Prepared) -> Iterator[str]:
    """Yield the report, indented by two; names are cleaned, so that it is valid UTF-8."""
    graph, profile = prepared.graph(), prepared.profile
    table = graph.counted.table
    first = profile.mappings[0] if profile.mappings else None
    told = {
        "file": profile.strings[first.file] if first else "",
        "build_id": profile.strings[first.build_id] if first else "",
        "sample_type": clean(prepared.sample_type),
        "unit": clean(prepared.sample_unit),
        "time_nanos": profile.time_nanos,
        "duration_nanos": profile.duration_nanos,
        "total": prepared.total,
        "samples": profile.n_samples,
    }
    rows = [
        {
            "name": table.label(frame) if not table.name[frame] else table.strings[int(table.name[frame])],
            "file": table.files[int(table.file[frame])],
            "line": int(table.line[frame]),
            "flat": int(graph.flat_value[frame]),
            "cum": int(graph.cum_value[frame]),
        }
        for frame in graph.frames.tolist()
    ]
    document = {"profile": told, "filters": [clean(given) for given in prepared.filters], "rows": rows}
    yield from json.dumps(document, indent=2, ensure_ascii=False).split("\n")
