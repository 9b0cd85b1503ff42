"""Patterns that take other engines ages, typed or brought along by a profile, take no time here (R25)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import environment
from tui.analysis.frames import Granularity, frame_table
from tui.analysis.search import search
from tui.analysis.stacks import expand
from tui.errors import BadOption
from tui.pprof import profile_pb2 as pb
from tui.pprof.build import Frame, ProfileBuilder

pytestmark = pytest.mark.rule("R25")
KNOWN = (
    "^(a+)+$", "(a|a)*$", "(a|aa)+$", "(.*a){20}", "(a*)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(x+x+)+y", "(a?){40}a{40}",
    "((a{1,100}){1,100}){1,100}", "a{1,1000}{1,1000}", "(?:(?:(?:a*)*)*)*$", ".*.*.*.*.*=", "(a|b|ab)*c",
    "[a-z]+[a-z]+[a-z]+$",
)  # fmt: skip
TEXT = "a" * 5000 + "!"


def test_searching_as_typed() -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for number in range(50):
        builder.add([Frame(f"{TEXT}{number}")], [1])
    made = builder.build()
    table = frame_table(made, Granularity.FUNCTIONS)
    stacks = expand(made, table).stacks
    for pattern in KNOWN:
        try:
            search(table, stacks, made.values[:, 0], pattern)
        except BadOption as refused:
            assert "\n" not in str(refused)


@pytest.mark.parametrize("option", ["focus", "ignore", "hide", "show", "show_from", "prune_from", "tagfocus"])
def test_options(home: Path, option: str) -> None:
    file = written(home, "")
    for pattern in KNOWN[:6]:
        done = run(home, "-top", f"-{option}={pattern}", str(file))
        assert done.returncode in (0, 2)
        assert b"Traceback" not in done.stderr


def test_patterns_that_the_profile_brings_along(home: Path) -> None:
    for pattern in KNOWN:
        done = run(home, "-top", str(written(home, pattern)))
        assert done.returncode == 0, done.stderr


def written(home: Path, drop: str) -> Path:
    message = pb.Profile(
        string_table=[b"", b"cpu", TEXT.encode(), drop.encode()],
        sample_type=[pb.ValueType(type=1)],
        function=[pb.Function(id=1, name=2)],
        location=[pb.Location(id=1, line=[pb.Line(function_id=1)])],
        sample=[pb.Sample(location_id=[1], value=[5], label=[pb.Label(key=1, str=2)])],
        drop_frames=3 if drop else 0,
        keep_frames=3 if drop else 0,
    )
    path = home / "p.pb"
    path.write_bytes(message.SerializeToString())
    return path


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    # Any of these patterns would take Python's own engine longer than the sun will last.
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments], capture_output=True, check=False, env=environment(home), timeout=60
    )
