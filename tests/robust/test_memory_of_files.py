"""What an honest profile takes: in proportion to its size, and a large one within bounds (R5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.generate import write_profile
from tests.e2e.terminal import environment
from tests.robust.choosing import some
from tests.robust.large import many_functions
from tests.robust.measuring import program
from tests.ui.driving import DATA
from tui.pprof.gunzip import gunzip

pytestmark = pytest.mark.rule("R5")
Measured = Callable[..., None]
FILES = sorted(path.name for path in DATA.glob("*.pb.gz"))
LARGEST = max(FILES, key=lambda name: (DATA / name).stat().st_size)


def within_its_share(file: Path, home: Path, measured: Measured) -> None:
    raw = len(gunzip(file.read_bytes())) / 1e6
    done = program("-top", file, environment=environment(home))
    assert done.status == 0, done.stderr
    allowed = 150 + 10 * raw
    measured("share of what it may take", done.megabytes / allowed, at_most=1)
    assert done.megabytes <= allowed


@pytest.mark.parametrize("name", some(FILES, (LARGEST,)))
def test_a_real_profile(name: str, home: Path, measured: Measured) -> None:
    within_its_share(DATA / name, home, measured)


@pytest.mark.slow
@pytest.mark.parametrize(("samples", "depth"), [(30_000, 20), (5000, 200)])
def test_a_made_one(samples: int, depth: int, tmp_path: Path, home: Path, measured: Measured) -> None:
    write_profile(tmp_path / "made.pb.gz", samples, depth)
    within_its_share(tmp_path / "made.pb.gz", home, measured)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_million_functions_and_samples(tmp_path: Path, home: Path, measured: Measured) -> None:
    many_functions(tmp_path / "many.pb", 1_000_000)
    done = program("-top", tmp_path / "many.pb", environment=environment(home))
    assert done.status == 0, done.stderr
    measured("seconds of a million functions", done.seconds, at_most=15)
    measured("MB of a million functions", done.megabytes, at_most=1000)
    assert done.megabytes <= 1000
