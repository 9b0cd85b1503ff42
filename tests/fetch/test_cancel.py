"""The button that calls a fetch off."""

from __future__ import annotations

import math
import socket
import threading

import pytest

from tui.fetch.cancel import CancelToken, Watch
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import UrlTarget


def test_callbacks_run_once_upon_cancel() -> None:
    token, calls = CancelToken(), list[str]()
    token.on_cancel(lambda: calls.append("called"))
    assert not token.cancelled
    token.cancel()
    token.cancel()
    assert token.cancelled
    assert calls == ["called"]


def test_a_callback_that_comes_late_runs_at_once() -> None:
    token, calls = CancelToken(), list[str]()
    token.cancel()
    token.on_cancel(lambda: calls.append("called"))
    assert calls == ["called"]


def test_a_callback_taken_back_does_not_run() -> None:
    token, calls = CancelToken(), list[str]()
    take_back = token.on_cancel(lambda: calls.append("called"))
    take_back()
    take_back()
    token.cancel()
    assert calls == []


def test_cancelling_from_many_threads_calls_once() -> None:
    token, calls = CancelToken(), list[str]()
    token.on_cancel(lambda: calls.append("called"))
    threads = [threading.Thread(target=token.cancel) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == ["called"]


@pytest.mark.parametrize("deadline", [math.inf, math.nan, 1e10, 1e300, 10**9, 2**31 / 1000])
def test_a_deadline_too_far_for_timers_and_sockets_is_far(deadline: float) -> None:
    # GIVEN more seconds than a timer takes, or more milliseconds than a socket does
    with Watch(deadline) as watch, socket.socket() as opened:
        opened.settimeout(watch.remaining)
        # THEN it is cut to days, and nothing fails
        assert 10 * 86400 < watch.remaining < 12 * 86400
        assert watch._timer.is_alive()
        watch.check()
    watch._timer.join(10)
    assert not watch._timer.is_alive()


def test_a_profile_of_any_number_of_seconds_has_a_deadline() -> None:
    url = SecretUrl("http://h:1/debug/pprof/profile")
    assert UrlTarget(url, 10).deadline == 25
    assert 0 < UrlTarget(url, 10**400).deadline < math.inf
