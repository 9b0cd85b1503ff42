"""Puts distinct stacks in the order of their frames from the root."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tui.pprof.arrays import FrameArray, IndexArray, UInt64Array
from tui.pprof.batches import tell

_BATCH = 1 << 16
"""Stacks looked at together: what is worked out of them stays inside the processor's cache."""
_FEW = 16
"""With so few stacks undecided, comparing whole stacks costs less than going on level by level."""


def sorted_stacks(frames: FrameArray, first: IndexArray, behind: IndexArray) -> tuple[IndexArray, IndexArray]:
    """Sort distinct stacks by their frames from the root.

    As many levels at a time as fit 64 bits, stacks that agree so far are sorted by their next frames; who agrees with
    nobody drops out, so the long tails of deep stacks cost nothing. The last few are compared whole, or two stacks that
    recurse alike 100,000 frames deep would take as many steps.

    Args:
        frames: frame ids, each stack leaf first.
        first: int64[n]: where each stack begins, which is its leaf.
        behind: int64[n]: the place behind its root.

    Returns:
        The order, and how many frames each stack shares with the one before it in that order, from the root.
    """
    order = np.arange(len(first))
    shared = np.zeros(len(first), np.int64)
    bits = int(frames.max(initial=0) + 1).bit_length()
    # Places in the order that are still undecided, and the number of each one's group.
    place, group = np.arange(len(first)), np.zeros(len(first), np.int64)
    depth = 0
    while len(place) > _FEW:
        tell("sorting stacks", 1 - len(place) / len(first))
        stack = order[place] if depth else order
        levels = max(1, (64 - int(group[-1]).bit_length()) // bits)
        begins, ends = (first[stack], behind[stack] - depth) if depth else (first, behind)
        key = _next_frames(frames, begins, ends, levels, bits)
        if group[-1]:
            key |= group.astype(np.uint64) << np.uint64(levels * bits)
        ranked = np.argsort(key)
        order[place] = stack[ranked]
        key = key[ranked]
        differing = key[1:] ^ key[:-1]
        agreed = depth + levels - _levels_that_differ(differing, levels, bits)
        if group[-1]:
            same_group = group[1:] == group[:-1]
            shared[place[1:][same_group]] = agreed[same_group]
        else:
            shared[place[1:]] = agreed
        tied = differing == 0
        # Those that agree with one before or behind them; of these, a group begins where one differs from the last.
        at = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
        group = np.cumsum(~np.append(False, tied)[at]) - 1
        place = place[at]
        depth += levels
    for begin in np.unique(group).tolist():
        _sort_few(frames, first, behind - depth, order, shared, place[group == begin], depth)
    return order, shared


def _next_frames(frames: FrameArray, first: IndexArray, behind: IndexArray, levels: int, bits: int) -> UInt64Array:
    """Return the frames nearest the root of stacks that end at `behind`, the first in the highest of `bits` for each.

    Where a stack has ended, the bits are 0.
    """
    key = np.zeros(len(first), np.uint64)
    for start in range(0, len(first), _BATCH):
        own = slice(start, start + _BATCH)
        part, begins, ends = key[own], first[own], behind[own]
        for level in range(1, levels + 1):
            part <<= np.uint64(bits)
            at = ends - level
            lasts = at >= begins
            if lasts.all():
                part |= frames[at].astype(np.uint64) + np.uint64(1)
            else:
                part[lasts] |= frames[at[lasts]].astype(np.uint64) + np.uint64(1)
    return key


def _levels_that_differ(differing: UInt64Array, levels: int, bits: int) -> IndexArray:
    """Return for each pair of keys, told apart by their bits that differ, the levels from the first that does on."""
    count = np.zeros(len(differing), np.uint8)
    for level in range(levels):
        count += differing >= np.uint64(1 << (level * bits))
    return count.astype(np.int64)


def _sort_few(
    frames: FrameArray,
    first: IndexArray,
    behind: IndexArray,
    order: IndexArray,
    shared: IndexArray,
    place: IndexArray,
    depth: int,
) -> None:
    """Put the stacks at `place`, which agree in the `depth` frames cut off at `behind`, in order all at once."""
    tails = [(frames[first[stack] : behind[stack]][::-1], stack) for stack in order[place].tolist()]
    # Big-endian bytes compare as the numbers do, and a stack that ends comes before those that go on.
    tails.sort(key=lambda tail: tail[0].astype(">u4").tobytes())
    order[place] = [stack for _, stack in tails]
    for at, ((before, _), (after, _)) in zip(place[1:].tolist(), pairwise(tails), strict=True):
        common = min(len(before), len(after))
        differs = np.flatnonzero(before[:common] != after[:common])
        shared[at] = depth + (int(differs[0]) if len(differs) else common)
