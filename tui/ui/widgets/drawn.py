"""A widget that draws its own lines, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.widget import Widget

from tui.ui.theme import Palette
from tui.ui.widgets.cells import without_truecolor_filter

_palettes: dict[str, Palette] = {}


class Drawn(Widget):
    """Base of all widgets here; subclasses give `render_line`."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Keep NO_COLOR and the like, and drop the one that costs half of a repaint for nothing."""
        return without_truecolor_filter(super().get_line_filters())

    @property
    def palette(self) -> Palette:
        """Styles of the present theme."""
        theme = self.app.current_theme
        found = _palettes.get(theme.name)
        if found is None:
            colours = theme.to_color_system().generate()
            background, foreground = _solid(colours["background"]), _solid(colours["foreground"])
            found = _palettes[theme.name] = Palette(
                dark=theme.dark,
                foreground=foreground,
                background=background,
                accent=_solid(colours["accent" if theme.dark else "primary"]),
                muted=_solid(colours["foreground-muted"], background),
                surface=_solid(colours["panel"]),
                warning=_solid(colours["warning"]),
            )
        return found

    def refresh_row(self, y: int, x: int = 0, width: int = 0) -> None:
        """Repaint one line or a part of it."""
        if 0 <= y < self.size.height:
            self.refresh(Region(x, y, width or self.size.width, 1))


def _solid(colour: str, background: str = "#000000") -> str:
    """Return a theme's colour as `#rrggbb`; a translucent one as it looks on `background`."""
    parsed = Color.parse(colour)
    return Color.parse(background).blend(parsed.with_alpha(1), parsed.a).hex6
