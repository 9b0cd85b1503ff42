"""Hours of use: profile after profile is opened, walked through, filtered and compared in one run (R32).

    python -m tests.robust.test_soak HOURS [SEED]

prints a line for each round and at last whether memory and descriptors held, in 2 GiB of address space; if not, the
exit status is 1.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import pytest
from textual.widgets import Input

from tests.robust.test_watch import MEGABYTE, held
from tests.ui.driving import DATA, WIDE, User, running
from tests.ui.test_random_keys import LINES, PATTERNS, PRESSED, PROFILES
from tui.fetch.target import parse_target
from tui.gathering import Wish, planned
from tui.ui.allocator import share_one_arena
from tui.ui.loading import Order
from tui.ui.screens.browser import BrowserScreen

pytestmark = pytest.mark.rule("R32")
_UNLIKE = ["go127_cpu_5s_busy.pb.gz", "go127_threadcreate_delta_1s.pb.gz"]
"""One profile with everything, and one without samples."""
_KEYS = 25
"""Random keys on each profile."""
_SEED = 32
"""Which random keys, unless another number is given."""
_SETTLED = 0.5
"""Share of the rounds after which memory has found its level."""


class Verdict(NamedTuple):
    """Something measured in the long run, and the most that it may be."""

    what: str
    amount: float
    at_most: float

    @property
    def held(self) -> bool:
        # A slope of too few rounds is no number, and says nothing.
        return self.amount <= self.at_most

    def __str__(self) -> str:
        return f"{'held' if self.held else 'BROKEN'}: {self.amount:+.2f} {self.what}, at most {self.at_most:g}"


class _Handed(ctypes.Structure):
    """What glibc's malloc says of itself; see mallinfo2(3)."""

    _NAMES = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = [(name, ctypes.c_size_t) for name in _NAMES]


def in_use() -> tuple[int, int]:
    """Return how many blocks Python's objects have, and the bytes that malloc has handed out; 0 where it does not say.

    What is resident has gaps besides, and grows by the megabyte: a few blocks hold as much for all small objects.
    """
    tell = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if tell is None:
        return sys.getallocatedblocks(), 0
    tell.restype = _Handed
    handed = tell()
    return sys.getallocatedblocks(), handed.uordblks + handed.hblkhd


class Usage:
    """Memory and descriptors after each round."""

    def __init__(self) -> None:
        self.hours: list[float] = []
        self.memory: list[int] = []
        self.descriptors: list[int] = []
        self.blocks: list[int] = []
        self.handed: list[int] = []
        self._start = time.monotonic()

    def note(self) -> None:
        memory, descriptors = held()
        self.hours.append((time.monotonic() - self._start) / 3600)
        self.memory.append(memory)
        self.descriptors.append(descriptors)
        blocks, handed = in_use()
        self.blocks.append(blocks)
        self.handed.append(handed)

    def growth(self) -> float:
        """Return the MB an hour that memory grew by once it had found its level."""
        first = int(len(self.hours) * _SETTLED)
        slope, _ = np.polyfit(self.hours[first:], [memory / MEGABYTE for memory in self.memory[first:]], 1)
        return float(slope)

    def verdicts(self) -> list[Verdict]:
        """Say of memory and of descriptors whether they held, from when they had found their level."""
        first = int(len(self.hours) * _SETTLED)
        more = self.descriptors[-1] - max(self.descriptors[: first + 1])
        return [Verdict("MB an hour", self.growth(), 1), Verdict("descriptors", more, 0)]


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


async def soak(
    rounds: Iterator[object], profiles: list[str], noted: Callable[[Usage], None] = lambda _: None, seed: int = _SEED
) -> Usage:
    """Use the program round by round."""
    usage, random = Usage(), Random(seed)
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


def test_growth_and_what_is_lost_are_told() -> None:
    usage = Usage()
    usage.hours = [0.0, 1.0, 2.0, 3.0]
    for memory, descriptors, expected in (
        ([50, 100, 100, 100], [9, 10, 10, 10], [True, True]),
        ([50, 100, 100, 102], [9, 9, 9, 10], [False, False]),
    ):
        usage.memory, usage.descriptors = [megabytes * MEGABYTE for megabytes in memory], descriptors
        assert [verdict.held for verdict in usage.verdicts()] == expected


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    # As the command does.
    share_one_arena()
    hours, *seeds = sys.argv[1:]
    end, seed = time.monotonic() + float(hours) * 3600, int(seeds[0]) if seeds else _SEED

    def say(usage: Usage) -> None:
        line = f"{usage.hours[-1]:.3f} h  {usage.memory[-1] / MEGABYTE:.1f} MB  {usage.descriptors[-1]} descriptors"
        print(f"{line}  {usage.blocks[-1]:,} blocks  {usage.handed[-1] / MEGABYTE:.1f} MB of malloc", flush=True)

    # A random key may have what is shown written to a file, wherever that is.
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):
        os.environ |= {"HOME": home, "PPROF_TMPDIR": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home}
        usage = asyncio.run(soak(chain([None], iter(lambda: time.monotonic() < end, False)), PROFILES, say, seed))
    print(f"{len(usage.hours)} rounds without an error in {usage.hours[-1]:.2f} h")
    verdicts = usage.verdicts()
    for verdict in verdicts:
        print(verdict)
    sys.exit(0 if all(verdict.held for verdict in verdicts) else 1)


if __name__ == "__main__":
    main()
