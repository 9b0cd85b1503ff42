"""Colours: hue is the package, lightness sets equal neighbours apart, reverse is the selection, underline a match.

Styles are made once for a theme and shared, because Textual remembers the escape codes of a style object.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zlib import crc32

from rich.color import Color, ColorSystem
from rich.style import Style

from tui.ui.contrast import TEXT, contrast, readable, reduced

_HUES = tuple(degrees / 360 for degrees in (8, 28, 45, 62, 88, 125, 158, 178, 196, 212, 228, 262, 292, 330))
_CHANGE_HUES = {"change: more": 8 / 360, "change: less": 212 / 360}
"""Red and blue, which also those tell apart who see no green."""
_KIND_HUES = {"kind: own": 125 / 360, "kind: library": 212 / 360, "kind: system": 8 / 360}
_GREY_PACKAGES = ("runtime", "syscall")
_GREY_PREFIXES = ("internal/runtime/", "runtime/internal/")


def is_grey(package: str) -> bool:
    """Say whether a package is the runtime, whose boxes have no hue."""
    return package in _GREY_PACKAGES or package.startswith(_GREY_PREFIXES)


@dataclass(frozen=True)
class Palette:
    """All styles that widgets draw with, for one theme."""

    dark: bool
    foreground: str
    background: str
    accent: str
    muted: str
    """Colour of text that may be overlooked."""
    surface: str
    """Background of heads and lines that belong to the program, not to the profile."""
    warning: str
    depth: ColorSystem = ColorSystem.TRUECOLOR
    """Colours of the terminal."""

    @cached_property
    def plain(self) -> Style:
        """Ordinary text."""
        return self._style(self.foreground, self.background)

    @cached_property
    def faint(self) -> Style:
        """Text that may be overlooked."""
        return self._style(self.muted, self.background)

    @cached_property
    def strong(self) -> Style:
        """Text that matters."""
        return self._style(self.foreground, self.background) + Style(bold=True)

    @cached_property
    def cursor(self) -> Style:
        """The row under the cursor of a pane that has the focus."""
        return self._style(self.background, self.accent) + Style(bold=True)

    @cached_property
    def held(self) -> Style:
        """The selected row of a pane that has not the focus."""
        return self._style(self.foreground, self.surface) + Style(bold=True)

    @cached_property
    def head(self) -> Style:
        """Head of a pane."""
        return self._style(self.muted, self.surface)

    @cached_property
    def head_focused(self) -> Style:
        """Head of the pane that has the focus."""
        return self._style(self.accent, self.surface) + Style(bold=True)

    @cached_property
    def line(self) -> Style:
        """Title and detail lines."""
        return self._style(self.foreground, self.surface)

    @cached_property
    def line_faint(self) -> Style:
        """The parts of title and detail lines that may be overlooked."""
        return self._style(self.muted, self.surface)

    @cached_property
    def line_strong(self) -> Style:
        """The parts of title and detail lines that matter."""
        return self._style(self.foreground, self.surface) + Style(bold=True)

    @cached_property
    def key(self) -> Style:
        """A key in the bottom line."""
        return self._style(self.accent, self.surface) + Style(bold=True)

    @cached_property
    def chip(self) -> Style:
        """A filter or option in the title line."""
        return self._style(self.surface, self.accent)

    @cached_property
    def alarm(self) -> Style:
        """An error in the bottom line."""
        return self._style(self.background, self.warning) + Style(bold=True)

    @cached_property
    def match(self) -> Style:
        """A row that matches the search."""
        return self._style(self.accent, self.background) + Style(bold=True, underline=True)

    @cached_property
    def bar(self) -> Style:
        """Bars beside costs."""
        return self._style(self.warning, self.background)

    @cached_property
    def selected_box(self) -> Style:
        """The box under the cursor."""
        paper, ink = ("#f4f4f4", "#000000") if self.dark else ("#141414", "#ffffff")
        return self._style(ink, paper) + Style(bold=True)

    @cached_property
    def rest_box(self) -> Style:
        """A box `+N` of thin neighbours."""
        return self._style(self.muted, self.surface)

    @cached_property
    def rest_box_found(self) -> Style:
        """A box `+N` in which a match stands."""
        return self._style(self.accent, self.surface) + Style(bold=True, underline=True)

    @property
    def edges(self) -> bool:
        """True if there are too few shades to tell neighbours apart, so that a line has to."""
        return self.depth is not ColorSystem.TRUECOLOR

    @cached_property
    def root_box(self) -> Style:
        """The box of the whole profile."""
        return self._style(self.foreground, self.surface) + Style(bold=True)

    def ink(self, colour: str) -> Style:
        """Return the style of text in a colour of its own, such as source code, as near to it as can be read."""
        return self._style(colour, self.background)

    def box(self, of: str, *, grey: bool, odd: bool, same: bool, matches: bool | None) -> Style:
        """Return the style of a box.

        Args:
            of: what its colour tells: a package, a function or a kind of code.
            grey: nothing that a user writes; it has no hue.
            odd: True for every other box of a row, so that equal neighbours differ.
            same: the box is another occurrence of the selected function.
            matches: whether the name matches the search; None without a search.
        """
        return _box(self.dark, self.depth, of, grey, odd, same, matches)

    def swatch(self, of: str, *, grey: bool) -> Style:
        """Return the style of a legend's entry, on the background of heads."""
        return Style(
            color=self.box(of, grey=grey, odd=False, same=False, matches=None).bgcolor, bgcolor=self.head.bgcolor
        )

    def _style(self, foreground: str, background: str) -> Style:
        """Return a style of text that can be read."""
        text, paper = readable(Color.parse(foreground), Color.parse(background), self.depth)
        return Style(color=text, bgcolor=paper)


