"""All reports by pprof's names for them, each loaded when it is asked for: a command prints one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from tui.report.prepared import Prepared

Report = Callable[[Prepared], Iterator[str] | bytes]

_MODULES = {
    "top": "top",
    "text": "top",
    "tree": "tree",
    "peek": "tree",
    "list": "listing",
    "disasm": "disasm",
    "weblist": "weblist",
    "traces": "traces",
    "tags": "tags",
    "raw": "raw",
    "comments": "raw",
    "proto": "proto",
    "topproto": "topproto",
    "callgrind": "callgrind",
    "dot": "dot",
    "folded": "folded",
    "json": "table_json",
}
"""Module of each report."""
_FUNCTIONS = {"comments": "comments"}
"""Functions not named like their module."""


class _Reports(Mapping[str, Report]):
    """Functions by the names of their reports."""

    def __getitem__(self, name: str) -> Report:
        module = _MODULES[name]
        made: Report = getattr(import_module(f"tui.report.{module}"), _FUNCTIONS.get(name, module))
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


REPORTS = _Reports()
"""Lines of text, or bytes for reports that are no text."""
