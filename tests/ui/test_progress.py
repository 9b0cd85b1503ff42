"""What a load says of itself, and how it is called off in the middle of its work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import Cancelled
from tui.fetch.target import FileTarget
from tui.pprof.batches import telling
from tui.pprof.decode import decode
from tui.ui.loading import Order
from tui.ui.progress import Progress

PROFILE = Path(__file__).parents[1] / "data" / "go127_cpu_5s_busy.pb.gz"


def test_a_file_is_read_and_then_worked_on() -> None:
    progress = Progress(Order(FileTarget(PROFILE)))
    assert progress.text().startswith("reading ")
    progress.worked("reading samples", 0.254)
    assert "reading samples… 25%" in progress.text()
    assert "Esc cancels" in progress.text()


def test_decoding_tells_its_share_and_ends_when_nobody_wants_it() -> None:
    progress = Progress(Order(FileTarget(PROFILE)))
    with telling(progress.worked):
        decode(PROFILE.read_bytes())
    assert "100%" in progress.text()
    progress.cancel.cancel()
    with telling(progress.worked), pytest.raises(Cancelled):
        decode(PROFILE.read_bytes())
