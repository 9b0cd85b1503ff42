"""The CPU profile: 100 times a second, what each thread is at, weighted by the CPU time that it really used.

The time comes from each thread's own clock. A thread that rests at a tick may have worked since the last one; where,
nobody saw, so that time is carried to the next tick that finds it at work. Where threads have no clocks (macOS),
every thread that is not in a known wait counts as working, and they share the time between two ticks, since Python
lets one of them run at a time.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from tui.demo.frames import THREADING_FILE, FrameNames
from tui.demo.recording import Place, Recording
from tui.demo.worker import Worker

PERIOD_NANOS = 10_000_000
"""Distance between two ticks: the 100 Hz of Go's runtime."""

Wait = Callable[[float], None]
"""Waits for so many seconds; raises whatever it likes to call the recording off."""


class AlreadyProfiling(Exception):
    """Somebody else is taking a CPU profile."""


class CpuSampler:
    """Takes CPU profiles of some threads, one at a time."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        """Choose what to watch.

        Args:
            workers: the threads; all others, and the sampler's own, are left out.
        """
        self._workers = workers
        self._in_use = threading.Lock()

    def record(self, seconds: float, wait: Wait) -> Recording:
        """Watch the threads for a while.

        Args:
            seconds: how long.
            wait: passes the time between two ticks; what it raises ends the recording and comes through.

        Raises:
            AlreadyProfiling: another recording is running.
        """
        if not self._in_use.acquire(blocking=False):
            raise AlreadyProfiling("cpu profiling already in use")
        try:
            tally = _Tally(self._workers)
            began, started = time.time_ns(), time.monotonic_ns()
            end = started + round(seconds * 1e9)
            now = started
            while now < end:
                # Ticks missed while others held the interpreter are not made up for: weights tell how long they took.
                next_tick = min(end, now - (now - started) % PERIOD_NANOS + PERIOD_NANOS)
                wait((next_tick - now) / 1e9)
                now = time.monotonic_ns()
                tally.tick(now)
            return tally.recording(began, now - started)
        finally:
            self._in_use.release()


class _Tally:
    """What the ticks of one recording have seen so far."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._names = FrameNames()
        self._values: dict[Place, list[int]] = {}
        self._used = [worker.cpu_nanos() for worker in workers]
        self._carried = [0] * len(workers)
        self._last_tick = time.monotonic_ns()

    def tick(self, now: int) -> None:
        """Look at all threads once; `now` is on the monotonic clock, in nanoseconds."""
        innermost = sys._current_frames()
        self._earn(innermost, now - self._last_tick)
        self._last_tick = now
        for number, worker in enumerate(self._workers):
            frame = innermost.get(worker.ident or 0)
            if frame is None or self._carried[number] == 0 or _waits(frame):
                continue
            values = self._values.setdefault(Place(self._names.stack(frame), worker.name), [0, 0])
            values[0] += 1
            values[1] += self._carried[number]
            self._carried[number] = 0

    def recording(self, began: int, duration: int) -> Recording:
        """Return all ticks as a recording; times in nanoseconds."""
        return Recording(
            sample_types=(("samples", "count"), ("cpu", "nanoseconds")),
            values={place: tuple(values) for place, values in self._values.items()},
            default_sample_type="cpu",
            period_type=("cpu", "nanoseconds"),
            period=PERIOD_NANOS,
            time_nanos=began,
            duration_nanos=duration,
        )

    def _earn(self, innermost: dict[int, FrameType], elapsed: int) -> None:
        """Add to each thread the time that it has worked since the last tick."""
        unclocked = []
        for number, worker in enumerate(self._workers):
            before, now = self._used[number], worker.cpu_nanos()
            self._used[number] = now
            if now is not None and before is not None:
                self._carried[number] += now - before
            elif now is None and (frame := innermost.get(worker.ident or 0)) is not None and not _waits(frame):
                unclocked.append(number)
        for number in unclocked:
            self._carried[number] += elapsed // len(unclocked)


def _waits(innermost: FrameType) -> bool:
    """Say whether a thread is in one of Python's own waits. The workload waits nowhere else."""
    return innermost.f_code.co_filename == THREADING_FILE
