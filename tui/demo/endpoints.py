"""What is answered at which address, word for word as Go's net/http/pprof answers.

The words, statuses and headers are those of Go 1.27's src/net/http/pprof/pprof.go, quirks included: a CPU profile of
`seconds=0` or `seconds=1.5` silently takes 30 seconds, while any other profile refuses such a number.
"""

from __future__ import annotations

import html
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from tui.demo.heap import Heap
from tui.demo.recording import Recording
from tui.demo.sampler import AlreadyProfiling, CpuSampler, Wait
from tui.demo.threads import count_threads, record_threads
from tui.demo.workload import Workload

BASE = "/debug/pprof/"
_DEFAULT_SECONDS = 30
_TEXT = "text/plain; charset=utf-8"
_LARGEST = 2**63 - 1
"""Go reads numbers as int64; a larger one is no number."""

Parameters = Mapping[str, str]
"""The first value of each parameter of a query."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP response, but for what every response has."""

    body: bytes
    content_type: str = _TEXT
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """More headers, in order."""


class Endpoints:
    """Answers for one workload."""

    def __init__(self, workload: Workload, heap: Heap) -> None:
        """Choose what the profiles are of.

        Args:
            workload: whose threads the CPU profile watches.
            heap: what is asked for memory.
        """
        self._workload = workload
        self._cpu = CpuSampler(workload.workers)
        self._snapshots: dict[str, Callable[[Parameters], Recording]] = {
            "heap": lambda parameters: heap.record(collect_garbage=_number(parameters.get("gc", "")) > 0),
            "threadcreate": lambda parameters: record_threads(),
        }
        self._heap_records = 0

    def answer(self, path: str, parameters: Parameters, wait: Wait) -> Answer:
        """Return the answer to a GET.

        Args:
            path: of the URL, decoded.
            parameters: of its query.
            wait: passes time while a profile runs; what it raises comes through.
        """
        if path == BASE.rstrip("/"):
            return Answer(b"", status=307, headers=(("Location", BASE),))
        if not path.startswith(BASE):
            return Answer(b"404 page not found\n", status=404)
        name = path.removeprefix(BASE)
        if name == "":
            return self._index()
        if name == "cmdline":
            return Answer("\0".join(sys.orig_argv).encode("utf-8", "surrogateescape"))
        if name == "profile":
            return self._cpu_profile(parameters, wait)
        if name in self._snapshots:
            return self._snapshot(name, parameters, wait)
        return _refusal(404, "Unknown profile")

    def _index(self) -> Answer:
        counts = {"cmdline": 0, "heap": self._heap_records, "profile": 0, "threadcreate": count_threads()}
        rows = "".join(
            f"<tr><td>{count}</td><td><a href='{quote(name)}?debug=1'>{html.escape(name)}</a></td></tr>\n"
            for name, count in counts.items()
        )
        page = (
            f"<html>\n<head><title>{BASE}</title></head>\n<body>\n{BASE}\n<br>\nTypes of profiles available:\n"
            f"<table>\n<thead><td>Count</td><td>Profile</td></thead>\n{rows}</table>\n</body>\n</html>\n"
        )
        return Answer(page.encode(), "text/html; charset=utf-8")

    def _cpu_profile(self, parameters: Parameters, wait: Wait) -> Answer:
        seconds = _number(parameters.get("seconds", ""))
        try:
            recording = self._cpu.record(seconds if seconds > 0 else _DEFAULT_SECONDS, wait)
        except AlreadyProfiling as trouble:
            return _refusal(500, f"Could not enable CPU profiling: {trouble}")
        return self._download("profile", recording)

    def _snapshot(self, name: str, parameters: Parameters, wait: Wait) -> Answer:
        if parameters.get("seconds", ""):
            return self._difference(name, parameters, wait)
        recording = self._take(name, parameters)
        if _number(parameters.get("debug", "")) != 0:
            return Answer(recording.as_text().encode("utf-8", "surrogateescape"))
        return self._download(name, recording)

    def _difference(self, name: str, parameters: Parameters, wait: Wait) -> Answer:
        seconds = _number(parameters["seconds"])
        if seconds <= 0:
            return _refusal(400, 'invalid value for "seconds" - must be a positive integer')
        if _number(parameters.get("debug", "")) != 0:
            return _refusal(400, "seconds and debug params are incompatible")
        began = time.monotonic_ns()
        earlier = self._take(name, {})
        wait(max(0.0, seconds - (time.monotonic_ns() - began) / 1e9))
        # The clock of the day may be set back in between, so it does not tell how long this took.
        later, took = self._take(name, {}), time.monotonic_ns() - began
        return self._download(f"{name}-delta", later.since(earlier, took))

    def _download(self, name: str, recording: Recording) -> Answer:
        disposition = ("Content-Disposition", f'attachment; filename="{name}"')
        with self._workload.standing_still():
            return Answer(recording.encoded(), "application/octet-stream", headers=(disposition,))

    def _take(self, name: str, parameters: Parameters) -> Recording:
        with self._workload.standing_still():
            recording = self._snapshots[name](parameters)
        if name == "heap":
            self._heap_records = len(recording.values)
        return recording


def _refusal(status: int, words: str) -> Answer:
    return Answer(f"{words}\n".encode(), status=status, headers=(("X-Go-Pprof", "1"),))


def _number(text: str) -> int:
    """Return the whole number that Go would read; 0 if it would read none."""
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
        return 0
    number = int(text)
    return number if abs(number) <= _LARGEST else 0
