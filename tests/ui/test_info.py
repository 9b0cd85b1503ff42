"""The info pane: what the profile says of itself."""

from __future__ import annotations

import pytest

from tests.ui.driving import browsing


@pytest.mark.parametrize("key", ["7", "i"])
async def test_types_times_and_binaries_are_told(key: str) -> None:
    async with browsing("go127_heap.pb.gz") as user:
        await user.press(key)
        await user.until_shown(
            "#info-list", "alloc_space (bytes): 75.68GB", "one sample every 512kB of space", "/goload", "build id"
        )
        await user.press("G", "g", "j")
        assert "samples" in user.shown("#info-list")
