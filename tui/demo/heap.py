"""The heap profile: what Python's tracemalloc knows of every live object that was made since it began."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Collection
from types import TracebackType

from tui.demo.frames import without_thread_start
from tui.demo.functions import LineIndex
from tui.demo.recording import Place, Recording

_FRAMES_KEPT = 16
"""Frames that tracemalloc notes for each object: all of them in the workload, but for deep recursion.

Tracing makes whatever allocates several times slower, so the CPU profile shows allocating lines larger than they would
be without it; 8 frames would cost as much as 16."""


class Heap:
    """Traces memory between `start` and `stop`; tracing that somebody else began is used, and not ended."""

    def __init__(self, watched_files: Collection[str]) -> None:
        """Trace nothing yet.

        Args:
            watched_files: an object counts if a call in one of these files led to it, so that the server's own
                buffers and half-made profiles stay out, as its threads stay out of the CPU profile.
        """
        self._watched_files = frozenset(watched_files)
        self._lines = LineIndex()
        self._began_tracing = False

    def start(self) -> None:
        """Begin to trace. What exists already stays unknown."""
        if not tracemalloc.is_tracing():
            tracemalloc.start(_FRAMES_KEPT)
            self._began_tracing = True

    def stop(self) -> None:
        """End tracing and forget what was traced."""
        if self._began_tracing:
            tracemalloc.stop()
            self._began_tracing = False

    def __enter__(self) -> Heap:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def record(self, *, collect_garbage: bool = False) -> Recording:
        """Return objects and bytes in use by the stack that made them.

        Args:
            collect_garbage: first free what only cycles keep alive, as Go's `gc=1` does.
        """
        if collect_garbage:
            gc.collect()
        taken = time.time_ns()
        values: dict[Place, tuple[int, ...]] = {}
        # Grouped first, filtered after: tracemalloc's own filters match every frame of every object, for seconds.
        for found in tracemalloc.take_snapshot().statistics("traceback"):
            if not any(frame.filename in self._watched_files for frame in found.traceback):
                continue
            # tracemalloc tells the outermost call first.
            calls = [self._lines.frame(frame.filename, frame.lineno) for frame in reversed(found.traceback)]
            place = Place(without_thread_start(calls))
            count, size = values.get(place, (0, 0))
            values[place] = count + found.count, size + found.size
        return Recording(
            sample_types=(("inuse_objects", "count"), ("inuse_space", "bytes")),
            values=values,
            default_sample_type="inuse_space",
            period_type=("space", "bytes"),
            period=1,
            time_nanos=taken,
        )
