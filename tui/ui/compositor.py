"""Repainting what changed and no more: neither the widgets between two changes nor the rest of their lines.

Textual draws all widgets in the rectangle around all changes anew, and writes lines from the first cell of a widget on.
A key that moves the cursor changes a few cells near the top of the screen and a line near its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.console import Console
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_Span = tuple[int, int, int]
"""Line of the screen, its first column, and the one behind its last."""


class _Area(NamedTuple):
    """Where a widget can be seen."""

    widget: Widget
    region: Region
    """All of it."""
    seen: Region
    """The part that no container cuts off; what lies over it may hide more."""


class SpansUpdate(CompositorUpdate):
    """Pieces of lines, each with its place."""

    def __init__(self, pieces: Iterable[tuple[int, int, Strip]]) -> None:
        """Take pieces: column, line, cells."""
        self._pieces = list(pieces)

    def render_segments(self, console: Console) -> str:
        """Return what is to be written to the terminal."""
        return "".join(f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self._pieces)


class SpansCompositor(Compositor):
    """Textual's own, but for what it repaints of a screen on which little changed."""

    def render_partial_update(self) -> SpansUpdate | None:  # type: ignore[override]  # Textual names its own kind
        """Return what changed; None if nothing did."""
        screen = self.size.region
        changed = [region.intersection(screen) for region in self._dirty_regions]
        self._dirty_regions.clear()
        spans = list(self._regions_to_spans(filter(None, changed)))
        return SpansUpdate(self._pieces(spans)) if spans else None

    def _pieces(self, spans: list[_Span]) -> Iterator[tuple[int, int, Strip]]:
        parts: dict[int, list[_Span]] = defaultdict(list)
        areas = [_Area(widget, of, of.intersection(clip)) for widget, (of, clip) in self.visible_widgets.items()]
        for span in spans:
            for number, part in _parted(areas, span):
                parts[number].append(part)
        for number, found in parts.items():
            widget, region, seen = areas[number]
            first, last = found[0][0], found[-1][0]
            drawn = widget.render_lines(
                Region(seen.x - region.x, first - region.y, seen.width, last - first + 1),
            )
            for y, begin, end in found:
                strip = drawn[y - first]
                yield begin, y, strip if end - begin == seen.width else strip.crop(begin - seen.x, end - seen.x)


def _parted(areas: list[_Area], span: _Span) -> Iterator[tuple[int, _Span]]:
    """Yield the parts of a span, each with the number of the first widget that covers it, which is the one on top."""
    y, *gap = span
    gaps = [tuple(gap)]
    for number, (_, _, seen) in enumerate(areas):
        if not seen.y <= y < seen.bottom:
            continue
        left: list[tuple[int, ...]] = []
        for begin, end in gaps:
            covered, until = max(begin, seen.x), min(end, seen.right)
            if covered >= until:
                left.append((begin, end))
                continue
            yield number, (y, covered, until)
            left += [(a, b) for a, b in ((begin, covered), (until, end)) if a < b]
        if not left:
            return
        gaps = left
