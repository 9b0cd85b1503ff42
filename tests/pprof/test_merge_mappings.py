"""Mappings when profiles are merged: of equal ones, pprof keeps where the first that a sample uses begins."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import environment
from tests.robust.measuring import program
from tui.pprof import firstuse
from tui.pprof import profile_pb2 as pb
from tui.pprof.arrays import IndexArray
from tui.pprof.decode import decode
from tui.pprof.merge import merge
from tui.pprof.runs import taken

ANONYMOUS = "//anon"


def written(mappings: list[tuple[int, str]], uses: list[list[int]], values: list[int] | None = None) -> bytes:
    """A profile of some mappings, each with a location.

    Args:
        mappings: where each begins, and its file.
        uses: for each sample the mappings that its locations are of, by place, leaf first; -1 for none.
        values: of each sample; 10, 11, ... if not given.
    """
    profile = pb.Profile(string_table=[b"", b"cpu", b"nanoseconds"])
    profile.sample_type.add(type=1, unit=2)
    profile.location.add(id=1, address=0x99)
    for number, (start, file) in enumerate(mappings, 1):
        profile.string_table.append(file.encode())
        profile.mapping.add(id=number, memory_start=start, memory_limit=start + 0x10000, filename=2 + number)
        profile.location.add(id=number + 1, mapping_id=number, address=start + 0x10 * number)
    for row, use in enumerate(uses):
        profile.sample.add(location_id=[place + 2 for place in use], value=[values[row] if values else 10 + row])
    return profile.SerializeToString()


JAVA = [(0x400000, "/usr/bin/java"), (0x7F0000000000, ANONYMOUS), (0x7F1000000000, ANONYMOUS)]
CASES = {
    "the first used": ([written(JAVA, [[2], [1]])], [0x400000, 0x7F1000000000]),
    "the first of a stack": ([written(JAVA, [[-1, 2, 1], [1]])], [0x400000, 0x7F1000000000]),
    "one that no sample of weight uses": ([written(JAVA, [[1], [2]], [0, 5])], [0x400000, 0x7F1000000000]),
    "one that another profile has": (
        [written(JAVA[:2], [[0]]), written([JAVA[0], JAVA[2]], [[1]])],
        [0x400000, 0x7F1000000000],
    ),
    "the program that none uses": ([written(JAVA[1:], [[1]])], [0x7F0000000000]),
    "no mapping in the first": ([written([], [[-1]]), written(JAVA, [[2]])], [0x400000, 0x7F1000000000]),
}


@pytest.mark.parametrize(("files", "starts"), CASES.values(), ids=CASES)
def test_equal_mappings_begin_where_the_first_one_used_does(files: list[bytes], starts: list[int]) -> None:
    assert [mapping.start for mapping in merge([decode(file) for file in files]).mappings] == starts


def test_the_order_of_use_is_the_same_however_much_is_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(4)
    mappings = [(0x10000 * (1 + number), f"/lib/{number}") for number in range(20)]
    uses = [chance.choices(range(-1, 20), k=chance.randint(1, 5)) for _ in range(30)]
    profile = decode(written(mappings, uses))
    expected = [*dict.fromkeys(mapping for use in uses for mapping in use if mapping >= 0)]
    for batch, most in ((1, 1), (1, 8), (7, 7), (7, 1 << 18), (1 << 12, 1 << 18)):
        monkeypatch.setattr(firstuse, "_FIRST_BATCH", batch)
        monkeypatch.setattr(firstuse, "_BATCH", most)
        assert [*firstuse.mappings_by_use(profile)] == expected


@pytest.mark.parametrize("last_found", [50, 500, 1999])
def test_few_more_calls_are_looked_at_than_it_takes_to_find_every_mapping(
    last_found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN two thousand stacks of twenty calls, one of which alone is of the last mapping
    chance = random.Random(4)
    uses = [chance.choices(range(7), k=20) for _ in range(2000)]
    uses[last_found][0] = 7
    profile = decode(written([(0x10000 * (1 + number), f"/lib/{number}") for number in range(8)], uses))
    looked_at = list[int]()

    def counted(offsets: IndexArray, numbers: IndexArray, chosen: IndexArray) -> tuple[IndexArray, IndexArray]:
        looked_at.append(len(chosen))
        return taken(offsets, numbers, chosen)

    monkeypatch.setattr(firstuse, "taken", counted)
    # THEN it is found, and less than twice as many calls are looked at, or four thousand
    assert [*firstuse.mappings_by_use(profile)][-1] == 7
    assert last_found < sum(looked_at) <= 2 * last_found + 4096 / 20


def test_pprof_keeps_the_same(tmp_path: Path, go_pprof: Callable[..., str]) -> None:
    for files, _ in CASES.values():
        # One file alone is not merged.
        paths = [tmp_path / f"{number}.pb" for number in range(len(files) + 1)]
        for path, content in zip(paths, [*files, files[-1]], strict=True):
            path.write_bytes(content)
        arguments = ["-raw", "-symbolize=none", *map(str, paths)]
        ours = program(*arguments, environment=environment(tmp_path))
        assert ours.stdout == go_pprof(*arguments)
