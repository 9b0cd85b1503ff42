"""Boxes of a flame graph, and who stands on whom."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tui.analysis.calltree import Node
from tui.layout.viewport import Viewport
from tui.pprof.arrays import IndexArray


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the graph."""

    row: int
    """Level below the viewport's node, which is row 0."""
    x: int
    """First cell."""
    width: int
    """Cells; at least 1."""
    node: Node
    """The box's node; for a `+N` box the parent of the nodes gathered in it."""
    frame: int
    """Frame id; -1 for the root and for `+N` boxes."""
    value: int
    """Net value, in the unit of the sample type."""
    gathered: int
    """How many nodes stand in this box together; 0 for a node of its own."""
    skip: int
    """For a `+N` box: how many heavier siblings stand on their own before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How boxes are chosen and put in order, beyond their weight."""

    floor: int = 0
    """Nodes that weigh less never stand alone."""
    drop_negative: bool = False
    """Leave out nodes whose value is negative, with all that stands on them."""
    names: IndexArray | None = None
    """int64[n_frames]: rank of each frame's name, to put boxes in that order; None for the order of weights."""


@dataclass(frozen=True, slots=True)
class FlameLayout:
    """Rows of boxes from the viewport's node downwards; in a sandwich also upwards."""

    width: int
    viewport: Viewport
    rows: tuple[tuple[Box, ...], ...]
    """Boxes of each row, from left to right."""
    middle: int = 0
    """The row that all others stand on: the first, but for a sandwich."""
    by_name: bool = False
    """Boxes stand in the order of names, not of weights."""
    cut: bool = False
    """There are as many rows as were asked for; there may be more."""

    @property
    def base(self) -> Box:
        """The box that all others stand on."""
        return self.rows[self.middle][0]

    def box_at(self, row: int, x: int) -> Box | None:
        """Return the box that covers a cell."""
        if not 0 <= row < len(self.rows):
            return None
        boxes = self.rows[row]
        at = bisect_right(boxes, x, key=lambda box: box.x) - 1
        return boxes[at] if at >= 0 and x < boxes[at].x + boxes[at].width else None

    def box_of(self, node: Node) -> Box | None:
        """Return the box of a node; none if it is out of view or gathered."""
        found = self.nearest(node)
        return found if found.node == node and not found.gathered else None

    def nearest(self, node: Node) -> Box:
        """Return the box of a node, or the nearest that stands for it: the `+N` box that it is in, or its ancestor."""
        box = self.base
        outside = node.depth <= box.node.depth or not box.node.first <= node.first < box.node.behind
        if outside and not self.middle:
            return box
        if self.middle and node.depth <= box.node.depth:
            return box
        above = self.middle > 0 and node.first >= box.node.behind
        while box.node.depth < node.depth:
            standing = self.standing_on(box, -1 if above else 1)
            inside = [
                child for child in standing if not child.gathered and child.node.first <= node.first < child.node.behind
            ]
            if not inside:
                return next((child for child in standing if child.gathered), box)
            box = inside[0]
        return box

    def parent_of(self, box: Box) -> Box | None:
        """Return the box that a box stands on."""
        if box.row == self.middle:
            return None
        return self.box_at(box.row - 1 if box.row > self.middle else box.row + 1, box.x)

    def standing_on(self, box: Box, towards: int) -> list[Box]:
        """Return the boxes next to a box in the row above (-1) or below (1) it."""
        row = box.row + towards
        if box.gathered or not 0 <= row < len(self.rows):
            return []
        end = box.x + box.width
        return [child for child in self.rows[row] if box.x <= child.x < end]

    def heaviest_on(self, box: Box, towards: int) -> Box | None:
        """Return the heaviest of the boxes next to a box; one that gathers others only if it is alone."""
        standing = self.standing_on(box, towards)
        if not self.by_name:
            return next(iter(standing), None)
        return max(standing, key=lambda child: (not child.gathered, child.width, abs(child.value)), default=None)
