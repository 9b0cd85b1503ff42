"""Which palette a theme has on which terminal: one of any colours, or one of the 16 that every terminal has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rich.color import Color as Ink
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tui.ui.theme import Palette, hue_of

_DEPTHS = {"256": ColorSystem.EIGHT_BIT}
_SIXTEEN = ("standard", "windows")
_BOXES = (
    (8, "bright_white on red"),
    (45, "black on bright_yellow"),
    (125, "black on green"),
    (180, "black on cyan"),
    (228, "bright_white on blue"),
    (310, "black on bright_magenta"),
)
"""Pairs that can be read in the shades that terminals give their 16 colours, by the hue they stand for, in degrees."""
_palettes: dict[tuple[str, str | None], Palette] = {}


@dataclass(frozen=True)
class SixteenColours(Palette):
    """Styles of the terminal's own colours, whose shades are not known: text is on what it can be read on anywhere."""

    @cached_property
    def head(self) -> Style:
        """Head of a pane."""
        return Style.parse("black on white")

    @cached_property
    def head_focused(self) -> Style:
        """Head of the pane that has the focus."""
        return self.cursor

    @cached_property
    def cursor(self) -> Style:
        """The row under the cursor of a pane that has the focus."""
        return Style.parse("bold black on cyan" if self.dark else "bold bright_white on blue")

    @cached_property
    def held(self) -> Style:
        """The selected row of a pane that has not the focus."""
        return Style.parse("bold black on white")

    @cached_property
    def chip(self) -> Style:
        """A filter or option in the title line."""
        return Style.parse("black on cyan" if self.dark else "bright_white on blue")

    @cached_property
    def alarm(self) -> Style:
        """An error in the bottom line."""
        return Style.parse("bold bright_white on red")

    @cached_property
    def selected_box(self) -> Style:
        """The box under the cursor."""
        return Style.parse("bold reverse default on default")

    @property
    def edges(self) -> bool:
        """Equal neighbours have one colour."""
        return True

    def ink(self, colour: str) -> Style:
        """Return ordinary text: other shades than the terminal's own could not be read on all backgrounds."""
        return self.plain

    def box(self, of: str, *, grey: bool, odd: bool, same: bool, matches: bool | None) -> Style:
        """Return the style of a box; what a search does not find has no colour."""
        marks = Style(bold=True, underline=True) if same or matches else Style()
        if grey or matches is False:
            return self.plain + marks
        hue = hue_of(of) * 360
        return Style.parse(min(_BOXES, key=lambda pair: _apart(pair[0], hue))[1]) + marks

    def swatch(self, of: str, *, grey: bool) -> Style:
        """Return the style of a legend's entry."""
        box = self.box(of, grey=grey, odd=False, same=False, matches=None)
        return Style(color=Ink.parse("black") if grey else box.bgcolor, bgcolor=self.head.bgcolor)

    def _style(self, foreground: str, background: str) -> Style:
        return Style(color=Ink.parse(foreground), bgcolor=Ink.parse(background))


def palette_of(theme: Theme, colours: str | None) -> Palette:
    """Return the styles of a theme.

    Args:
        theme: one of Textual's.
        colours: what the terminal can show, as rich names it: `truecolor`, `256`, `standard`; None if it is not known.
    """
    found = _palettes.get((theme.name, colours))
    if found is None:
        sixteen = theme.ansi or colours in _SIXTEEN
        found = _palettes[theme.name, colours] = _sixteen(theme.dark) if sixteen else _of_theme(theme, colours)
    return found


def _sixteen(dark: bool) -> Palette:
    plain = "default"
    return SixteenColours(dark, plain, plain, "cyan" if dark else "blue", plain, plain, "yellow" if dark else "blue")


def _of_theme(theme: Theme, colours: str | None) -> Palette:
    generated = theme.to_color_system().generate()
    background = solid(generated["background"])
    return Palette(
        dark=theme.dark,
        foreground=solid(generated["foreground"]),
        background=background,
        accent=solid(generated["accent" if theme.dark else "primary"]),
        muted=solid(generated["foreground-muted"], background),
        surface=solid(generated["panel"]),
        warning=solid(generated["warning"]),
        depth=_DEPTHS.get(colours or "", ColorSystem.TRUECOLOR),
    )


def _apart(one: float, other: float) -> float:
    """Return how far two hues are apart, in degrees."""
    return abs((one - other + 180) % 360 - 180)


def solid(colour: str, background: str = "#000000") -> str:
    """Return a theme's colour as `#rrggbb`; a translucent one as it looks on `background`."""
    parsed = Color.parse(colour)
    return Color.parse(background).blend(parsed.with_alpha(1), parsed.a).hex6
