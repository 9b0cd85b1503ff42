"""Stacks a hundred thousand calls deep (R6); a million functions, long names, many children (R7)."""

from __future__ import annotations

import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
import pytest

from tests.e2e.terminal import Terminal
from tests.robust.large import deep_stack, many_functions, wide
from tests.ui.conftest import home
from tests.ui.driving import WIDE, browsing, profile_of, written
from tui.pprof.decode import decode
from tui.session import Session

__all__ = ["home"]

Measured = Callable[..., None]
DEPTH, FUNCTIONS, CHILDREN, NAME = 100_000, 1_000_000, 10_000, 1_000_000
KINDS = ["recursive", pytest.param("distinct", marks=pytest.mark.slow)]


@contextmanager
def timed(what: str, at_most: float, measured: Measured) -> Iterator[None]:
    start = time.perf_counter()
    yield
    measured(what, time.perf_counter() - start, at_most=at_most)


@pytest.mark.rule("R6")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_deep_stack_is_opened_and_every_pane_walks_to_its_end(
    kind: str, tmp_path: Path, home: Path, measured: Measured
) -> None:
    assert sys.getrecursionlimit() <= DEPTH // 10
    file = tmp_path / "deep.pb"
    deep_stack(file, DEPTH, 2 if kind == "recursive" else DEPTH - 1)
    start = time.perf_counter()
    async with browsing(file) as user:
        measured("seconds to open", time.perf_counter() - start, at_most=5)
        # The flame graph, from the root page by page, and to the very end.
        await user.press("G", "G", "G")
        with timed("seconds to the last frame", 5, measured):
            await user.press("slash")
            await user.type("^last$")
            await user.press("enter")
            await user.settle()
        assert user.selected == "last"
        assert user.state.node.depth == DEPTH
        assert "last" in user.shown("#flame-graph")
        # Every other pane shows it, and goes from its first line to its last and back.
        for key in "2345678":
            with timed("seconds a pane", 5, measured):
                await user.press(key, "G", "home")
                await user.settle()
            assert user.app.is_running
            if key in "236":
                await user.until(lambda: "last" in user.everything())
        await user.press("6", "G")
        await user.settle()
        assert "f0" in user.everything()


@pytest.mark.rule("R6")
def test_the_limit_of_recursion_is_left_as_it_is() -> None:
    sources = Path(__file__).parents[2].glob("tui/**/*.py")
    assert not [path for path in sources if "setrecursionlimit" in path.read_text()]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("many") / "many.pb"
    many_functions(file, FUNCTIONS)
    return file


@pytest.mark.slow
@pytest.mark.rule("R7")
def test_a_million_functions_are_counted_and_laid_out_soon(many: Path, measured: Measured) -> None:
    profile = decode(many.read_bytes())
    with timed("seconds from parsed to the first picture", 1, measured):
        session = Session(profile, title="many").prepare()
        state = session.first_state()
        assert session.boxes(state, 200, 60).rows
    assert len(session.rows(state)) == FUNCTIONS


@pytest.mark.slow
@pytest.mark.rule("R7")
@pytest.mark.timeout(600)
def test_a_key_is_answered_soon_among_a_million_functions(many: Path, tmp_path: Path, measured: Measured) -> None:
    with Terminal(tmp_path, str(many)) as terminal:
        terminal.until_shown("4 levels")
        terminal.press("2")
        terminal.until(lambda screen: re.search(r"Top · 1,000,000 functions", screen))
        time.sleep(2)
        terminal.read()
        keys = "jjjjjjjkkjjjjkjjj"
        measured("ms a key", statistics.median([answered(terminal.child, key) for key in keys]), at_most=50)
        for key in ("G", "\x1b[H", "\x1b[6~"):
            measured("ms a leap", answered(terminal.child, key), at_most=200)
        terminal.press("q")
        assert terminal.ended() == 0


def answered(child: pexpect.spawn, key: str) -> float:
    """Press a key; return the milliseconds until the last byte that follows it."""
    child.delaybeforesend = None
    start = last = time.perf_counter()
    child.send(key)
    while True:
        try:
            child.read_nonblocking(1 << 16, timeout=0.2)
        except pexpect.TIMEOUT:
            assert last > start, "no answer"
            return (last - start) * 1000
        last = time.perf_counter()


@pytest.mark.rule("R7")
async def test_a_name_of_a_million_characters_is_gone_through_in_every_pane(
    tmp_path: Path, home: Path, measured: Measured
) -> None:
    file = written(tmp_path, profile_of((f"main;{'x' * NAME}", 10)))
    async with browsing(file, WIDE) as user:
        for key in "12345678":
            with timed("seconds a pane with a long name", 1, measured):
                await user.press(key, "G", "home")
                await user.settle()
            assert user.app.is_running
        assert "xxxx" in user.everything()


@pytest.mark.rule("R7")
async def test_many_children_are_opened_and_walked(tmp_path: Path, home: Path, measured: Measured) -> None:
    wide(file := tmp_path / "wide.pb", CHILDREN)
    start = time.perf_counter()
    async with browsing(file) as user:
        measured("seconds to open", time.perf_counter() - start, at_most=5)
        with timed("seconds to walk", 5, measured):
            await user.press("down", "down", "right", "right", "G", "2", "G", "home", "3", "G")
            await user.settle()
        await user.press("slash")
        await user.type(f"^child{CHILDREN - 1}$")
        await user.press("enter")
        assert user.selected == f"child{CHILDREN - 1}"
