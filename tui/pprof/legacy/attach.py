"""Which mapping each address lies in, after the repairs that google/pprof makes to maps (`remapMappingIDs`).

Its search is mappings times locations. Here a mapping claims a run of the sorted addresses, so a hostile map costs no
more than n log n.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui.pprof.arrays import IndexArray, UInt64Array
from tui.pprof.legacy.maps import Region

_LAST_ADDRESS = (1 << 64) - 1
_USUAL_START = 0x400000


def attach(addresses: UInt64Array, regions: list[Region]) -> tuple[list[Region], IndexArray]:
    """Return the repaired regions and the row of the region that each address lies in.

    An address below a region, but not below the start of its file, moves the start of that region down. Addresses
    that lie nowhere get one region of all addresses, at the end.

    Args:
        addresses: distinct, in the order of the locations; the order decides which region grows first.
        regions: joined, main binary first; their starts may be changed in place.
    """
    regions = _repaired(regions)
    order = np.argsort(addresses)
    ascending = addresses[order]
    inside = _first_claims(ascending, [(region.start, region.limit) for region in regions])
    nowhere = len(regions)
    if not (inside == nowhere).any():
        rows = np.empty(len(addresses), np.int64)
        rows[order] = inside
        return regions, rows
    below = _first_claims(ascending, [_missing_start(region) for region in regions])
    place = np.empty(len(addresses), np.int64)
    place[order] = np.arange(len(addresses))
    rows = _grow(ascending, place, inside, below, regions)
    if (rows == nowhere).any():
        regions = [*regions, Region(0, _LAST_ADDRESS, 0)]
    return regions, rows


def _repaired(regions: list[Region]) -> list[Region]:
    """Undo what remapping a program's text onto huge pages, and handlers of old, did to the first region."""
    if len(regions) > 1 and regions[0].file.startswith(b"/anon_hugepage") and regions[0].limit == regions[1].start:
        regions = regions[1:]
    if regions and (regions[0].start - regions[0].offset) % (_LAST_ADDRESS + 1) == _USUAL_START:
        regions[0].start, regions[0].offset = _USUAL_START, 0
    return regions


def _missing_start(region: Region) -> tuple[int, int]:
    """Return the addresses that the part of the file before `region` would have."""
    return (region.start - region.offset, region.start) if 0 < region.offset <= region.start else (0, 0)


def _first_claims(ascending: UInt64Array, spans: Sequence[tuple[int, int]]) -> IndexArray:
    """Return for each address the first span that holds it; the number of spans if none does."""
    edges = np.searchsorted(ascending, np.array(spans, np.uint64).reshape(-1, 2))
    owner = np.full(len(ascending), len(spans), np.int64)
    # free[i] leads to the first address at or behind i that no span has claimed yet.
    free = list(range(len(ascending) + 1))
    for span, (first, behind) in enumerate(edges.tolist()):
        at = _root(free, first)
        while at < behind:
            owner[at] = span
            free[at] = at + 1
            at = _root(free, at)
    return owner


def _root(free: list[int], at: int) -> int:
    while free[at] != at:
        free[at] = free[free[at]]
        at = free[at]
    return at


def _grow(
    ascending: UInt64Array, place: IndexArray, inside: IndexArray, below: IndexArray, regions: list[Region]
) -> IndexArray:
    """Go through the locations in their order and let regions grow down to those that lie nowhere.

    Args:
        ascending: the addresses sorted.
        place: int64[n]: where each location's address stands in `ascending`.
        inside: for each of `ascending`, the first region that holds it.
        below: for each of `ascending`, the first region that would hold it if it had grown.
        regions: grown in place.
    """
    nowhere = len(regions)
    grown: _LowestOver | None = None
    everywhere = False
    rows: list[int] = []
    inside_at, below_at = inside.tolist(), below.tolist()
    for at in place.tolist():
        row = inside_at[at]
        if grown:
            row = min(row, grown.at(at))
        # Once the region of all addresses exists, nothing is left without a region, and nothing grows any more.
        if row == nowhere and not everywhere:
            row = below_at[at]
            everywhere = row == nowhere
            if not everywhere:
                region = regions[row]
                first, behind = np.searchsorted(ascending, np.array(_missing_start(region), np.uint64)).tolist()
                grown = grown or _LowestOver(len(place), nowhere)
                grown.lower(first, behind, row)
                region.start, region.offset = region.start - region.offset, 0
        rows.append(row)
    return np.array(rows, np.int64)


class _LowestOver:
    """The lowest number laid over each of n places: a segment tree, log n for a question and for an answer."""

    def __init__(self, n: int, highest: int) -> None:
        self._n = n
        self._lowest = [highest] * (2 * n)

    def lower(self, first: int, behind: int, number: int) -> None:
        """Lay `number` over the places from `first` to before `behind`."""
        first, behind = first + self._n, behind + self._n
        while first < behind:
            if first & 1:
                self._lowest[first] = min(self._lowest[first], number)
                first += 1
            if behind & 1:
                behind -= 1
                self._lowest[behind] = min(self._lowest[behind], number)
            first, behind = first // 2, behind // 2

    def at(self, place: int) -> int:
        """Return the lowest number that lies over a place."""
        place += self._n
        lowest = self._lowest[place]
        while place := place // 2:
            lowest = min(lowest, self._lowest[place])
        return lowest
