"""The workload is modest and stops at once."""

from __future__ import annotations

import threading
import time

import pytest

from tui.demo.server import DemoServer
from tui.demo.workload import Workload


def test_all_threads_together_use_less_than_one_core() -> None:
    with Workload() as workload:
        if workload.workers[0].cpu_nanos() is None:
            pytest.skip("threads have no clocks here")
        started = time.monotonic_ns()
        time.sleep(1.5)
        used = [worker.cpu_nanos() for worker in workload.workers]
        elapsed = time.monotonic_ns() - started
    # Each thread begins with a burst of 30 ms, before its first rest.
    assert 0 < sum(used) <= 1.0 * elapsed
    assert all(nanos > 0 for nanos in used)


def test_stop_ends_every_thread() -> None:
    workload = Workload()
    workload.start()
    workload.stop()
    assert not any(worker.is_alive() for worker in workload.workers)


def test_nobody_works_while_the_workload_stands_still() -> None:
    with Workload() as workload:
        with workload.standing_still():
            time.sleep(0.3)  # each finishes the piece of work that it is at
            before = [worker.cpu_nanos() for worker in workload.workers]
            time.sleep(0.2)
            after = [worker.cpu_nanos() for worker in workload.workers]
        if None in before:
            pytest.skip("threads have no clocks here")
        assert sum(after) - sum(before) < 50_000_000


def test_a_server_in_this_process_leaves_nothing_behind() -> None:
    before = threading.active_count()
    with DemoServer() as server:
        assert server.address.startswith("127.0.0.1:")
        server.stop()
        assert server.address == ""
    assert threading.active_count() == before
