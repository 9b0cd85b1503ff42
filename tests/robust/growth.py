"""How the processor time of one step grows with its input: by a ratio, which a busy or slow machine does not change.

For steps of one call, such as a pattern or a parser in C, where no calls can be counted.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_CLOCK_SECONDS = 0.02
"""What does not grow: too short to tell from noise."""


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the processor time of this thread in s: the least of three runs, which others disturbed least."""
    return min(_once(work) for _ in range(3))


def grows_in_proportion(begin: Callable[[int], Callable[[], object]], size: int) -> None:
    """Assert that four times the input takes about four times as long: sixteen times is what a square takes.

    Args:
        begin: makes the work for an input of a size.
        size: the smaller one; a quadratic step should take some tenths of a second at four times this.
    """
    once, four_times = (cpu_seconds(begin(size * factor)) for factor in (1, 4))
    assert four_times <= 8 * once + _CLOCK_SECONDS, (once, four_times)


def _once(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
