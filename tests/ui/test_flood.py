"""What pours in is left out, what is typed is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.ui.flood import AHEAD, Flood


def test_as_many_as_may_wait() -> None:
    flood = Flood()
    assert all(flood.lets_through() for _ in range(AHEAD))
    assert flood.counts()
    assert flood.lets_through()
    assert not flood.rises
    # WHEN more come THEN they are left out, to the last one, and those that wait do not count any more
    assert not flood.lets_through()
    assert not any(flood.counts() for _ in range(AHEAD))
    assert not flood.lets_through()
    assert flood.rises
    # THEN all is heard again once it was quiet
    assert flood.ebbs()
    assert flood.lets_through()
    assert flood.counts()
    assert not flood.ebbs()


def test_who_presses_a_key_right_after_it_is_heard() -> None:
    flood = Flood()
    assert not all(flood.lets_through() for _ in range(AHEAD + 1))
    assert flood.ebbs()
    # GIVEN that the application has not come to any of the keys that it must leave out
    assert flood.lets_through()
    assert [flood.counts() for _ in range(AHEAD + 1)] == [*[False] * AHEAD, True]


def test_one_who_waits_for_each_key_is_always_heard() -> None:
    flood = Flood()
    assert all(flood.lets_through() and flood.counts() for _ in range(3 * AHEAD))


@given(st.lists(st.integers(0, AHEAD + 10), max_size=20))
def test_all_of_a_burst_counts_or_nothing(bursts: list[int]) -> None:
    flood = Flood()
    for burst in bursts:
        through = sum(flood.lets_through() for _ in range(burst))
        assert through == min(burst, AHEAD)
        rose = flood.ebbs()
        assert rose == (burst > AHEAD)
        assert [flood.counts() for _ in range(through)] == [not rose] * through
