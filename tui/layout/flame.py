"""A flame graph in cells: which box stands where, level by level from the root.

Children fill their parent from the left, heaviest first; what the parent itself costs stays free at the right. Cells
are dealt out by largest remainder, every box shown has at least one cell, and neighbours that would have none gather in
one box `+N` at the end. Only nodes on the screen are looked at: a level costs one scan of the stacks in view.

In a sandwich one function stands in the middle; rows above it are laid out in the same way, upwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tui.analysis.calltree import CallTree, Node, Weights
from tui.layout.boxes import Box, FlameLayout, Look
from tui.layout.dealing import MANY_CHILDREN, Children, Level, deal, thinned
from tui.layout.viewport import Viewport

_MANY_ROWS, _FEW_BOXES = 100, 8
"""A graph of more rows is deep rather than wide: most rows are like the one above them, and are not dealt out anew."""


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
    level = Level(*(np.array([number]) for number in root))
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
    cut = len(rows) >= max_rows
    return FlameLayout(max(width, 1), viewport, tuple(rows), by_name=look.names is not None, cut=cut)


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
    above, below = (flame_layout(tree, weights, half, width, max_rows, look) for half in (callers, callees))
    # Both begin with the function itself.
    upwards = (*above.rows[:0:-1], *below.rows)
    rows = tuple(tuple(replace(box, row=row) for box in boxes) for row, boxes in enumerate(upwards))
    return replace(below, viewport=viewport, rows=rows, middle=len(above.rows) - 1, cut=above.cut or below.cut)


def _boxes(tree: CallTree, level: Level, row: int, depth: int) -> tuple[Box, ...]:
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


def _rows_alike(tree: CallTree, level: Level, depth: int) -> int:
    """Return how many rows below are like this one but for the names, since every box has one child of its weight."""
    if len(level.first) > _FEW_BOXES or level.gathered.any() or level.skip.any():
        return 0
    return max(min(map(tree.run, level.first.tolist(), level.behind.tolist())) - depth, 0)


def _repeated(tree: CallTree, level: Level, row: int, depth: int, count: int) -> Iterator[tuple[Box, ...]]:
    """Yield so many rows like `level`, the first of them at a row and a depth."""
    columns = (level.x, level.width, level.first, level.behind, level.value)
    alike = list(zip(*(column.tolist() for column in columns), strict=True))
    places = (tree.starts[level.first] + depth - 1)[None, :] + np.arange(count)[:, None]
    for below, frames in enumerate(tree.frames[places].tolist()):
        yield tuple(
            Box(row + below, x, wide, Node(depth + below, first, behind), frame, worth, 0, 0)
            for (x, wide, first, behind, worth), frame in zip(alike, frames, strict=True)
        )


def _next_level(tree: CallTree, weights: Weights, level: Level, depth: int, skip: int, look: Look) -> Level:
    """Return the row below: the children of every box of `level` that is a single node."""
    single = np.flatnonzero(level.gathered == 0)
    by_range = single[np.argsort(level.first[single])]
    first, behind, parent = tree.children(level.first[by_range], level.behind[by_range], depth)
    parent = by_range[parent]
    weight, value = (total[behind] - total[first] for total in (weights.gross, weights.net))
    children = Children(first, behind, parent, weight, value, np.ones(len(first), np.int64))
    left_out = weight <= 0
    if look.drop_negative:
        left_out |= value < 0
    if left_out.any():
        children = children.chosen(~left_out)
    room = (weights.gross[level.behind] - weights.gross[level.first]).astype(np.float64)
    if len(children.first) > MANY_CHILDREN and not skip:
        children = thinned(children, room, level.width)
    # Of equal weight they stay in the order of the tree.
    children = children.chosen(np.lexsort((-children.weight, children.count > 1, children.parent)))
    if skip:
        room[children.parent[:1]] -= float(children.weight[:skip].sum())
        children = children.chosen(slice(skip, None))
    if not len(children.first):
        none = np.zeros(0, np.int64)
        return Level(none, none, none, none, none, none, none)
    names = np.zeros(len(children.first), np.int64)
    if look.names is not None:
        names = look.names[tree.frame_at(children.first, depth + 1)]
    return deal(level, children, names, room, skip, look.floor)
