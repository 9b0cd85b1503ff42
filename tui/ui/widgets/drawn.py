"""A widget that draws its own lines, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Self

from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.ui.palettes import palette_of
from tui.ui.theme import Palette
from tui.ui.widgets.cells import changed_span, without_truecolor_filter


class Drawn(Widget):
    """Base of all widgets here; subclasses give `render_line`, or `line_at` to have no more repainted than changes."""

    def line_at(self, y: int) -> Strip:
        """Return one line of the screen as it is now."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """Draw one line, and note what is on the screen now."""
        drawn = self._ahead.pop(y, None)
        if drawn is None or drawn.cell_length != self.size.width:
            drawn = self.line_at(y)
        self._drawn_lines[y] = drawn
        return drawn

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have something repainted; no line drawn ahead holds any more."""
        self._ahead.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def refresh_changed(self, *lines: int) -> None:
        """Repaint what differs from the screen: over SSH bytes are what counts.

        Args:
            lines: the lines that may differ; all if none are given.
        """
        width, height = self.size
        regions, ahead = [], {}
        for y in lines or range(height):
            # It may have changed back before it was ever shown.
            self._ahead.pop(y, None)
            if 0 <= y < height:
                before, now = self._drawn_lines.get(y), self.line_at(y)
                span = (0, width) if before is None else changed_span(before, now)
                if span is not None:
                    regions.append(Region(span[0], y, span[1] - span[0], 1))
                    ahead[y] = now
        if regions:
            self.refresh(*regions)
            # To compare a line takes drawing it, and that need not be done again.
            self._ahead.update(ahead)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Keep NO_COLOR and the like, and drop the one that costs half of a repaint for nothing."""
        return without_truecolor_filter(super().get_line_filters())

    @property
    def palette(self) -> Palette:
        """Styles of the present theme."""
        return palette_of(self.app.current_theme, self.app.console.color_system)

    @cached_property
    def _ahead(self) -> dict[int, Strip]:
        """Lines that are drawn, but not yet on the screen."""
        return {}

    @cached_property
    def _drawn_lines(self) -> dict[int, Strip]:
        """What was drawn last, by line."""
        return {}
