"""What a load says of itself, and how it is called off in the middle of its work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pprof.cases import changed
from tests.pprof.wire_bytes import bytes_field, number_field, packed_field
from tests.ui.driving import running
from tui.errors import Cancelled
from tui.fetch.target import FileTarget
from tui.pprof.batches import telling
from tui.pprof.decode import decode
from tui.ui.loading import Order
from tui.ui.progress import Progress
from tui.ui.screens.browser import BrowserScreen

pytestmark = pytest.mark.rule("R30")
PROFILE = Path(__file__).parents[1] / "data" / "go127_cpu_5s_busy.pb.gz"


def test_a_file_is_read_and_then_worked_on() -> None:
    progress = Progress(Order(FileTarget(PROFILE)))
    assert progress.text(80).startswith("reading ")
    progress.worked("reading samples", 0.254)
    assert "reading samples… 25%" in progress.text(80)
    assert "Esc cancels" in progress.text(80)


def test_decoding_tells_its_share_and_ends_when_nobody_wants_it() -> None:
    progress = Progress(Order(FileTarget(PROFILE)))
    with telling(progress.worked):
        decode(PROFILE.read_bytes())
    assert "100%" in progress.text(80)
    progress.cancel.cancel()
    with telling(progress.worked), pytest.raises(Cancelled):
        decode(PROFILE.read_bytes())


async def test_the_screen_goes_on_while_a_file_is_read(tmp_path: Path, measured: Callable[..., None]) -> None:
    # GIVEN a profile that takes a second
    path = tmp_path / "long.pb"
    path.write_bytes(changed() + bytes_field(2, packed_field(1, [1] * 9) + number_field(2, 7)) * 600_000)
    async with running(Order(FileTarget(path))) as user:
        # WHEN the thread that draws takes turns, whatever else it does
        longest, turns, last = 0.0, 0, time.perf_counter()
        while not isinstance(user.app.screen, BrowserScreen):
            await asyncio.sleep(0.005)
            now = time.perf_counter()
            longest, turns, last = max(longest, now - last), turns + 1, now
        # THEN it had many
        assert turns > 10
        measured("seconds without a turn for keys", longest, at_most=0.2)
