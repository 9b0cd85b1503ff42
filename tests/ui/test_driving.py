"""A test's run ends as the program does."""

from __future__ import annotations

import asyncio

import pytest

from tests.ui.driving import browsing
from tui.ui.app import PprofApp


async def test_nothing_comes_once_the_screens_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: list[int] = []
    close = PprofApp._close_messages

    async def close_slowly(app: PprofApp, wait: bool = True) -> None:
        # GIVEN a machine that is busy between the end of the screens and that of the application
        await asyncio.sleep(0.1)
        await close(app, wait)

    monkeypatch.setattr(PprofApp, "_close_messages", close_slowly)
    monkeypatch.setattr(PprofApp, "tick", lambda app: ticks.append(len(app.screen_stack)))
    monkeypatch.setattr("tui.ui.fetching._TICK", 0.001)
    # WHEN a run ends
    async with browsing("go127_heap.pb.gz"):
        pass
    # THEN no timer came after the screens were gone
    assert ticks
    assert 0 not in ticks
