"""Odd units, values and times come out of `-top` as they come out of pprof."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report.lines import top_lines
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode

MAX = (1 << 63) - 1
UNITS = ["count", "nanoseconds", "us", "seconds", "bytes", "KB", "milliGCU", "samples", "widgets", "unit", ""]
VALUES = {
    "small": [1, 2, 3],
    "spread": [1, 999, 1000, 1023, 1024, 60_000, 3_599_999, 123_456_789, 10_000_000_000, 7_200_000_000_000],
    "negative": [-5, 17_000, -2_500_000, 30],
    "cancelled": [5_000_000, -5_000_000, 1],
    "huge": [MAX, 1],
    "nothing": [0, 0],
}


def made(values: list[int], unit: str, **header: int) -> ProfileBuilder:
    builder = ProfileBuilder([("kind", unit)], **header)
    for number, value in enumerate(values):
        builder.add([Frame(f"f{number}"), Frame("shared" if number % 2 else "main"), Frame("main")], [value])
    return builder


def compare(builder: ProfileBuilder, options: Options, go_pprof: Callable[..., str], file: Path, *flags: str) -> None:
    profile = builder.build()
    file.write_bytes(encode(profile))
    assert top_lines(profile, options) == go_pprof("-top", *flags, file).splitlines()


@pytest.mark.parametrize("values", VALUES)
def test_every_unit_reads_as_in_pprof(values: str, go_pprof: Callable[..., str], tmp_path: Path) -> None:
    for unit in UNITS:
        compare(made(VALUES[values], unit), Options(trim=False), go_pprof, tmp_path / "p.pb.gz", "-trim=false")


@pytest.mark.parametrize("duration", [1, 1_500, 2_000_000_000, 7_200_000_000_000])
def test_a_duration_reads_as_in_pprof(duration: int, go_pprof: Callable[..., str], tmp_path: Path) -> None:
    for unit in ("nanoseconds", "count", "seconds"):
        builder = made([1_000_000, 250_000], unit, duration_nanos=duration)
        compare(builder, Options(), go_pprof, tmp_path / "p.pb.gz")


def test_names_that_sort_oddly_are_sorted_as_in_pprof(go_pprof: Callable[..., str], tmp_path: Path) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for name in ("b", "a", "B", "é", "z", "\U0001f525", "", "a.b", "a b", "関数"):
        builder.add([Frame(name), Frame("main")], [10])
    compare(builder, Options(), go_pprof, tmp_path / "p.pb.gz")
