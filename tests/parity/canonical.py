"""The places where two runs of pprof do not agree with each other, or where it is wrong, evened out before comparing.

1. Calls whose weights differ only in sign have no order: pprof's comparison (`edgeList.Less`) finds neither smaller,
   and the order they come in is that of a Go map. Runs of calls are sorted by their text without signs.
2. At the granularity of files, frames with one name and different start lines have no order either, for the same
   reason. Rows are sorted, and nothing is cut off by number, since which of the equals is cut is chance too.
3. `-list` adds the lines of a function up to a total that counts a sample several times if the function is recursive
   (google/pprof#707). We count it once. The line with the totals is left out where it differs, and only there; that
   ours is right is tested in tests/report.
4. Graphs have equals of their own: see `canonical_graphs`.
"""

from __future__ import annotations

import itertools
import re

from tests.parity import canonical_graphs

_CALL = re.compile(r"^ {10,}\S+ +\S+% \|   |^ {10,}\S+ {2,}100% \|   ")
_ROW = re.compile(r"^( *\S+ +[\d.]+%) +[\d.]+%( +\S+ +[\d.]+%)")
"""A row of a table: flat, flat%, sum%, cum, cum%; the sum depends on the order."""
_TOTALS = re.compile(r"\(flat, cum\) +\S+% of Total$")


def canonical(text: str, report: str, options: dict[str, object]) -> str:
    by_file, by_path = options.get("granularity") == "files", bool(options.get("call_tree"))
    if report == "dot":
        return canonical_graphs.drawing(text, numbers_are_chance=by_file or by_path, means=bool(options.get("mean")))
    if report == "callgrind":
        return canonical_graphs.callgrind(text, numbers_are_chance=by_path)
    if report == "topproto":
        return canonical_graphs.summary(text) if by_file else text
    lines = text.split("\n")
    if report.startswith(("tree", "peek")):
        lines = _calls_sorted(lines)
    if by_file and report.startswith(("top", "tree", "peek")):
        lines = sorted(_ROW.sub(r"\1\2", line) for line in lines)
    return "\n".join(lines)


def without_totals(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not _TOTALS.search(line))


def _calls_sorted(lines: list[str]) -> list[str]:
    ordered: list[str] = []
    for is_call, run in itertools.groupby(lines, key=lambda line: bool(_CALL.match(line))):
        together = list(run)
        ordered += sorted(together, key=lambda line: line.replace("-", " ")) if is_call else together
    return ordered
