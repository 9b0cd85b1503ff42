"""The binary CPU profile of gperftools: words of 32 or 64 bits in either byte order, then a memory map as text.

The header is 0, 3, 0 (1 for Java), the period in microseconds, 0. A sample is its count, its depth and as many
addresses, leaf first; a count of 0 with the one address 0 ends them.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from tui.pprof.arrays import Int64Array
from tui.pprof.legacy.assemble import Form, profile_of_addresses, profile_of_names
from tui.pprof.legacy.java_names import read_names
from tui.pprof.legacy.lines import Lines
from tui.pprof.legacy.maps import read_map
from tui.pprof.legacy.numbers import int64
from tui.pprof.legacy.stacks import Stacks
from tui.pprof.legacy.verdict import NotThisForm
from tui.pprof.profile import Profile

_WORDS = tuple(map(np.dtype, ("<u4", ">u4", "<u8", ">u8")))
_HEADER = 5
_HANDLER_FRAMES = 2
"""Most frames of the signal handler that stand between the leaf and its caller."""
_EXCEPTIONS = 32
"""One sample of so many may lack the handler's frame."""


def read_cpu(raw: bytes) -> Profile:
    """Return the profile in a binary of gperftools or of its Java agent.

    Raises:
        NotThisForm: it has another header, or is cut off within a sample.
        BadProfile: what follows the samples has a line that is too long.
    """
    for word in _WORDS:
        if len(raw) < _HEADER * word.itemsize:
            continue
        zero, version, java, period, padding = np.frombuffer(raw, word, _HEADER).tolist()
        if (zero, version, padding) == (0, 3, 0) and java in (0, 1) and period > 0:
            return _read(raw, word, bool(java), int64(int64(period) * 1000))
    raise NotThisForm


def _read(raw: bytes, word: np.dtype[np.unsignedinteger], java: bool, period: int) -> Profile:
    samples = _read_samples(raw, word)
    form = Form([("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), period)
    values = np.stack([samples.counts, samples.counts * np.int64(period)], axis=1)
    if java:
        return profile_of_names(form, values, samples.stacks, read_names(samples.rest, samples.stacks.addresses))
    stacks = _without_handler(samples.stacks.callers_lowered(leaf_too=False))
    regions = read_map(Lines(samples.rest))
    return profile_of_addresses(form, values, stacks, regions, dropped=stacks.repeated_leaves())


@dataclass(frozen=True, slots=True)
class _CpuSamples:
    counts: Int64Array
    stacks: Stacks
    rest: bytes
    """What follows the last sample."""


def _read_samples(raw: bytes, word: np.dtype[np.unsignedinteger]) -> _CpuSamples:
    """Walk from count to count, and fetch all addresses at once."""
    size = word.itemsize
    total = len(raw) - _HEADER * size
    words = np.frombuffer(raw, word, total // size, _HEADER * size)
    counts, starts, depths = array("Q"), array("q"), array("q")
    at = 0
    while at * size < total:
        if at + 2 > len(words):
            raise NotThisForm("the CPU profile is cut off")
        count, depth = words.item(at), words.item(at + 1)
        at += 2
        # pprof allows 4 bytes for an address of 8 as well, and reads what is missing at the end as 0.
        if depth > (total - at * size) // 4:
            raise NotThisForm(f"the CPU profile is cut off: a stack says that it has {depth} frames")
        if (count, depth) == (0, 1) and (at == len(words) or words.item(at) == 0):
            at += 1
            break
        counts.append(count)
        starts.append(at)
        depths.append(depth)
        at += depth
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array(depths, np.int64))])
    place = np.arange(offsets[-1]) + np.repeat(np.array(starts, np.int64) - offsets[:-1], np.diff(offsets))
    if at > len(words):
        words = np.concatenate([words, np.zeros(at - len(words), word)])
    return _CpuSamples(
        np.array(counts, np.uint64).view(np.int64),
        Stacks(words[place].astype(np.uint64), offsets),
        raw[(_HEADER + at) * size :],
    )


def _without_handler(stacks: Stacks) -> Stacks:
    """Drop the frame behind the leaf if nearly all samples have the same one there: the signal handler pushed it."""
    for _ in range(_HANDLER_FRAMES):
        seconds = stacks.seconds()
        address, count = np.unique(stacks.addresses[seconds], return_counts=True)
        common = address[count >= len(stacks) - len(stacks) // _EXCEPTIONS]
        if not len(common):
            break
        kept = np.ones(len(stacks.addresses), np.bool_)
        kept[seconds[stacks.addresses[seconds] == common[0]]] = False
        stacks = stacks.where(kept)
    return stacks
