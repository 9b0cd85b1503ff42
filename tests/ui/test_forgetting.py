"""Of a profile that is no longer on the screen, nothing is left but what was asked to be kept."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest
from rich.segment import Segment
from textual.widget import Widget

from tests.processes import resident
from tests.robust.large import many_functions
from tests.ui.driving import DATA, NARROW, WIDE, User, browsing
from tui.fetch.target import parse_target
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.snapshots import Snapshots
from tui.ui import forgetting
from tui.ui.allocator import share_one_arena
from tui.ui.loading import Order
from tui.ui.messages import Gone
from tui.ui.screens.browser import BrowserScreen


async def opened(user: User, name: str | Path) -> None:
    """Open another profile in place of the one on the screen."""
    before = user.app.screen
    user.app.load(Order(parse_target(str(DATA / name))))
    await user.until(lambda: user.app.screen is not before and isinstance(user.app.screen, BrowserScreen))
    await user.until_shown("#flame-graph", "root")
    await user.settle()


@pytest.mark.rule("R32")
async def test_a_screen_that_is_gone_is_gone() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        screen, session = ref(user.app.screen), ref(user.session)
        # WHEN another profile is opened
        await opened(user, "go127_heap.pb.gz")

        def left() -> bool:
            gc.collect()
            return screen() is not None or session() is not None

        # THEN nothing holds what showed the first; timers that were set may hold it for a moment
        await user.until(lambda: not left())


@pytest.mark.rule("R32")
async def test_pictures_go_with_their_widgets() -> None:
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:
        widgets = [*user.app.screen.walk_children(Widget)]
        assert any(widget._styles_cache._cache for widget in widgets)
        await opened(user, "go127_heap.pb.gz")
        assert not any(widget._styles_cache._cache for widget in widgets)


async def taken_by(large: Path) -> list[int]:
    """Return the bytes that this process takes each time after a large profile was opened and another one instead."""
    async with browsing("go127_heap.pb.gz", WIDE) as user:
        user.app.snapshots = Snapshots(most=1)
        taken = []
        for _ in range(3):
            await opened(user, large)
            session = ref(user.session)
            await opened(user, "go127_heap.pb.gz")
            # WHEN nobody asks for it THEN it is gone in a moment
            await user.until(lambda: session() is None)  # noqa: B023
            taken.append(resident(os.getpid()))
    return taken


@pytest.mark.rule("R32")
@pytest.mark.timeout(120)
def test_what_a_large_profile_took_is_given_back(tmp_path: Path) -> None:
    many_functions(large := tmp_path / "large.pb", 100_000)
    size = decode(large.read_bytes()).nbytes
    # GIVEN a process as the program is one: where tests ran before, threads have memory of their own
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(large)], capture_output=True, text=True, check=True, timeout=100
    )
    taken = json.loads(done.stdout)
    # THEN the memory is not the program's any more
    assert taken[2] - taken[0] < size


@pytest.mark.rule("R32")
async def test_texts_that_were_cut_go_with_their_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "_SOON", 0.01)
    text = Segment("wide: ｗｉｄｅ")
    async with browsing("go127_cpu_5s_busy.pb.gz", WIDE) as user:

        def is_known() -> bool:
            before = Segment._split_cells.cache_info().hits
            text.split_cells(9)
            return Segment._split_cells.cache_info().hits > before

        assert (is_known(), is_known()) == (False, True)
        await opened(user, "go127_heap.pb.gz")
        await user.until(lambda: not is_known())


@pytest.mark.rule("R32")
async def test_what_is_small_is_not_looked_for_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async with browsing("go127_heap.pb.gz", WIDE) as user:
        looked, trimmed = list[int](), list[int]()
        monkeypatch.setattr(gc, "collect", lambda: looked.append(0))
        monkeypatch.setattr(forgetting, "trim", lambda: trimmed.append(0))
        for times in (1, 2, 3):
            user.app.post_message(Gone(1 << 23))
            await user.until(lambda: len(trimmed) == times)  # noqa: B023
            assert len(looked) == times // 2


if __name__ == "__main__":
    share_one_arena()
    print(json.dumps(asyncio.run(taken_by(Path(sys.argv[1])))))


@pytest.mark.rule("R32")
async def test_what_comes_leaves_no_pane_with_the_profile_before(tmp_path: Path) -> None:
    path = tmp_path / "live.pb.gz"
    profile = decode((DATA / "go127_cpu_5s_busy.pb.gz").read_bytes())
    path.write_bytes(encode(profile))
    async with browsing(path, NARROW) as user:
        shown = []
        for number, pane in enumerate("12345678", start=2):
            # GIVEN a pane that was looked at, and left
            await user.press(pane)
            await user.settle()
            await user.press("2" if pane == "1" else "1")
            shown.append(ref(user.session))
            # WHEN another profile comes instead
            path.write_bytes(encode(replace(profile, values=profile.values * number)))
            await user.press("R")
            await user.until(lambda: user.session is not shown[-1]())
            await user.settle()

        def left() -> list[str]:
            gc.collect()
            return [pane for pane, session in zip("12345678", shown, strict=True) if session() is not None]

        # THEN nothing holds those that came before
        await user.until(lambda: not left())
