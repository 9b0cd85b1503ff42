"""Text of heaps: Go's `heap?debug=1`, and heap, growth and fragmentation of gperftools.

A line is `LIVE: BYTES [ALLOCATED: BYTES] @ ADDRESSES`. The header says how allocations were sampled, and the numbers
are scaled up by that; if it counts allocations apart from what is live, there are four values, else two.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.pprof.legacy.assemble import Form, profile_of_addresses
from tui.pprof.legacy.lines import Lines, begins_memory_map, first_line, is_blank_or_comment
from tui.pprof.legacy.maps import read_map_after
from tui.pprof.legacy.numbers import addresses, decimal, divided, unsampled
from tui.pprof.legacy.patterns import LinePattern
from tui.pprof.legacy.stacks import Samples
from tui.pprof.legacy.verdict import NotThisForm, malformed, shown
from tui.pprof.profile import Profile

_TOTALS = rb"heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\]"
_HEAP = LinePattern(_TOTALS + rb" *@ *(heap[_a-z0-9]*)/?(\d*)")
_GROWTH_OR_FRAGMENTATION = LinePattern(_TOTALS + rb" @ (?:growth|fragmentation)")
_LINE = rb"(-?\d+): *(-?\d+) *\[ *(\d+): *(\d+) *] @([ x0-9a-f]*)"
_SAMPLE = LinePattern(_LINE, usual=_LINE)
_LIVE = [("objects", "count"), ("space", "bytes")]
_ALLOCATED_AND_LIVE = [
    ("alloc_objects", "count"),
    ("alloc_space", "bytes"),
    ("inuse_objects", "count"),
    ("inuse_space", "bytes"),
]


@dataclass(frozen=True, slots=True)
class _Sampling:
    """What the header says about the numbers."""

    period: int
    """Average bytes between two samples; 0 if unknown."""
    scaled: bool
    """True if the numbers are of the sampled allocations only."""
    allocated_too: bool
    """True if what was allocated ever differs from what is live."""


def read_heap(raw: bytes) -> Profile:
    """Return the profile in a text of a heap.

    Raises:
        NotThisForm: it has another header.
        BadProfile: a line is no sample, or its numbers cannot be.
    """
    sampling = _sampling(first_line(raw))
    lines = Lines(raw)
    lines.advance()
    samples = Samples()
    while lines.advance() and not begins_memory_map(lines.line):
        if not is_blank_or_comment(lines.line):
            _read_sample(lines.line.strip(), sampling, samples)
    types = _ALLOCATED_AND_LIVE if sampling.allocated_too else _LIVE
    return profile_of_addresses(
        Form(types, ("space", "bytes"), sampling.period),
        samples.values(len(types)),
        samples.stacks.callers_lowered(leaf_too=True),
        read_map_after(lines),
        block_sizes=samples.block_sizes,
    )


def _sampling(header: bytes) -> _Sampling:
    found = _HEAP.search(header)
    if not found:
        if _GROWTH_OR_FRAGMENTATION.search(header):
            return _Sampling(period=1, scaled=False, allocated_too=False)
        raise NotThisForm
    live, live_bytes, allocated, allocated_bytes, form, rate = found.groups()
    allocated_too = allocated not in (live, b"0") or allocated_bytes not in (live_bytes, b"0")
    try:
        period = decimal(rate) if rate else 0
    except ValueError as error:
        raise NotThisForm(str(error)) from None
    if form in (b"heapz_v2", b"heap_v2"):
        return _Sampling(period, True, allocated_too)
    if form == b"heapprofile":
        return _Sampling(1, False, allocated_too)
    if form == b"heap":
        # Go and early tcmalloc write twice the rate.
        return _Sampling(period // 2, True, allocated_too)
    raise NotThisForm(f"heaps of the form {shown(form)} are not known")


def _read_sample(line: bytes, sampling: _Sampling, samples: Samples) -> None:
    found = _SAMPLE.search(line)
    if not found:
        raise malformed(f"unexpected number of sample values: got 0, want 6: {shown(line)}")
    live, live_bytes, allocated, allocated_bytes, stack = found.groups()
    pairs = [(allocated, allocated_bytes, "allocation")] if sampling.allocated_too else []
    pairs.append((live, live_bytes, "inuse"))
    values: list[int] = []
    block_size = 0
    try:
        for count_text, size_text, what in pairs:
            count, size = decimal(count_text), decimal(size_text)
            if not count and size:
                raise malformed(f"{what} count was 0 but {what} bytes was {size}")
            if count:
                block_size = divided(size, count)
                if sampling.scaled:
                    count, size = unsampled(count, size, sampling.period)
            values += (count, size)
        samples.add(addresses(stack), values, block_size)
    except ValueError as error:
        raise malformed(f"malformed sample: {shown(line)}: {error}") from None
