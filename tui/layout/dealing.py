"""Deals the cells of one row of a flame graph out to the children of the boxes above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray

MANY_CHILDREN = 1 << 12
"""Of so many most are too thin to stand alone, and are put together before the others are put in order."""
_Floats: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"


@dataclass(frozen=True, slots=True)
class Level:
    """Boxes of one row as columns, sorted by x."""

    first: IndexArray
    behind: IndexArray
    value: IndexArray
    x: IndexArray
    width: IndexArray
    gathered: IndexArray
    skip: IndexArray


@dataclass(frozen=True, slots=True)
class Children:
    """Nodes of the next row, by parent and heaviest first; those too thin to stand alone may be one."""

    first: IndexArray
    behind: IndexArray
    parent: IndexArray
    """Position of the parent in the level above."""
    weight: IndexArray
    value: IndexArray
    count: IndexArray
    """How many nodes each is."""

    def chosen(self, rows: IndexArray | BoolArray | slice) -> Children:
        """Return some of them, or all in another order."""
        return Children(*(getattr(self, column)[rows] for column in self.__slots__))


def thinned(children: Children, room: _Floats, cells: IndexArray) -> Children:
    """Return the children with those of each parent put together that will not stand alone, as the last of it.

    Args:
        children: nodes in any order, each on its own.
        room: what each parent weighs.
        cells: int64[n_parents]: how wide each is.
    """
    # Just below half a cell, so that rounding makes nobody thin who is not.
    thin = children.weight < (room / (2.001 * cells))[children.parent]
    if len(room) == 1:
        # Of one box some are shown even if all are thin.
        thin[_heaviest(children.weight, int(cells[0]))] = False
    others = np.flatnonzero(~thin)
    at = np.flatnonzero(thin)
    one_of = np.full(len(room), -1)
    one_of[children.parent[at]] = at
    having = np.flatnonzero(one_of >= 0)
    kept = children.chosen(np.append(others, one_of[having]))
    for of_all, of_kept in ((children.value, kept.value), (children.weight, kept.weight), (children.count, kept.count)):
        total = np.zeros(len(room), np.int64)
        np.add.at(total, children.parent, of_all)
        np.subtract.at(total, children.parent[others], of_all[others])
        of_kept[len(others) :] = total[having]
    return kept


def _heaviest(weight: IndexArray, count: int) -> IndexArray:
    """Return the places of so many of the heaviest, and of equal ones the first."""
    count = min(count, len(weight))
    least = np.partition(weight, len(weight) - count)[len(weight) - count]
    heavier = np.flatnonzero(weight > least)
    return np.append(heavier, np.flatnonzero(weight == least)[: count - len(heavier)])


def deal(level: Level, children: Children, names: IndexArray, room: _Floats, skip: int, floor: int) -> Level:
    """Give each child its cells.

    Args:
        level: the row above.
        children: by parent, heaviest first.
        names: int64[n_children]: what decides the order of those that stand alone; equal for that of weights.
        room: what each parent weighs.
        skip: how many of the heaviest are left out.
        floor: what weighs less does not stand alone.
    """
    first, behind, parent = children.first, children.behind, children.parent
    begins, ends = _groups(parent)
    cells = level.width[parent]
    share = children.weight / np.maximum(room[parent], 1.0) * cells
    alone = _alone(children, share, cells, floor, one=len(level.first) == 1)
    rank = np.arange(len(parent)) - _spread(begins, begins, ends)
    n_alone = np.add.reduceat(alone, begins, dtype=np.int64)
    left = cells[begins] - np.add.reduceat(np.where(alone, _at_least(share), 0), begins)
    rest_weight, rest_value, n_rest = (
        np.add.reduceat(np.where(alone, 0, column), begins)
        for column in (children.weight, children.value, children.count)
    )
    rest = np.minimum(rest_weight / np.maximum(room[parent[begins]], 1.0) * cells[begins], left)
    keep = alone | (rank == _spread(n_alone, begins, ends))
    first, behind, parent, share, rank = first[keep], behind[keep], parent[keep], share[keep], rank[keep]
    value = children.value[keep]
    rests = ~alone[keep]
    # One alone needs no box `+1`, unless the user wants to see nothing so light.
    gathers = rests & ((np.repeat(n_rest, ends - begins)[keep] > 1) | (children.weight[keep] < floor))
    by_name = np.lexsort((names[keep], gathers, parent))
    first, behind, parent, share, rank, value, rests, gathers = (
        column[by_name] for column in (first, behind, parent, share, rank, value, rests, gathers)
    )
    begins, ends = _groups(parent)
    group = np.repeat(np.arange(len(begins)), ends - begins)
    share, value = np.where(rests, rest[group], share), np.where(rests, rest_value[group], value)
    width = _largest_remainder(share, group, level.width[parent])
    # A gathered box stands for the parent: its range is the parent's, cut down by `skip` when it is entered.
    return Level(
        first=np.where(gathers, level.first[parent], first),
        behind=np.where(gathers, level.behind[parent], behind),
        value=value,
        x=level.x[parent] + _running(width, begins, ends) - width,
        width=width,
        gathered=np.where(gathers, n_rest[group], 0),
        skip=np.where(gathers, rank + np.where(parent == parent[0], skip, 0), 0),
    )


def _alone(children: Children, share: _Floats, cells: IndexArray, floor: int, *, one: bool) -> BoolArray:
    """bool[n_children]: those that stand on their own, which are the first of each parent.

    Args:
        children: by parent, heaviest first.
        share: cells that each would have.
        cells: int64[n_children]: how many its parent has.
        floor: what weighs less does not stand alone.
        one: there is one parent, of which some are shown in any case.
    """
    begins, ends = _groups(children.parent)
    is_last = np.zeros(len(share), np.bool_)
    is_last[ends - 1] = True
    used = _running(_at_least(share), begins, ends)
    wide = (share >= 0.5) & (children.weight >= floor)
    if one and not wide[0]:
        # Else a look into a box `+N` of the thinnest would show that same box: half of the cells go to some of them.
        wide = (share >= 0.5) if share[0] >= 0.5 else (used <= cells // 2)
    wide &= children.count == 1
    # A child stands on its own while it would have half a cell, and one cell is left for those that do not.
    fits = wide & (used + ~is_last <= cells)
    alone: BoolArray = fits & (_running(~fits, begins, ends) == 0)
    return alone


def _groups(parent: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Return where the children of each parent begin and end; at least one, by parent."""
    begins = np.flatnonzero(np.concatenate([[True], parent[1:] != parent[:-1]]))
    return begins, np.append(begins[1:], len(parent))


def _at_least(share: _Floats) -> IndexArray:
    """Return the whole cells of shares, at least 1 each."""
    return np.maximum(np.floor(share), 1).astype(np.int64)


def _largest_remainder(share: _Floats, group: IndexArray, cells: IndexArray) -> IndexArray:
    """Round shares to whole cells, at least 1 each, so that a group never takes more than its `cells`.

    Args:
        share: float64[n]: cells wished for.
        group: int64[n]: ascending from 0 without gaps.
        cells: int64[n]: cells that the whole group of each has.
    """
    width = _at_least(share)
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
