"""Boxes for labels beside the frames of a drawing (google/pprof, `builder.addNodelets`).

Each frame has boxes for the heaviest text labels, and for numbers, which are gathered into a few ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tui import units
from tui.analysis.nodelets import BETWEEN_LABELS, Tag, Tags
from tui.analysis.visual import MOST_NODELETS
from tui.report.dotlabels import escaped


@dataclass(frozen=True, slots=True)
class Nodelets:
    """Writes the boxes."""

    tags: Tags
    written: Callable[[int], str]
    """Writes a value in the unit of the report."""
    number_unit: str
    """Unit of the numbers."""

    def lines(self, number: int, frame: int, *, calls: bool) -> Iterator[str]:
        """Yield the boxes of a frame and the arrows to them.

        Args:
            number: of the frame's own box.
            frame: the frame.
            calls: it has calls in the drawing, so its boxes tell what is its own; otherwise they tell all below it.
        """
        texts, numbers = self.tags.at(frame)
        source = f"N{number}"
        for place, tag in enumerate(_heaviest_first(texts, calls)[:MOST_NODELETS]):
            value = tag.flat_value if calls else tag.cum_value
            if value:
                name = f"{source}_{place}"
                yield from self._box(source, name, _escaped_lines(tag.name), value)
                yield from self._ranges(name, numbers.get(tag.name, []), calls)
        yield from self._ranges(source, numbers.get("", []), calls)

    def _ranges(self, source: str, tags: list[Tag], calls: bool) -> Iterator[str]:
        for place, tag in enumerate(self._gathered(tags, calls)):
            only_flat = calls or tag.flat_value == tag.cum_value
            value = tag.flat_value if only_flat else tag.cum_value
            if value:
                # pprof puts an N before the name of the box, which begins with one.
                yield from self._box(source, f"N{source}_{place}", escaped(tag.name), value, dotted=not only_flat)

    def _box(self, source: str, name: str, label: str, value: int, *, dotted: bool = False) -> Iterator[str]:
        weight = self.written(value)
        yield f'{name} [label = "{label}" id="{name}" fontsize=8 shape=box3d tooltip="{weight}"]'
        style = ' style="dotted"' if dotted else ""
        yield f'{source} -> {name} [label=" {weight}" weight=100 tooltip="{weight}" labeltooltip="{weight}"{style}]'

    def _gathered(self, tags: list[Tag], calls: bool) -> list[Tag]:
        """Return the numbers, the lighter ones gathered with the nearest of the heaviest."""
        tags = _heaviest_first(tags, calls)
        if len(tags) <= MOST_NODELETS:
            return tags
        groups = [[tag] for tag in tags[:MOST_NODELETS]]
        for tag in tags[MOST_NODELETS:]:
            min(groups, key=lambda group: abs(float(tag.number) - float(group[0].number))).append(tag)
        return _heaviest_first([self._as_one(group) for group in groups], calls)

    def _as_one(self, group: list[Tag]) -> Tag:
        low, high = min(tag.number for tag in group), max(tag.number for tag in group)
        # A range is written in units of its own: in those of the report it might read 0..0.
        name = units.label(low, self.number_unit)
        name = f"{name}..{units.label(high, self.number_unit)}" if len(group) > 1 else name
        flat, cum, flat_divisor, cum_divisor = (
            sum(weights)
            for weights in zip(*((tag.flat, tag.cum, tag.flat_divisor, tag.cum_divisor) for tag in group), strict=True)
        )
        whole = Tag(name, low, flat, cum, flat_divisor, cum_divisor)
        # From here on pprof goes by the means, also for the order.
        return Tag(name, low, whole.flat_value, whole.cum_value, 0, 0)


def _heaviest_first(tags: list[Tag], calls: bool) -> list[Tag]:
    def key(tag: Tag) -> tuple[int, int, bytes]:
        return (0 if calls else -abs(tag.cum), -abs(tag.flat), tag.name.encode("utf-8", "surrogateescape"))

    return sorted(tags, key=key)


def _escaped_lines(name: str) -> str:
    return BETWEEN_LABELS.join(map(escaped, name.split(BETWEEN_LABELS)))
