"""Whether text can be read on its background, by the rule of the Web (WCAG 2): a ratio of luminances from 1 to 21."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

TEXT = 4.5
"""Least contrast of text."""
_STEPS = 40


def luminance(colour: ColorTriplet) -> float:
    """Return how light a colour is to the eye, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """Return the ratio of two colours, the lighter to the darker."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=4096)
def reduced(colour: Color, depth: ColorSystem) -> Color:
    """Return a colour as a terminal of so many colours shows it."""
    if depth is not ColorSystem.EIGHT_BIT or colour.is_default:
        return colour
    # Not by rich's rule, by which a grey with a touch of blue is navy.
    wanted = colour.get_truecolor()
    return Color.from_ansi(min(_CUBE_AND_GREYS, key=lambda number: _distance(_shade(number), wanted)))


_CUBE_AND_GREYS = range(16, 256)
"""Numbers of the 256 colours whose shades are known; the first 16 are the terminal's own."""


@lru_cache(maxsize=256)
def _shade(number: int) -> ColorTriplet:
    return Color.from_ansi(number).get_truecolor()


def _distance(one: ColorTriplet, other: ColorTriplet) -> float:
    """Return how far two colours are apart, about as the eye sees it (the "redmean" rule)."""
    red = (one.red + other.red) / 2
    dr, dg, db = (a - b for a, b in zip(one, other, strict=True))
    return (2 + red / 256) * dr * dr + 4 * dg * dg + (2 + (255 - red) / 256) * db * db


@lru_cache(maxsize=1024)
def readable(text: Color, paper: Color, depth: ColorSystem, least: float = TEXT) -> tuple[Color, Color]:
    """Return the colours of text and background as the terminal has them, the text as far changed as it has to be.

    Args:
        text: the wanted colour of text; it becomes lighter or darker until it can be read.
        paper: the background.
        depth: colours of the terminal.
        least: contrast to reach.
    """
    paper = reduced(paper, depth)
    on, wanted = paper.get_truecolor(), text.get_truecolor()
    away = ColorTriplet(0, 0, 0) if luminance(on) > 0.18 else ColorTriplet(255, 255, 255)
    for step in range(_STEPS + 1):
        mixed = Color.from_rgb(*(a + (b - a) * step / _STEPS for a, b in zip(wanted, away, strict=True)))
        found = reduced(mixed, depth)
        if contrast(found.get_truecolor(), on) >= least:
            return found, paper
    return reduced(Color.from_triplet(away), depth), paper