@lru_cache(maxsize=4096)
def _box(dark: bool, depth: ColorSystem, of: str, grey: bool, odd: bool, same: bool, matches: bool | None) -> Style:
    lightness = (0.36 if odd else 0.42) if dark else (0.74 if odd else 0.80)
    saturation = 0.42 if dark else 0.62
    if grey:
        saturation = 0.06
    if matches is False:
        saturation, lightness = saturation * 0.35, lightness * 0.62 if dark else min(lightness * 1.12, 0.93)
    direction, _, strength = of.rpartition(" ")
    if direction in _CHANGE_HUES:
        saturation *= (0.45, 0.9, 1.5)[int(strength) - 1]
    if depth is ColorSystem.EIGHT_BIT and not grey and matches is not False:
        # Of 256 colours those that are nearest to pale ones are greys.
        saturation = max(saturation * 1.6, 0.5)
    faded = matches is False
    text = Color.parse(("#b0b0b0" if faded else "#ffffff") if dark else ("#606060" if faded else "#101010"))
    paper = _paper(hue_of(of), lightness, min(saturation, 1), text, depth, -0.02 if dark else 0.02)
    text, paper = readable(text, paper, depth)
    return Style(color=text, bgcolor=paper, bold=same or bool(matches), underline=same or bool(matches))


def hue_of(of: str) -> float:
    """Return the hue of what a colour tells, from 0 to 1."""
    direction = of.rpartition(" ")[0]
    return _KIND_HUES.get(of) or _CHANGE_HUES.get(direction) or _HUES[crc32(of.encode("utf-8", "replace")) % len(_HUES)]


def _paper(hue: float, lightness: float, saturation: float, text: Color, depth: ColorSystem, step: float) -> Color:
    """Return a background of a hue on which the text can be read; hues differ in how light they are to the eye."""
    while True:
        red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
        paper = reduced(Color.from_rgb(red * 255, green * 255, blue * 255), depth)
        if contrast(paper.get_truecolor(), reduced(text, depth).get_truecolor()) >= TEXT or not 0.05 < lightness < 0.95:
            return paper
        lightness += step
