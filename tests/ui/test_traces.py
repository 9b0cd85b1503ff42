"""The traces pane: the heaviest stacks, each frame of them a way to select it."""

from __future__ import annotations

from pathlib import Path

from tests.ui.driving import WIDE, browsing, profile_of, written

PROFILE = "go127_cpu_5s_busy.pb.gz"


async def test_the_heaviest_stack_comes_first_leaf_first_with_its_labels() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("6")
        await user.until_shown("#traces-list", "530ms 15.19%  53 samples ±14%")
        lines = user.shown("#traces-list").splitlines()
        assert lines[1].strip() == "endpoint: /search, /orders · worker: 1, 0"
        assert lines[2].strip() == "crypto/internal/fips140/sha256.blockSHANI"
        assert "6 Traces · the 189 heaviest stacks · 100% of the total" in user.everything()


async def test_the_cursor_selects_in_all_panes_and_enter_shows_the_source() -> None:
    async with browsing(PROFILE, WIDE) as user:
        await user.press("6")
        await user.until_shown("#traces-list", "blockSHANI")
        await user.press("j", "j", "j", "j")
        assert user.selected == "main.hashRound"
        await user.settle()
        await user.until_shown("#peek-list", "main.hashRound")
        await user.press("enter")
        await user.until(lambda: user.browser.active == "source")
        assert user.selected == "main.hashRound"


async def test_records_that_are_no_random_samples_have_no_error() -> None:
    async with browsing("go127_mutex.pb.gz") as user:
        await user.press("6")
        await user.until_shown("#traces-list", "1 record", "sync.(*Mutex).Unlock")
        assert "±" not in user.shown("#traces-list")


async def test_nothing_that_weighs_anything_is_said(tmp_path: Path) -> None:
    async with browsing(written(tmp_path, profile_of(("main;work", 0)))) as user:
        await user.press("6")
        await user.until_shown("#traces-list", "no stack weighs anything")
        for key in ("j", "enter", "G"):
            await user.press(key)
        assert user.selected == "root"


async def test_a_stack_of_100_000_frames_is_walked_to_its_end(tmp_path: Path) -> None:
    stack = ";".join(f"f{number % 7}" for number in range(100_000))
    async with browsing(written(tmp_path, profile_of((stack, 5)))) as user:
        await user.press("6", "G")
        await user.until_shown("#traces-list", "f0")
        assert user.selected == "f0"
