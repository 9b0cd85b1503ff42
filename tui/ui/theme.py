"""Colours: hue is the package, lightness sets equal neighbours apart, reverse is the selection, underline a match.

Styles are made once for a theme and shared, because Textual remembers the escape codes of a style object.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass
from functools import cached_property, lru_cache
from zlib import crc32

from rich.color import Color
from rich.style import Style

from tui.analysis.names import package

_HUES = tuple(degrees / 360 for degrees in (8, 28, 45, 62, 88, 125, 158, 178, 196, 212, 228, 262, 292, 330))
_RUNTIME = frozenset({"runtime", "internal/runtime/atomic", "internal/runtime/maps", "internal/runtime/sys", "syscall"})


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
        return self._style(self.background, self.foreground) + Style(bold=True)

    @cached_property
    def rest_box(self) -> Style:
        """A box `+N` of thin neighbours."""
        return self._style(self.muted, self.surface) + Style(italic=True)

    @cached_property
    def root_box(self) -> Style:
        """The box of the whole profile."""
        return self._style(self.foreground, self.surface) + Style(bold=True)

    def box(self, name: str, *, odd: bool, same: bool, matches: bool | None) -> Style:
        """Return the style of a box.

        Args:
            name: the function, for its package.
            odd: True for every other box of a row, so that equal neighbours differ.
            same: the box is another occurrence of the selected function.
            matches: whether the name matches the search; None without a search.
        """
        return _box(self.dark, package(name), odd, same, matches)

    @staticmethod
    def _style(foreground: str, background: str) -> Style:
        return Style(color=Color.parse(foreground), bgcolor=Color.parse(background))


@lru_cache(maxsize=4096)
def _box(dark: bool, of: str, odd: bool, same: bool, matches: bool | None) -> Style:
    lightness = (0.36 if odd else 0.42) if dark else (0.74 if odd else 0.80)
    saturation = 0.42 if dark else 0.62
    if of in _RUNTIME:
        saturation = 0.06
    if matches is False:
        saturation, lightness = saturation * 0.35, lightness * 0.62 if dark else min(lightness * 1.12, 0.93)
    hue = _HUES[crc32(of.encode("utf-8", "replace")) % len(_HUES)]
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    background = Color.from_rgb(red * 255, green * 255, blue * 255)
    faded = matches is False
    text = ("#9a9a9a" if faded else "#ffffff") if dark else ("#8a8a8a" if faded else "#101010")
    return Style(
        color=Color.parse(text), bgcolor=background, bold=same or bool(matches), underline=same or bool(matches)
    )
