"""The button that calls a fetch off."""

from __future__ import annotations

import threading

from tui.fetch.cancel import CancelToken


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
