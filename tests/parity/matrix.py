"""The options that are compared: each alone, and random combinations with a fixed seed."""

from __future__ import annotations

import random
from dataclasses import replace

from tui.options import CHOICES, Options

REPORTS = (
    "top",
    "tree",
    "peek=json|main",
    "peek=runtime",
    "list=json|main",
    "traces",
    "tags",
    "raw",
    "comments",
    "dot",
    "callgrind",
    "proto",
    "topproto",
)

ALONE: list[dict[str, object]] = [
    {},
    {"sort": "cum"},
    {"nodecount": 7},
    {"nodecount": 0},
    {"sample_index": "0"},
    {"trim": False},
    {"focus": "json|main"},
    {"focus": "nothing matches this"},
    {"ignore": "runtime"},
    {"hide": r"runtime\."},
    {"hide": "go", "show": "json"},
    {"show": "main|json"},
    {"show_from": "main|json"},
    {"prune_from": "Marshal|malloc"},
    {"granularity": "functions"},
    {"granularity": "filefunctions"},
    {"granularity": "files"},
    {"granularity": "lines"},
    {"granularity": "addresses"},
    {"granularity": "lines", "showcolumns": True},
    {"noinlines": True},
    {"noinlines": True, "granularity": "addresses"},
    {"mean": True},
    {"divide_by": 10.0},
    {"divide_by": 0.5},
    {"unit": "ms"},
    {"unit": "auto"},
    {"unit": "mb"},
    {"relative_percentages": True, "focus": "json|main|http"},
    {"drop_negative": True},
    {"nodefraction": 0.05},
    {"edgefraction": 0.1},
    {"compact_labels": True},
    {"call_tree": True},
    {"tagfocus": "worker"},
    {"tagfocus": "worker=1"},
    {"tagfocus": "bytes=1kb:1mb"},
    {"tagfocus": "64kb:"},
    {"tagfocus": ":64kb"},
    {"tagignore": "worker"},
    {"tagignore": "endpoint=/a,/search"},
    {"tagshow": "w"},
    {"taghide": "w"},
    {"tagroot": "worker,endpoint"},
    {"tagleaf": "worker"},
    {"tagleaf": "bytes"},
    {"tagroot": "bytes", "granularity": "filefunctions"},
    {"trim_path": "/srv/livevenv", "granularity": "filefunctions"},
    {"source_path": "/elsewhere/src", "granularity": "files"},
]

FEW = [ALONE[index] for index in (0, 1, 2, 4, 6, 9, 11, 12, 17, 20, 22, 28, 36, 43)]
"""What a default run compares."""

MERGES: list[tuple[list[str], str, bool, bool]] = [
    (["go127_cpu_1s", "go127_cpu_5s_busy"], "", False, False),
    (["go127_heap", "go127_allocs"], "", False, False),
    (["go127_cpu_5s_busy"], "go127_cpu_1s", False, False),
    (["go127_cpu_5s_busy"], "go127_cpu_1s", True, False),
    (["go127_cpu_5s_busy"], "go127_cpu_1s", True, True),
    (["go127_cpu_5s_busy"], "go127_cpu_1s", False, True),
    (["go127_heap"], "go127_heap", False, False),
    (["go127_heap_after_gc"], "go127_heap", True, False),
    (["go127_heap", "go127_cpu_1s"], "", False, False),
    (["prometheus-2.42_cpu_3s", "go127_cpu_1s"], "", False, False),
    (["go127_heap", "go127_heap_delta_3s", "prometheus-2.42_heap"], "nats-2.15-pypi_heap", True, False),
    (["node20_datadog_wall_cpu_2s", "node20_datadog_wall_3s"], "", False, False),
    (["py_pypprof_cpu_2s", "py_pypprof_cpu_2s"], "", False, False),
    (["go127_goroutine", "caddy-2.11-pypi_goroutine"], "go127_goroutine_delta_2s", True, False),
]
"""Sources, base, whether percentages refer to the base, whether to normalise."""


def combinations(count: int, seed: int = 7) -> list[dict[str, object]]:
    """Return random combinations of two to four options."""
    chance = random.Random(seed)
    mixed: list[dict[str, object]] = []
    for _ in range(count):
        combined: dict[str, object] = {}
        for options in chance.sample(ALONE[1:], chance.randint(2, 4)):
            combined.update(options)
        mixed.append(combined)
    return mixed


def decided(options: dict[str, object], report: str = "") -> dict[str, object]:
    """Return options under which two runs of pprof agree: no limit among equals, of which it takes some by chance.

    Equals are frames of one file, and nodes of a call tree with one name. Among calls to equals, chance also decides
    which one is redundant; without a limit on frames there is none over frames left out.
    """
    if options.get("granularity") == "files":
        return {**options, "nodecount": 0, **({"nodefraction": 0.0} if report == "dot" else {})}
    return {**options, "nodecount": 0} if options.get("call_tree") and report == "dot" else options


def flags(options: dict[str, object]) -> list[str]:
    """Write options as pprof's flags."""
    written = []
    for name, value in options.items():
        if name in CHOICES:
            written.append(f"-{value}")
        elif isinstance(value, bool):
            written.append(f"-{name}={str(value).lower()}")
        else:
            written.append(f"-{name}={value}")
    return written


def as_options(options: dict[str, object]) -> Options:
    return replace(Options(), **options)
