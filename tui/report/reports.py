"""All reports by pprof's names for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tui.report.callgrind import callgrind
from tui.report.disasm import disasm
from tui.report.dot import dot
from tui.report.folded import folded
from tui.report.listing import listing
from tui.report.prepared import Prepared
from tui.report.proto import proto
from tui.report.raw import comments, raw
from tui.report.table_json import table_json
from tui.report.tags import tags
from tui.report.top import top
from tui.report.topproto import topproto
from tui.report.traces import traces
from tui.report.tree import tree

Report = Callable[[Prepared], Iterator[str] | bytes]

REPORTS: dict[str, Report] = {
    "top": top,
    "text": top,
    "tree": tree,
    "peek": tree,
    "list": listing,
    "disasm": disasm,
    "traces": traces,
    "tags": tags,
    "raw": raw,
    "comments": comments,
    "proto": proto,
    "topproto": topproto,
    "callgrind": callgrind,
    "dot": dot,
    "folded": folded,
    "json": table_json,
}
"""Lines of text, or bytes for reports that are no text."""
