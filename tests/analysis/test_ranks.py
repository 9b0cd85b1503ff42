"""Ranks of many names are those that sorting them one by one gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.analysis import ranks as module
from tui.analysis.ranks import ranks

# Few letters and long shared beginnings, zeros and bytes beyond ASCII: all that makes neighbours hard to tell apart.
PARTS = st.sampled_from([b"", b"\0", b"\0\0\0\0\0\0\0", b"a", b"b", b"\xff", b"example", b"example.test/pkg", b"\x7f"])
NAMES = st.lists(st.lists(PARTS, max_size=6).map(b"".join), max_size=60)


def ranked_one_by_one(names: list[bytes]) -> list[int]:
    rank = {name: place for place, name in enumerate(sorted(set(names)))}
    return [rank[name] for name in names]


@pytest.mark.parametrize(("few", "long"), [(0, 1 << 20), (5, 1 << 20), (0, 10), (1024, 256)])
@settings(deadline=None)
@given(names=NAMES)
def test_ranks_are_those_of_sorting(few: int, long: int, names: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", few)
        patch.setattr(module, "_LONG", long)
        assert ranks(names).tolist() == ranked_one_by_one(names)


def test_many_names_that_begin_alike() -> None:
    names = [b"example.test/server/pkg%d.(*Type%d).Method%d" % (n % 7, n % 31, n // 2) for n in range(5000)]
    assert ranks(names).tolist() == ranked_one_by_one(names)


def test_long_names_that_differ_at_their_ends() -> None:
    names = [b"x" * 100_000 + bytes([n % 50]) for n in range(60)]
    assert ranks(names).tolist() == [n % 50 for n in range(60)]


def test_no_names() -> None:
    assert ranks([]).tolist() == []
    assert ranks([b""]).tolist() == [0]
