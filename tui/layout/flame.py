"""A flame graph in cells: which box stands where, level by level from the root.

Children fill their parent from the left, heaviest first; what the parent itself costs stays free at the right. Cells
are dealt out by largest remainder, every box shown has at least one cell, and neighbours that would have none gather in
one box `+N` at the end. Only nodes on the screen are looked at: a level costs one scan of the stacks in view.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.layout.viewport import Viewport
from tui.pprof.arrays import BoolArray, IndexArray


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


@dataclass(frozen=True, slots=True)
class FlameLayout:
    """Rows of boxes from the viewport's node downwards."""

    width: int
    viewport: Viewport
    rows: tuple[tuple[Box, ...], ...]
    """Boxes of each row, from left to right."""

    def box_at(self, row: int, x: int) -> Box | None:
        """Return the box that covers a cell."""
        if not 0 <= row < len(self.rows):
            return None
        boxes = self.rows[row]
        at = bisect_right(boxes, x, key=lambda box: box.x) - 1
        return boxes[at] if at >= 0 and x < boxes[at].x + boxes[at].width else None

    def box_of(self, node: Node) -> Box | None:
        """Return the box of a node, or of what it is gathered in, or none if it is out of view."""
        row = node.depth - self.viewport.node.depth
        if not 0 <= row < len(self.rows):
            return None
        return next((box for box in self.rows[row] if box.node == node and not box.gathered), None)

    def parent_of(self, box: Box) -> Box | None:
        """Return the box above."""
        return self.box_at(box.row - 1, box.x) if box.row else None

    def children_of(self, box: Box) -> list[Box]:
        """Return the boxes that stand on a box, from left to right."""
        if box.gathered or box.row + 1 >= len(self.rows):
            return []
        end = box.x + box.width
        return [child for child in self.rows[box.row + 1] if box.x <= child.x < end]


@dataclass(frozen=True, slots=True)
class _Level:
    """Boxes of one row as columns, sorted by x."""

    first: IndexArray
    behind: IndexArray
    value: IndexArray
    x: IndexArray
    width: IndexArray
    gathered: IndexArray
    skip: IndexArray


def flame_layout(tree: CallTree, weights: Weights, viewport: Viewport, width: int, max_rows: int) -> FlameLayout:
    """Return the boxes of everything below the viewport's node.

    Args:
        tree: the call tree.
        weights: what its stacks weigh.
        viewport: what fills the width.
        width: cells; at least 1.
        max_rows: most rows to lay out.
    """
    node = viewport.node
    root = (node.first, node.behind, weights.value(node), 0, max(width, 1), 0, 0)
    level = _Level(*(np.array([number]) for number in root))
    rows = [_boxes(tree, weights, level, 0, node.depth)]
    while len(rows) < max_rows:
        skip = viewport.skip if len(rows) == 1 else 0
        level = _next_level(tree, weights, level, node.depth + len(rows) - 1, skip)
        if not len(level.first):
            break
        rows.append(_boxes(tree, weights, level, len(rows), node.depth + len(rows)))
    return FlameLayout(max(width, 1), viewport, tuple(rows))


def _boxes(tree: CallTree, weights: Weights, level: _Level, row: int, depth: int) -> tuple[Box, ...]:
    single = level.gathered == 0
    frame = np.full(len(level.first), -1, np.int64)
    if depth:
        frame[single] = tree.frame_at(level.first[single], depth)
    columns = (level.x, level.width, level.first, level.behind, frame, level.value, level.gathered, level.skip)
    return tuple(
        Box(row, x, wide, Node(depth - (gathered > 0), first, behind), number, worth, gathered, skip)
        for x, wide, first, behind, number, worth, gathered, skip in zip(
            *(column.tolist() for column in columns), strict=True
        )
    )


def _next_level(tree: CallTree, weights: Weights, level: _Level, depth: int, skip: int) -> _Level:
    """Return the row below: the children of every box of `level` that is a single node."""
    single = np.flatnonzero(level.gathered == 0)
    by_range = single[np.argsort(level.first[single])]
    first, behind, parent = tree.children(level.first[by_range], level.behind[by_range], depth)
    parent = by_range[parent]
    weight = weights.gross[behind] - weights.gross[first]
    some = weight > 0
    first, behind, parent, weight = first[some], behind[some], parent[some], weight[some]
    order = np.lexsort((first, -weight, parent))
    first, behind, parent, weight = first[order], behind[order], parent[order], weight[order]
    room = (weights.gross[level.behind] - weights.gross[level.first]).astype(np.float64)
    if skip:
        room[parent[:1]] -= float(weight[:skip].sum())
        first, behind, parent, weight = first[skip:], behind[skip:], parent[skip:], weight[skip:]
    if not len(first):
        none = np.zeros(0, np.int64)
        return _Level(none, none, none, none, none, none, none)
    value = weights.net[behind] - weights.net[first]
    return _deal(level, _Children(first, behind, parent, weight, value), room, skip)


