"""A thread that works a fixed share of the time, and can be asked how much CPU time it has used."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_BURST_SECONDS = 0.03
"""CPU time between two rests: several ticks of a 100 Hz sampler, and short enough to be stopped at once."""


class Worker(threading.Thread):
    """Repeats a piece of work, then rests as long as its share of a core demands, until it is told to stop."""

    def __init__(
        self, name: str, work: Callable[[], object], share: float, gate: threading.Event, closing: threading.Event
    ) -> None:
        """Prepare the thread; `start` sets it to work.

        Args:
            name: of the thread, as profiles will show it.
            work: some milliseconds of work.
            share: of one core, above 0 and up to 1.
            gate: holds the thread before the next piece of work while it is not set; must be set to close.
            closing: ends the work, and any rest, when set.
        """
        super().__init__(name=name, daemon=True)
        self._work = work
        self._share = share
        self._gate = gate
        self._closing = closing
        self._clock: int | None = None

    def run(self) -> None:
        """Work and rest by turns. Shares are of CPU time, so a faster machine does more work, not less."""
        self._clock = _clock_of_this_thread()
        while not self._closing.is_set():
            used = self.work_a_burst()
            self._closing.wait(used * (1 - self._share) / self._share)

    def work_a_burst(self) -> float:
        """Work for about 30 ms of CPU time, and return the seconds it came to."""
        started = time.thread_time()
        while (used := time.thread_time() - started) < _BURST_SECONDS and not self._closing.is_set():
            self._gate.wait()
            self._work()
        return used

    def cpu_nanos(self) -> int | None:
        """Return the CPU time used so far; None if the platform has no such clock, or before and after the work.

        Any thread may ask. On Linux a clock is named by its thread's number, and asking for one that is gone is an
        error, not a crash.
        """
        if self._clock is None:
            return None
        try:
            return time.clock_gettime_ns(self._clock)
        except OSError:
            return None


def _clock_of_this_thread() -> int | None:
    # macOS has clocks of threads for the thread itself only; mypy sees the platform it runs on.
    find: Callable[[int], int] | None = getattr(time, "pthread_getcpuclockid", None)
    return find(threading.get_ident()) if find else None
