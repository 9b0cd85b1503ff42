"""The CPU profile counts time that threads worked, where they worked, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tui.demo.recording import Recording
from tui.demo.sampler import AlreadyProfiling, CpuSampler
from tui.demo.worker import Worker


def count_to_many() -> int:
    return sum(number * number for number in range(20_000))


def sleep_in_a_wait() -> None:
    threading.Event().wait(0.01)


@contextmanager
def working(*duties) -> Iterator[list[Worker]]:
    gate, closing = threading.Event(), threading.Event()
    gate.set()
    workers = [Worker(name, work, share, gate, closing) for name, work, share in duties]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        closing.set()
        for worker in workers:
            worker.join()


def record(workers: list[Worker], seconds: float) -> Recording:
    """Record anew until a thread was seen in a function of this file, for which a busy machine may give too little."""
    while True:
        recording = CpuSampler(workers).record(seconds, time.sleep)
        if any(place.stack[0].file == __file__ for place in recording.values):
            return recording


def cpu_by_thread(recording) -> dict[str, int]:
    spent: dict[str, int] = {}
    for place, (_, nanos) in recording.values.items():
        spent[place.thread] = spent.get(place.thread, 0) + nanos
    return spent


def test_the_profile_holds_the_time_that_the_threads_clock_counted() -> None:
    with working(("busy", count_to_many, 0.5)) as (worker,):
        if worker.cpu_nanos() is None:
            pytest.skip("threads have no clocks here")
        before = worker.cpu_nanos()
        recording = CpuSampler([worker]).record(0.5, time.sleep)
        used = worker.cpu_nanos() - before
    # One burst may be left over at the end, and some milliseconds lie between the readings of the clock.
    assert used - 60_000_000 <= cpu_by_thread(recording)["busy"] <= used


@pytest.mark.parametrize("with_clocks", [True, False])
def test_a_thread_that_waits_costs_nothing(with_clocks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN a thread that works and one that waits, on a platform with clocks of threads or without (as macOS)
    if not with_clocks:
        monkeypatch.delattr(time, "pthread_getcpuclockid")
    with working(("busy", count_to_many, 1.0), ("idle", sleep_in_a_wait, 1.0)) as workers:
        assert with_clocks or workers[0].cpu_nanos() is None
        # WHEN they are sampled
        recording = record(workers, 0.4)
    # THEN the time is the busy one's, in the function that spends it
    spent = cpu_by_thread(recording)
    assert spent["busy"] > 10 * spent.get("idle", 0)
    leaves = {place.stack[0].function.rsplit(".", 1)[-1] for place in recording.values if place.thread == "busy"}
    assert leaves & {"count_to_many", "<genexpr>"}


def test_stacks_are_leaf_first_with_the_line_of_each_call_and_begin_with_the_thread() -> None:
    with working(("busy", count_to_many, 1.0)) as workers:
        recording = record(workers, 0.3)
    place = next(place for place in recording.values if place.stack[0].file == __file__)
    assert place.stack[-1].function == "tui.demo.worker.Worker.run"
    assert place.stack[-2].function == "tui.demo.worker.Worker.work_a_burst"
    assert all(frame.line >= frame.start_line > 0 for frame in place.stack)


def test_one_profile_at_a_time_and_a_called_off_one_makes_room() -> None:
    class CalledOff(Exception):
        pass

    sampler = CpuSampler([])

    def try_another_then_call_off(seconds: float) -> None:
        with pytest.raises(AlreadyProfiling, match="cpu profiling already in use"):
            sampler.record(1, time.sleep)
        raise CalledOff

    with pytest.raises(CalledOff):
        sampler.record(600, try_another_then_call_off)
    assert sampler.record(0.01, time.sleep).values == {}
