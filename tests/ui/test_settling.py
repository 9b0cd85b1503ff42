"""A test sees what a key leads to, however many rounds that takes, and does not wait for a server."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest
from textual.app import App
from textual.worker import Worker

from tests.ui.settling import SettlingPilot, key_event

STEPS = 40


class Slow(App[None]):
    """Does what a key wants in roundabout ways."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.answer = threading.Event()

    def key_m(self) -> None:
        self._by_messages(STEPS)

    def _by_messages(self, left: int) -> None:
        if left:
            self.call_later(self.screen.call_later, self._by_messages, left - 1)
        else:
            self.done.append("messages")

    def key_p(self) -> None:
        self._by_pictures(STEPS)

    def _by_pictures(self, left: int) -> None:
        if left:
            self.screen.refresh()
            self.call_after_refresh(self._by_pictures, left - 1)
        else:
            self.done.append("pictures")

    def key_t(self) -> None:
        self.run_worker(partial(_count, 0.1), thread=True, name="first")

    def key_w(self) -> None:
        self.run_worker(partial(self.answer.wait, 10), thread=True, name="waits")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.worker.is_finished:
            self.done.append(str(event.worker.name))
            if event.worker.name == "first":
                self.run_worker(partial(_count, 0.1), thread=True, name="second")


def _count(seconds: float) -> None:
    """Keep a processor busy."""
    began = time.thread_time()
    while time.thread_time() - began < seconds:
        pass


@pytest.mark.parametrize(
    ("key", "done"), [("m", ["messages"]), ("p", ["pictures"]), ("t", ["first", "second"])], ids=("m", "p", "t")
)
async def test_a_key_is_done_when_it_was_pressed(key: str, done: list[str]) -> None:
    app = Slow()
    async with app.run_test():
        await SettlingPilot(app).press(key)
        assert app.done == done


async def test_who_waits_for_an_answer_is_not_waited_for() -> None:
    app = Slow()
    async with app.run_test():
        pilot = SettlingPilot(app)
        await pilot.press("w", "m")
        assert app.done == ["messages"]
        app.answer.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.done == ["messages", "waits"]


async def test_a_new_size_is_there() -> None:
    app = Slow()
    async with app.run_test(size=(80, 24)):
        await SettlingPilot(app).resize_terminal(200, 50)
        assert app.screen.size == app.screen._compositor.size == (200, 50)


async def test_what_fails_is_not_waited_for() -> None:
    app = Slow()
    with pytest.raises(ZeroDivisionError):
        async with app.run_test():
            app.call_later(lambda: 1 // 0)
            await SettlingPilot(app).press("m")


@pytest.mark.parametrize(
    ("pressed", "key", "character"),
    [("a", "a", "a"), ("/", "slash", "/"), ("plus", "plus", "+"), ("space", "space", " "), ("ctrl+r", "ctrl+r", None)],
)
def test_keys_are_written_by_name_or_character(pressed: str, key: str, character: str | None) -> None:
    event = key_event(pressed)
    assert (event.key, event.character) == (key, character)
