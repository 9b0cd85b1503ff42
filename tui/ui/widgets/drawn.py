"""A widget that draws its own lines, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Self

from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.ui.palettes import palette_of
from tui.ui.theme import Palette
from tui.ui.widgets.cells import changed_span, without_truecolor_filter


class Drawn(Widget):
    """Base of all widgets here, which have neither border nor padding; subclasses say what a line looks like."""

    def line_at(self, y: int, width: int) -> Strip:
        """Return one line of the screen as it is now, in `width` cells, which is what the widget has."""
        raise NotImplementedError

    def line_now(self, y: int) -> Strip | None:
        """Return a line as it is now if that is known without drawing it: it is on the screen, or was drawn ahead."""
        return self._ahead.get(y) or (None if y in self._stale else self._shown.get(y))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return self._drawn(y, self.size.width)

    def _drawn(self, y: int, width: int) -> Strip:
        """Return a line, drawn anew unless it is known how it looks, and note that it is on the screen now."""
        drawn = self.line_now(y)
        if drawn is None or drawn.cell_length != width:
            drawn = self.line_at(y, width)
        self._ahead.pop(y, None)
        self._stale.discard(y)
        self._shown[y] = drawn
        return drawn

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines. Textual looks for borders, padding and opacity on the way, line by line."""
        width = self.size.width
        strips = [self._drawn(y, width) for y in crop.line_range]
        if filters := self.get_line_filters():
            _, background = self.background_colors
            for line_filter in filters:
                strips = [strip.apply_filter(line_filter, background) for strip in strips]
        columns = crop.column_span
        return strips if columns == (0, width) else [strip.crop(*columns) for strip in strips]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have something repainted; no line drawn ahead holds any more."""
        self._ahead.clear()
        if not regions or layout or recompose or not (repaint and self.is_mounted and self.display):
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        # Textual sends two messages for this, one of them to the widget itself, and a key changes several widgets.
        self._set_dirty(*regions)
        self.screen._dirty_widgets.add(self)
        self.screen.check_idle()
        return self

    def refresh_changed(self, *lines: int, known: Mapping[int, Strip] = MappingProxyType({})) -> None:
        """Repaint what differs from the screen: over SSH bytes are what counts.

        Args:
            lines: the lines that may differ; all if none are given.
            known: what some lines look like now, to save drawing them.
        """
        width, height = self.size
        if not width or not height:
            # It is coming back to the screen: what it was like before it left, or was to be like there, tells nothing.
            self._set_dirty()
            return
        regions, ahead = [], {}
        for y in lines or range(height):
            if 0 <= y < height:
                # On the screen it may differ all the same: it may have changed back before it was ever shown.
                before, now = self._shown.get(y), known.get(y) or self.line_at(y, width)
                span = (0, width) if before is None else changed_span(before, now)
                if span is not None:
                    regions.append(Region(span[0], y, span[1] - span[0], 1))
                    ahead[y] = now
                else:
                    self._ahead.pop(y, None)
                    self._stale.discard(y)
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

    def _set_dirty(self, *regions: Region) -> None:
        if regions:
            self._stale.update(y for region in regions for y in region.line_range)
        else:
            self._ahead.clear()
            self._shown.clear()
            self._stale.clear()
        super()._set_dirty(*regions)

    @cached_property
    def _ahead(self) -> dict[int, Strip]:
        """Lines that are drawn, but not yet on the screen."""
        return {}

    @cached_property
    def _shown(self) -> dict[int, Strip]:
        """Lines as they are on the screen."""
        return {}

    @cached_property
    def _stale(self) -> set[int]:
        """Lines that do not look any more as they do on the screen."""
        return set()
