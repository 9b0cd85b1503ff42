"""Columns of lines when profiles are merged: pprof compares those of the last line, and keeps all of the first seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import environment
from tests.robust.measuring import program
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.merge import merge
from tui.pprof.profile import Profile


def written(columns: list[tuple[int, int]], uses: list[list[int]]) -> bytes:
    """A profile of locations at one address, each of two lines with columns, the inlined one first.

    Args:
        columns: of the two lines of each location.
        uses: for each sample its locations, by place, leaf first.
    """
    profile = pb.Profile(string_table=[b"", b"samples", b"count", b"inlined", b"caller", b"/a.c"])
    profile.sample_type.add(type=1, unit=2)
    for number in (1, 2):
        profile.function.add(id=number, name=2 + number, filename=5)
    for number, (inner, outer) in enumerate(columns, 1):
        location = profile.location.add(id=number, address=0x1234)
        location.line.add(function_id=1, line=12, column=inner)
        location.line.add(function_id=2, line=20, column=outer)
    for row, use in enumerate(uses):
        profile.sample.add(location_id=[place + 1 for place in use], value=[10 + row])
    return profile.SerializeToString()


def columns_of(profile: Profile) -> list[list[int]]:
    return [
        [line.column for location in profile.sample(row).locations for line in location.lines]
        for row in range(profile.n_samples)
    ]


ONE = written([(5, 9)], [[0]])
CASES = {
    "twice the same": ([ONE, ONE], [[5, 9]]),
    "the first profile's": ([ONE, written([(7, 9)], [[0]])], [[5, 9]]),
    "none in the first profile": ([written([(0, 9)], [[0]]), ONE], [[0, 9]]),
    "another last line": ([ONE, written([(7, 8)], [[0]])], [[5, 9], [7, 8]]),
    "the first that is used": ([written([(7, 9), (5, 9)], [[1], [0]])], [[5, 9]]),
    "the first in a stack": ([written([(7, 9), (5, 9), (6, 1)], [[2, 1], [0, 0]])], [[6, 1, 5, 9], [5, 9, 5, 9]]),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_columns_are_those_of_the_location_that_is_seen_first(files: list[bytes], expected: list[list[int]]) -> None:
    assert columns_of(merge([decode(file) for file in files])) == expected


def test_what_no_sample_of_weight_uses_is_not_seen() -> None:
    empty = decode(written([(7, 9), (5, 9)], [[0], [1]]))
    empty.values[0] = 0
    assert columns_of(merge([empty])) == [[5, 9]]


@pytest.mark.parametrize("files", [files for files, _ in CASES.values() if len(files) > 1])
def test_pprof_keeps_the_same(files: list[bytes], tmp_path: Path, go_pprof: Callable[..., str]) -> None:
    paths = [tmp_path / f"{number}.pb" for number in range(len(files))]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    for arguments in (["-traces", "-lines", "-showcolumns"], ["-raw"]):
        ours = program(*arguments, "-symbolize=none", *paths, environment=environment(tmp_path))
        assert ours.stdout == go_pprof(*arguments, "-symbolize=none", *paths)
