"""The course of a value in a few cells."""

from __future__ import annotations

from collections.abc import Sequence

from tui.ui.glyphs import GLYPHS


def sparkline(values: Sequence[int | None]) -> str:
    """Return one bar for each value, from 0 at the bottom to the largest at the top; one below 0 has none.

    Args:
        values: None for one that is not known, which is a gap.
    """
    steps = len(GLYPHS.heights)
    most = max((value for value in values if value is not None), default=0)

    def bar(value: int | None) -> str:
        if value is None:
            return " "
        return GLYPHS.heights[min(max(value, 0) * steps // max(most, 1), steps - 1)]

    return "".join(map(bar, values))
