"""What tells two calls apart, at every granularity."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.stacks import expand
from tui.pprof import profile_pb2 as pb
from tui.pprof.decode import decode
from tui.pprof.profile import Profile

TEXTS = ("", "work", "main", "a.py", "./lib//b.py", "/bin/prog", "main")


def program() -> Profile:
    """`main` calls `work` twice on one line and once on another; `work` has inlined a second `work` of lib/b.py."""
    lines = [
        [pb.Line(function_id=3, line=7, column=1), pb.Line(function_id=1, line=5)],
        [pb.Line(function_id=1, line=5)],
        [pb.Line(function_id=2, line=2, column=4)],
        [pb.Line(function_id=2, line=2, column=9)],
        [],
        [],
    ]
    return decode(
        pb.Profile(
            string_table=[text.encode() for text in TEXTS],
            sample_type=[pb.ValueType()],
            mapping=[pb.Mapping(id=1, filename=5)],
            function=[
                pb.Function(id=1, name=1, filename=3, start_line=4),
                pb.Function(id=2, name=2, filename=3, start_line=1),
                pb.Function(id=3, name=1, filename=4),
                pb.Function(id=4, name=6, filename=3),
            ],
            location=[
                pb.Location(id=number, address=0x10 * number, line=own, mapping_id=1 if number == 5 else 0)
                for number, own in enumerate(lines, 1)
            ],
            sample=[pb.Sample(location_id=[1, 2, 3, 4, 5, 6], value=[1])],
        ).SerializeToString()
    )


def stack(granularity: Granularity, *, noinlines: bool = False, columns: bool = False) -> list[str]:
    profile = program()
    table = frame_table(profile, granularity, noinlines=noinlines, columns=columns)
    return [table.label(frame) for frame in expand(profile, table).stacks.frames.tolist()]


@pytest.mark.parametrize(
    ("granularity", "expected"),
    [
        ("functions", ["work", "work", "work", "main", "main", "[prog]", "<unknown>"]),
        (
            "filefunctions",
            ["work lib/b.py", "work a.py", "work a.py", "main a.py", "main a.py", "[prog]", "<unknown>"],
        ),
        ("files", ["lib/b.py", "a.py", "a.py", "a.py", "a.py", "[prog]", "<unknown>"]),
        (
            "lines",
            ["work lib/b.py:7", "work a.py:5", "work a.py:5", "main a.py:2", "main a.py:2", "[prog]", "<unknown>"],
        ),
        (
            "addresses",
            [
                "0000000000000010 work lib/b.py:7:1",
                "0000000000000010 work a.py:5",
                "0000000000000020 work a.py:5",
                "0000000000000030 main a.py:2:4",
                "0000000000000040 main a.py:2:9",
                "0000000000000050 [prog]",
                "0000000000000060 <unknown>",
            ],
        ),
    ],
)
def test_a_granularity_decides_what_a_frame_is_called(granularity: str, expected: list[str]) -> None:
    assert stack(Granularity(granularity)) == expected


def test_frames_with_one_name_are_one_frame() -> None:
    table = frame_table(program(), Granularity.FUNCTIONS)
    labels = [table.label(frame) for frame in range(len(table))]
    assert len(labels) == len(set(labels))


def test_columns_tell_calls_in_one_line_apart() -> None:
    assert stack(Granularity.LINES, columns=True)[3:5] == ["main a.py:2:4", "main a.py:2:9"]


def test_without_inlining_the_outermost_caller_has_the_cost() -> None:
    assert stack(Granularity.FILEFUNCTIONS, noinlines=True)[:2] == ["work a.py", "work a.py"]
    assert len(stack(Granularity.FUNCTIONS, noinlines=True)) == 6


def test_only_calls_before_the_last_line_of_a_location_are_inlined() -> None:
    profile = program()
    table = frame_table(profile, Granularity.FUNCTIONS)
    assert expand(profile, table).inlined.tolist() == [True, *[False] * 6]


def test_equal_names_have_equal_ranks_and_ranks_follow_the_bytes() -> None:
    table = frame_table(program(), Granularity.FUNCTIONS)
    by_rank = sorted(range(len(table)), key=lambda frame: int(table.name_order[frame]))
    keys = [table.sort_key(frame) for frame in by_rank]
    assert keys == sorted(keys)


def test_names_for_the_screen_are_clean_and_names_for_patterns_are_as_recorded() -> None:
    profile = decode(
        pb.Profile(
            string_table=[b"", b"\xffbad\x1b"],
            function=[pb.Function(id=1, name=1)],
            location=[pb.Location(id=1, line=[pb.Line(function_id=1)])],
        ).SerializeToString()
    )
    table = frame_table(profile, Granularity.FUNCTIONS)
    assert table.label(0) == "\\xffbad\\x1b"
    assert table.label_as_recorded(0) == "\udcffbad\x1b"
    assert table.sort_key(0) == b"\xffbad\x1b"


@pytest.mark.parametrize("granularity", [Granularity.FUNCTIONS, Granularity.LINES])
@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from([b"", b"a", b"a\nb", b"\n", b"\x7f", b" ~"]), st.binary(max_size=4))))
def test_all_names_in_lines_are_those_of_one_by_one(granularity: Granularity, names: list[bytes]) -> None:
    numbers = range(1, len(names) + 1)
    profile = decode(
        pb.Profile(
            string_table=[b"", *names],
            function=[pb.Function(id=number, name=number) for number in numbers],
            location=[pb.Location(id=number, line=[pb.Line(function_id=number)]) for number in numbers],
        ).SerializeToString()
    )
    table = frame_table(profile, granularity)
    labels = [table.label(frame).encode() for frame in range(len(table))]
    text, starts = table.joined.text, table.joined.starts
    assert text == b"\n".join(labels)
    assert [text[start : start + len(label)] for start, label in zip(starts.tolist(), labels, strict=True)] == labels
    keys = [table.sort_key(frame) for frame in range(len(table))]
    assert table.name_order.tolist() == [sorted(set(keys)).index(key) for key in keys]