@dataclass(frozen=True, slots=True)
class _Children:
    """Nodes of the next row, by parent and heaviest first."""

    first: IndexArray
    behind: IndexArray
    parent: IndexArray
    """Position of the parent in the level above."""
    weight: IndexArray
    value: IndexArray


def _deal(level: _Level, children: _Children, room: np.ndarray[tuple[int], np.dtype[np.float64]], skip: int) -> _Level:
    """Give each child its cells; `room` is what each parent of the level above weighs."""
    first, behind, parent = children.first, children.behind, children.parent
    cells = level.width[parent]
    share = children.weight / np.maximum(room[parent], 1.0) * cells
    begins = np.flatnonzero(np.concatenate([[True], parent[1:] != parent[:-1]]))
    ends = np.append(begins[1:], len(parent))
    rank = np.arange(len(parent)) - np.repeat(begins, ends - begins)
    is_last = np.zeros(len(parent), np.bool_)
    is_last[ends - 1] = True
    base = np.maximum(np.floor(share), 1).astype(np.int64)
    used = _running(base, begins, ends)
    wide = share >= 0.5
    if len(level.first) == 1 and not wide[0]:
        # Else a look into a box `+N` of the thinnest would show that same box: half of the cells go to some of them.
        wide = used <= cells // 2
    # A child stands on its own while it would have half a cell, and one cell is left for those that do not.
    fits = wide & (used + ~is_last <= cells)
    alone = fits & (_running(~fits, begins, ends) == 0)
    n_alone = np.add.reduceat(alone, begins, dtype=np.int64)
    left = cells[begins] - np.add.reduceat(np.where(alone, base, 0), begins)
    rest = np.minimum(np.add.reduceat(np.where(alone, 0.0, share), begins), left)
    rest_value = np.add.reduceat(np.where(alone, 0, children.value), begins)
    n_rest = (ends - begins) - n_alone
    keep = alone | (rank == n_alone[np.repeat(np.arange(len(begins)), ends - begins)])
    first, behind, parent, share, rank = first[keep], behind[keep], parent[keep], share[keep], rank[keep]
    value = children.value[keep]
    gathers = ~alone[keep]
    group = np.searchsorted(parent[np.flatnonzero(np.concatenate([[True], parent[1:] != parent[:-1]]))], parent)
    share, value = np.where(gathers, rest[group], share), np.where(gathers, rest_value[group], value)
    width = _largest_remainder(share, group, level.width[parent])
    gathered = np.where(gathers, n_rest[group], 0)
    lone = gathered == 1
    gathers, gathered = gathers & ~lone, np.where(lone, 0, gathered)
    starts = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    stops = np.append(starts[1:], len(group))
    x = level.x[parent] + _running(width, starts, stops) - width
    skipped = np.where(gathers, rank + np.where(parent == parent[0], skip, 0), 0)
    # A gathered box stands for the parent: its range is the parent's, cut down by `skip` when it is entered.
    return _Level(
        np.where(gathers, level.first[parent], first),
        np.where(gathers, level.behind[parent], behind),
        value,
        x,
        width,
        gathered,
        skipped,
    )


def _largest_remainder(
    share: np.ndarray[tuple[int], np.dtype[np.float64]], group: IndexArray, cells: IndexArray
) -> IndexArray:
    """Round shares to whole cells, at least 1 each, so that a group never takes more than its `cells`.

    Args:
        share: float64[n]: cells wished for.
        group: int64[n]: ascending from 0 without gaps.
        cells: int64[n]: cells that the whole group of each has.
    """
    width = np.maximum(np.floor(share), 1).astype(np.int64)
    used = np.bincount(group, weights=width).astype(np.int64)
    wished = np.rint(np.bincount(group, weights=share)).astype(np.int64)
    n_groups = len(used)
    of_group = np.zeros(n_groups, np.int64)
    of_group[group] = cells
    spare = np.minimum(np.maximum(wished, used), of_group) - used
    order = np.lexsort((-(share - width), group))
    place = np.empty(len(share), np.int64)
    begins = np.searchsorted(group, np.arange(n_groups))
    place[order] = np.arange(len(share)) - begins[group[order]]
    return width + (place < spare[group])


def _running(column: IndexArray | BoolArray, begins: IndexArray, ends: IndexArray) -> IndexArray:
    """Running sums that start anew in each group."""
    column = column.astype(np.int64)
    total = np.cumsum(column)
    before = total[begins] - column[begins]
    running: IndexArray = total - np.repeat(before, ends - begins)
    return running
