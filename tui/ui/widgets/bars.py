"""Bars of cells that are longer than they are exact."""

from __future__ import annotations

from tui.ui.glyphs import GLYPHS


def bar(share: float, width: int) -> str:
    """Return a bar for a share from 0 to 1 in `width` cells, padded; anything above 0 is seen."""
    steps = len(GLYPHS.bars)
    length = min(max(round(share * width * steps), 1 if share > 0 else 0), width * steps)
    full, rest = divmod(length, steps)
    return (GLYPHS.bars[-1] * full + (GLYPHS.bars[rest - 1] if rest else "")).ljust(width)
