"""Numbers of samples in words, with how far chance may have moved them."""

from __future__ import annotations

from math import sqrt

from tui.ui.glyphs import GLYPHS


def samples(count: int) -> str:
    """Return a number of random samples with its error, one standard deviation of a count: `54 samples ±14%`."""
    error = f" {GLYPHS.plus_minus}{round(100 / sqrt(count))}%" if count > 0 else ""
    return counted(count, "sample") + error


def counted(count: int, what: str) -> str:
    """Return a number of things: `1 record`, `2,000 records`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
