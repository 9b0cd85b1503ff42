"""A flame graph in cells: which box stands where, level by level from the root.

Children fill their parent from the left, heaviest first; what the parent itself costs stays free at the right. Cells
are dealt out by largest remainder, every box shown has at least one cell, and neighbours that would have none gather in
one box `+N` at the end. Only nodes on the screen are looked at: a level costs one scan of the stacks in view.

In a sandwich one function stands in the middle; rows above it are laid out in the same way, upwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.layout.boxes import Box, FlameLayout, Look
from tui.layout.viewport import Viewport
from tui.pprof.arrays import BoolArray, IndexArray

_MANY_ROWS, _FEW_BOXES = 100, 8
"""A graph of more rows is deep rather than wide: most rows are like the one above them, and are not dealt out anew."""


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


def flame_layout(
    tree: CallTree, weights: Weights, viewport: Viewport, width: int, max_rows: int, look: Look | None = None
) -> FlameLayout:
    """Return the boxes of everything below the viewport's node.

    Args:
        tree: the call tree.
        weights: what its stacks weigh.
        viewport: what fills the width.
        width: cells; at least 1.
        max_rows: most rows to lay out.
        look: how boxes are chosen and put in order; all of them by weight if not given.
    """
    node, look = viewport.node, look or Look()
    root = (node.first, node.behind, weights.value(node), 0, max(width, 1), 0, 0)
    level = _Level(*(np.array([number]) for number in root))
    rows = [_boxes(tree, level, 0, node.depth)]
    while len(rows) < max_rows:
        depth = node.depth + len(rows) - 1
        if 1 < len(rows) < max_rows - _MANY_ROWS and (alike := _rows_alike(tree, level, depth)):
            rows.extend(_repeated(tree, level, len(rows), depth + 1, min(alike, max_rows - len(rows))))
            continue
        skip = viewport.skip if len(rows) == 1 else 0
        level = _next_level(tree, weights, level, depth, skip, look)
        if not len(level.first):
            break
        rows.append(_boxes(tree, level, len(rows), node.depth + len(rows)))
    return FlameLayout(max(width, 1), viewport, tuple(rows))


def sandwich_layout(
    tree: CallTree, weights: Weights, viewport: Viewport, width: int, max_rows: int, look: Look | None = None
) -> FlameLayout:
    """Return a function with its callers above and what it calls below; arguments are those of `flame_layout`.

    The tree is one of `tui.analysis.trees.around`. Of any other node than its root the boxes below it are returned.
    """
    first, behind, _ = tree.children(np.array([0]), np.array([len(tree)]), 0)
    if viewport.node.depth or viewport.skip or len(first) != 2:
        return flame_layout(tree, weights, viewport, width, max_rows, look)
    callees, callers = (Viewport(Node(1, *half)) for half in zip(first.tolist(), behind.tolist(), strict=True))
    above = flame_layout(tree, weights, callers, width, max_rows, look).rows[:0:-1]
    below = flame_layout(tree, weights, callees, width, max_rows, look).rows
    rows = tuple(tuple(replace(box, row=row) for box in boxes) for row, boxes in enumerate((*above, *below)))
    return FlameLayout(max(width, 1), viewport, rows, len(above))


def _boxes(tree: CallTree, level: _Level, row: int, depth: int) -> tuple[Box, ...]:
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


def _rows_alike(tree: CallTree, level: _Level, depth: int) -> int:
    """Return how many rows below are like this one but for the names, since every box has one child of its weight."""
    if len(level.first) > _FEW_BOXES or level.gathered.any() or level.skip.any():
        return 0
    ends = (
        min(tree.depths[first], tree.shared[first + 1 : behind].min(initial=tree.depths[first]))
        for first, behind in zip(level.first.tolist(), level.behind.tolist(), strict=True)
    )
    return max(int(min(ends)) - depth, 0)


def _repeated(tree: CallTree, level: _Level, row: int, depth: int, count: int) -> Iterator[tuple[Box, ...]]:
    """Yield so many rows like `level`, the first of them at a row and a depth."""
    columns = (level.x, level.width, level.first, level.behind, level.value)
    alike = list(zip(*(column.tolist() for column in columns), strict=True))
    places = (tree.starts[level.first] + depth - 1)[None, :] + np.arange(count)[:, None]
    for below, frames in enumerate(tree.frames[places].tolist()):
        yield tuple(
            Box(row + below, x, wide, Node(depth + below, first, behind), frame, worth, 0, 0)
            for (x, wide, first, behind, worth), frame in zip(alike, frames, strict=True)
        )


def _next_level(tree: CallTree, weights: Weights, level: _Level, depth: int, skip: int, look: Look) -> _Level:
    """Return the row below: the children of every box of `level` that is a single node."""
    single = np.flatnonzero(level.gathered == 0)
    by_range = single[np.argsort(level.first[single])]
    first, behind, parent = tree.children(level.first[by_range], level.behind[by_range], depth)
    parent = by_range[parent]
    weight = weights.gross[behind] - weights.gross[first]
    some = weight > 0
    if look.drop_negative:
        some &= weights.net[behind] >= weights.net[first]
    first, behind, parent, weight = first[some], behind[some], parent[some], weight[some]
    # Of equal weight they stay in the order of the tree.
    order = np.lexsort((-weight, parent))
    first, behind, parent, weight = first[order], behind[order], parent[order], weight[order]
    room = (weights.gross[level.behind] - weights.gross[level.first]).astype(np.float64)
    if skip:
        room[parent[:1]] -= float(weight[:skip].sum())
        first, behind, parent, weight = first[skip:], behind[skip:], parent[skip:], weight[skip:]
    if not len(first):
        none = np.zeros(0, np.int64)
        return _Level(none, none, none, none, none, none, none)
    value = weights.net[behind] - weights.net[first]
    name = np.zeros(len(first), np.int64) if look.names is None else look.names[tree.frame_at(first, depth + 1)]
    return _deal(level, _Children(first, behind, parent, weight, value, name), room, skip, look.floor)


@dataclass(frozen=True, slots=True)
class _Children:
    """Nodes of the next row, by parent and heaviest first."""

    first: IndexArray
    behind: IndexArray
    parent: IndexArray
    """Position of the parent in the level above."""
    weight: IndexArray
    value: IndexArray
    name: IndexArray
    """What decides the order of those that stand alone; equal for all to leave them in the order of weights."""


def _deal(
    level: _Level, children: _Children, room: np.ndarray[tuple[int], np.dtype[np.float64]], skip: int, floor: int
) -> _Level:
    """Give each child its cells; `room` is what each parent of the level above weighs."""
    first, behind, parent = children.first, children.behind, children.parent
    cells = level.width[parent]
    share = children.weight / np.maximum(room[parent], 1.0) * cells
    begins = np.flatnonzero(np.concatenate([[True], parent[1:] != parent[:-1]]))
    ends = np.append(begins[1:], len(parent))
    rank = np.arange(len(parent)) - _spread(begins, begins, ends)
    is_last = np.zeros(len(parent), np.bool_)
    is_last[ends - 1] = True
    base = np.maximum(np.floor(share), 1).astype(np.int64)
    used = _running(base, begins, ends)
    wide = (share >= 0.5) & (children.weight >= floor)
    if len(level.first) == 1 and not wide[0]:
        # Else a look into a box `+N` of the thinnest would show that same box: half of the cells go to some of them.
        wide = (share >= 0.5) if share[0] >= 0.5 else (used <= cells // 2)
    # A child stands on its own while it would have half a cell, and one cell is left for those that do not.
    fits = wide & (used + ~is_last <= cells)
    alone = fits & (_running(~fits, begins, ends) == 0)
    n_alone = np.add.reduceat(alone, begins, dtype=np.int64)
    left = cells[begins] - np.add.reduceat(np.where(alone, base, 0), begins)
    rest = np.minimum(np.add.reduceat(np.where(alone, 0.0, share), begins), left)
    rest_value = np.add.reduceat(np.where(alone, 0, children.value), begins)
    n_rest = (ends - begins) - n_alone
    keep = alone | (rank == _spread(n_alone, begins, ends))
    first, behind, parent, share, rank = first[keep], behind[keep], parent[keep], share[keep], rank[keep]
    value = children.value[keep]
    rests = ~alone[keep]
    # One alone needs no box `+1`, unless the user wants to see nothing so light.
    gathers = rests & ((np.repeat(n_rest, ends - begins)[keep] > 1) | (children.weight[keep] < floor))
    by_name = np.lexsort((children.name[keep], gathers, parent))
    first, behind, parent, share, rank, value, rests, gathers = (
        column[by_name] for column in (first, behind, parent, share, rank, value, rests, gathers)
    )
    group = np.searchsorted(parent[np.flatnonzero(np.concatenate([[True], parent[1:] != parent[:-1]]))], parent)
    share, value = np.where(rests, rest[group], share), np.where(rests, rest_value[group], value)
    width = _largest_remainder(share, group, level.width[parent])
    gathered = np.where(gathers, n_rest[group], 0)
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
    running: IndexArray = total - _spread(before, begins, ends)
    return running


def _spread(column: IndexArray, begins: IndexArray, ends: IndexArray) -> IndexArray:
    """Return each group's number for all its members; as it is for one group, which may have a million."""
    return column if len(begins) == 1 else np.repeat(column, ends - begins)
