"""Hours of use: profile after profile is opened, walked through, filtered and compared in one run (R32).

    python -m tests.robust.test_soak HOURS

prints a line for each round and at last how memory grew, in 2 GiB of address space.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from random import Random

import numpy as np
import pytest
from textual.widgets import Input

from tests.robust.test_watch import MEGABYTE, held
from tests.ui.driving import DATA, WIDE, User, running
from tests.ui.test_random_keys import LINES, PATTERNS, PRESSED, PROFILES
from tui.fetch.target import parse_target
from tui.gathering import Wish, planned
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen

pytestmark = pytest.mark.rule("R32")
_UNLIKE = ["go127_cpu_5s_busy.pb.gz", "go127_threadcreate_delta_1s.pb.gz"]
"""One profile with everything, and one without samples."""
_KEYS = 25
"""Random keys on each profile."""
_SETTLED = 0.5
"""Share of the rounds after which memory has found its level."""


class Usage:
    """Memory and descriptors after each round."""

    def __init__(self) -> None:
        self.hours: list[float] = []
        self.memory: list[int] = []
        self.descriptors: list[int] = []
        self._start = time.monotonic()

    def note(self) -> None:
        memory, descriptors = held()
        self.hours.append((time.monotonic() - self._start) / 3600)
        self.memory.append(memory)
        self.descriptors.append(descriptors)

    def growth(self) -> float:
        """Return the MB an hour that memory grew by once it had found its level."""
        first = int(len(self.hours) * _SETTLED)
        slope, _ = np.polyfit(self.hours[first:], [memory / MEGABYTE for memory in self.memory[first:]], 1)
        return float(slope)


async def a_round(user: User, random: Random, profiles: list[str]) -> None:
    """Open each profile, some of them compared with another, and use it."""
    for name in profiles:
        file = str(DATA / name)
        compared = planned(Wish(sources=(file,), base=file, diff_base=True))
        user.app.load(Order(compared if random.random() < 0.2 else parse_target(file)))
        await user.until(lambda: not user.app._progress)
        await user.until_screen(BrowserScreen)
        for text in (f":{random.choice(LINES)}", f"/{random.choice(PATTERNS)}"):
            await user.press(*("colon" if key == ":" else "slash" if key == "/" else key for key in text), "enter")
            await back_to_browser(user)
        for key in random.choices(PRESSED, k=_KEYS):
            await user.press(key)
        await back_to_browser(user)


async def back_to_browser(user: User) -> None:
    """Leave whatever lies over the browser, and wait for all that works."""
    await user.until(lambda: all(worker.is_finished for worker in user.app.workers))
    while not isinstance(user.screen, BrowserScreen) or isinstance(user.app.focused, Input):
        # After an error that nobody foresaw, nothing hears keys any more.
        assert user.app._exception is None
        await user.press("escape")


async def soak(rounds: Iterator[object], profiles: list[str], noted: Callable[[Usage], None] = lambda _: None) -> Usage:
    """Use the program round by round."""
    usage, random = Usage(), Random(32)
    async with running(Order(parse_target(str(DATA / profiles[0]))), WIDE) as user:
        await user.until_screen(BrowserScreen)
        for _ in rounds:
            await a_round(user, random, profiles)
            usage.note()
            noted(usage)
    return usage


@pytest.mark.timeout(120)
async def test_a_few_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    usage = await soak(repeat(None, 3), _UNLIKE)
    assert usage.descriptors[-1] <= usage.descriptors[1]
    # Memory has not found its level by then, and says nothing: that is for the long run.


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    end = time.monotonic() + float(sys.argv[1]) * 3600

    def say(usage: Usage) -> None:
        line = f"{usage.hours[-1]:.3f} h  {usage.memory[-1] / MEGABYTE:.1f} MB  {usage.descriptors[-1]} descriptors"
        print(line, flush=True)

    # A random key may have what is shown written to a file, wherever that is.
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        os.environ |= {"HOME": home, "PPROF_TMPDIR": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        usage = asyncio.run(soak(chain([None], iter(lambda: time.monotonic() < end, False)), PROFILES, say))
    print(f"{len(usage.hours)} rounds, {usage.growth():+.2f} MB an hour")


if __name__ == "__main__":
    main()
