"""A profile's strings: which are equal, and what the screen shows of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.pprof.strings import StringTable
from tui.text import clean

STRINGS = st.lists(st.one_of(st.sampled_from([b"a", b"b", b"a\0", b"\x1b"]), st.binary(max_size=3)), max_size=30)


@settings(deadline=None)
@given(STRINGS)
def test_a_string_stands_for_those_that_repeat_it(raw: list[bytes]) -> None:
    raw = [b"", *raw]
    assert StringTable(raw).canonical.tolist() == [raw.index(string) for string in raw]


def test_a_repeat_far_behind_is_found() -> None:
    raw = [b"", *(b"f%d" % number for number in range(10_000))]
    assert StringTable(raw).canonical.tolist() == list(range(len(raw)))
    assert StringTable([*raw, b"f7"]).canonical[-1] == 8


@settings(deadline=None)
@given(STRINGS)
def test_one_string_is_made_clean_as_all_are(raw: list[bytes]) -> None:
    table = StringTable([b"", *raw])
    assert [table[index] for index in range(len(table))] == list(table.text) == list(map(clean, table.raw))
