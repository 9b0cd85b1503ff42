"""Waits until the application has done all that was asked of it: for exactly that, and not by the clock.

Textual's own wait sleeps for 20 ms at least, several times a key. Here the event loop itself says when all is done: a
key that was not heard, a message in a queue and a callback that is due are all something that is ready to run.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from asyncio.base_events import BaseEventLoop
from typing import cast

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, key_to_character
from textual.pilot import Pilot

from tests.processes import held_up, works
from tui.ui.keynames import named

PATIENCE = 20.0
"""Seconds that something is waited for before a test fails; nothing takes as long. Of CPU while it works, for a machine
may have others to do."""
_LOOK, _RESTS = 0.02, 0.001
"""A thread that takes less than this much CPU in this many seconds, and could have had more, waits for a server, or for
the user."""


async def settled(app: App[None]) -> None:
    """Wait until every message is handled, every thread has brought what it works on, and all of it is painted."""
    gives_up = time.process_time() + PATIENCE
    while app.is_running and app._exception is None and app.screen_stack:
        assert time.process_time() < gives_up, "the application does not come to rest"
        await _all_heard(gives_up)
        if not app.screen_stack:
            return
        # What is shown next to a picture, as by `call_after_refresh`, is done once it is painted.
        app.screen._on_timer_update()
        if not _anything_ready() and not await _resized(app) and not await _worked_on(app):
            return


async def _all_heard(gives_up: float) -> None:
    """Let all run that is ready to, and what that makes ready."""
    await asyncio.sleep(0)
    while _anything_ready() and time.process_time() < gives_up:
        await asyncio.sleep(0)


def _anything_ready() -> bool:
    """Say whether anything but the task that asks is ready to run; asyncio has no public word for it."""
    return bool(cast("BaseEventLoop", asyncio.get_running_loop())._ready)  # type: ignore[attr-defined]


async def _resized(app: App[None]) -> bool:
    """Wait for the timer that gathers sizes which follow each other closely; return whether there was one."""
    timer = app._resize_timer
    if timer is None or timer._task is None:
        return False
    await asyncio.wait({timer._task})
    return True


async def _worked_on(app: App[None]) -> bool:
    """Wait for the workers, as long as they work; return whether any did."""
    tasks = {worker._task for worker in app.workers if not worker.is_finished and worker._task is not None}
    if not tasks:
        return False
    before = _spent()
    done, _ = await asyncio.wait(tasks, timeout=_LOOK, return_when=asyncio.FIRST_COMPLETED)
    return bool(done) or _spent() - before > _RESTS or works(os.getpid(), but=threading.get_native_id())


def _spent() -> float:
    """Return the seconds that threads have run, or that others than this one had to wait for a processor."""
    return time.process_time() + held_up(os.getpid(), but=threading.get_native_id())


class SettlingPilot(Pilot[None]):
    """Presses keys and clicks as Textual's does, and waits after each as above."""

    async def press(self, *keys: str) -> None:
        """Press keys, each when all that the one before it did is done."""
        for key in keys:
            self.app.post_message(key_event(key))
            await settled(self.app)

    async def pause(self, delay: float | None = None) -> None:
        """Wait until all is done, and if a `delay` is given for what is done after that many seconds."""
        await settled(self.app)
        if delay is not None:
            await asyncio.sleep(delay)
            await settled(self.app)


def key_event(key: str) -> events.Key:
    """Return the event of a key by its name, or by the character that it types."""
    name = named(key) if len(key) == 1 else key
    return events.Key(name, key_to_character(REPLACED_KEYS.get(name, name)))
