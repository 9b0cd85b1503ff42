"""Everything that is written can be read, in every theme and with as many colours as the terminal has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product

import pytest
from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.theme import BUILTIN_THEMES

from tui.ui.palettes import SixteenColours, palette_of
from tui.ui.theme import Palette

_TEXT, _GRAPHIC = 4.5, 3.0
"""Least contrast of text, and of what is no text, by WCAG 2."""
OTHERS = ("kind: own", "kind: library", "kind: system", "kind: runtime", "kind: ?", "change: same")
CHANGES = tuple(f"change: {direction} {strength}" for direction in ("more", "less") for strength in (1, 2, 3))
PACKAGES = tuple(f"example.com/package{number}" for number in range(60))
"""Enough that every hue is among them."""
SHADES = {
    "xterm": (
        *("000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5"),
        *("7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff"),
    ),
    "VGA": (
        *("000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa"),
        *("555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff"),
    ),
    "Terminal.app": (
        *("000000", "990000", "00a600", "999900", "0000b2", "b200b2", "00a6b2", "bfbfbf"),
        *("666666", "e50000", "00d900", "e5e500", "0000ff", "e500e5", "00e5e5", "e5e5e5"),
    ),
}
"""What terminals make of the 16 colours."""


def ratio(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast of two colours, written down again from WCAG 2."""

    def light(colour: ColorTriplet) -> float:
        parts = [channel / 255 for channel in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def boxes(palette: Palette) -> Iterator[tuple[str, Style]]:
    for odd, same, matches in product((False, True), (False, True), (None, False, True)):
        for of in (*PACKAGES, *OTHERS, *CHANGES):
            grey = of in ("kind: runtime", "kind: ?", "change: same", PACKAGES[0])
            yield of, palette.box(of, grey=grey, odd=odd, same=same, matches=matches)


def texts(palette: Palette) -> Iterator[tuple[str, Style]]:
    for name in dir(type(palette)):
        if isinstance(getattr(type(palette), name), cached_property) and name != "bar":
            yield name, getattr(palette, name)
    yield "source", palette.ink("#bbbbbb")
    yield "source", palette.ink("#75715e")


def drawn(style: Style, dark: bool, shades: tuple[str, ...] = ()) -> tuple[ColorTriplet, ColorTriplet]:
    """Return text and background as they are seen."""

    def seen(colour: Color | None, *, text: bool) -> ColorTriplet:
        if colour is not None and not colour.is_default:
            return parsed(shades[colour.number]) if colour.number is not None and shades else colour.get_truecolor()
        assert shades, "a theme of any colours leaves none to the terminal"
        return parsed(shades[7 if text else 0] if dark else shades[0 if text else 15])

    pair = seen(style.color, text=True), seen(style.bgcolor, text=False)
    return (pair[1], pair[0]) if style.reverse else pair


def parsed(shade: str) -> ColorTriplet:
    return ColorTriplet(*bytes.fromhex(shade))


@pytest.mark.parametrize("colours", ["truecolor", "256"])
@pytest.mark.parametrize("theme", [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi])
def test_all_text_can_be_read(theme: str, colours: str) -> None:
    palette = palette_of(BUILTIN_THEMES[theme], colours)
    for name, style in (*boxes(palette), *texts(palette)):
        assert style.color is not None
        assert style.bgcolor is not None
        shown = style
        if colours == "256":
            depth = ColorSystem.EIGHT_BIT
            shown = Style(color=style.color.downgrade(depth), bgcolor=style.bgcolor.downgrade(depth))
            # What the terminal gets is what was chosen, not what rich makes of it.
            assert shown == Style(color=style.color, bgcolor=style.bgcolor), name
        assert ratio(*drawn(shown, palette.dark)) >= _TEXT, (name, style)


@pytest.mark.parametrize("terminal", SHADES)
@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light", "textual-dark", "textual-light", "nord"])
def test_all_text_can_be_read_in_16_colours(theme: str, terminal: str) -> None:
    palette = palette_of(BUILTIN_THEMES[theme], "standard")
    for name, style in (*boxes(palette), *texts(palette)):
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.is_default or (colour.number is not None and colour.number < 16), name
        assert ratio(*drawn(style, palette.dark, SHADES[terminal])) >= _TEXT, (name, style)


@pytest.mark.parametrize("colours", ["truecolor", "256", "standard"])
@pytest.mark.parametrize("theme", BUILTIN_THEMES)
def test_the_selected_box_stands_out_from_all_others(theme: str, colours: str) -> None:
    palette = palette_of(BUILTIN_THEMES[theme], colours)
    shades = SHADES["xterm"] if isinstance(palette, SixteenColours) else ()
    _, selected = drawn(palette.selected_box, palette.dark, shades)
    for name, style in boxes(palette):
        _, paper = drawn(style, palette.dark, shades)
        # Of 16 colours the nearest is grey beside yellow, which hue and bold text tell apart.
        assert ratio(selected, paper) >= (1.05 if shades else _GRAPHIC), (name, style)


@pytest.mark.parametrize("colours", ["truecolor", "256", "standard"])
@pytest.mark.parametrize("theme", BUILTIN_THEMES)
def test_more_and_less_differ_in_hue(theme: str, colours: str) -> None:
    palette = palette_of(BUILTIN_THEMES[theme], colours)
    shades = SHADES["xterm"] if isinstance(palette, SixteenColours) else ()
    for strength in (1, 2, 3):
        more, less = (
            drawn(
                palette.box(f"change: {direction} {strength}", grey=False, odd=False, same=False, matches=None),
                palette.dark,
                shades,
            )[1]
            for direction in ("more", "less")
        )
        assert more.red > more.blue
        assert less.blue > less.red


@pytest.mark.parametrize("colours", ["truecolor", "256", "standard"])
@pytest.mark.parametrize("theme", BUILTIN_THEMES)
def test_packages_have_several_colours(theme: str, colours: str) -> None:
    palette = palette_of(BUILTIN_THEMES[theme], colours)
    found = {palette.box(of, grey=False, odd=False, same=False, matches=None).bgcolor for of in PACKAGES}
    assert len(found) >= (6 if isinstance(palette, SixteenColours) else 10)


def test_what_a_search_does_not_find_steps_back() -> None:
    for theme, colours in product(("textual-dark", "textual-light", "ansi-dark"), ("truecolor", "256", "standard")):
        palette = palette_of(BUILTIN_THEMES[theme], colours)
        for of in PACKAGES:
            found, other = (
                palette.box(of, grey=False, odd=False, same=False, matches=matches) for matches in (True, False)
            )
            assert found.underline
            assert found.bold
            assert not other.underline
            assert found.bgcolor != other.bgcolor
