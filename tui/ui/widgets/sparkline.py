"""The course of a value in a few cells."""

from __future__ import annotations

from collections.abc import Sequence

from tui.ui.glyphs import GLYPHS


def sparkline(values: Sequence[int]) -> str:
    """Return one bar for each value, from 0 at the bottom to the largest at the top; one below 0 has none."""
    steps, most = len(GLYPHS.heights), max(values, default=0)
    if most <= 0:
        return GLYPHS.heights[0] * len(values)
    return "".join(GLYPHS.heights[min(max(value, 0) * steps // most, steps - 1)] for value in values)
