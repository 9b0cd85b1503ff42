"""What pours in is left out, what is typed is not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.ui.flood import AHEAD, Flood


def test_as_many_as_may_wait() -> None:
    flood = Flood()
    assert all(flood.lets_through(done=0) for _ in range(AHEAD))
    assert not flood.rises
    # WHEN one more comes THEN it is left out, and so is what follows, though some were acted upon
    assert not flood.lets_through(done=0)
    assert not flood.lets_through(done=AHEAD)
    assert flood.rises
    # THEN all is heard again once it was quiet
    assert flood.ebbs()
    assert flood.lets_through(done=AHEAD)
    assert not flood.ebbs()


def test_one_who_waits_for_each_key_is_always_heard() -> None:
    flood = Flood()
    assert all(flood.lets_through(done) for done in range(3 * AHEAD))


@given(st.lists(st.integers(0, AHEAD + 10), max_size=20))
def test_no_more_wait_than_may_and_what_is_left_out_is_said(bursts: list[int]) -> None:
    flood, done = Flood(), 0
    for burst in bursts:
        # GIVEN all that was let through before has been acted upon
        heard = sum(flood.lets_through(done) for _ in range(burst))
        assert heard == min(burst, AHEAD)
        assert flood.ebbs() == (heard < burst)
        done += heard
