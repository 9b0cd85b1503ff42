"""Reads the samples of a profile into columns; stacks that samples share are read once.

Two passes. The first reads all samples but not their stacks, of which it takes a digest of the bytes, eight at a time.
The second reads one stack of each digest. Profiles repeat stacks, since samples differ in labels or in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tui.errors import TooLarge
from tui.pprof.arrays import FrameArray, IndexArray, Int64Array, UInt64Array, row_type
from tui.pprof.batches import Growing, in_order
from tui.pprof.distinct import groups
from tui.pprof.lookup import Lookup
from tui.pprof.profile import Labels
from tui.pprof.runs import offsets_of
from tui.pprof.spandigest import SpanDigest
from tui.pprof.tables import read_labels
from tui.pprof.wire import Messages, numbers, walk

_BATCH = 1 << 13
"""Samples read at a time: large enough for numpy, small enough for the processor's cache."""
_BATCH_BYTES = 8 << 20
"""Bytes of a batch, however few samples these are: a thread holds several times as much meanwhile."""
_LARGEST = 32 << 20
"""Bytes of one sample."""
_STACK = "sample.location_id"


@dataclass(frozen=True, slots=True)
class Samples:
    """Columns of samples, and the first sample that breaks a rule."""

    values: Int64Array
    """int64[n_samples, n_types]."""
    stack_of_sample: IndexArray
    stack_offsets: IndexArray
    stack_locations: FrameArray
    labels: Labels
    first_fault: str


def read_samples(samples: Sequence[bytes], locations: Lookup, n_types: int) -> Samples:
    """Return the samples.

    Args:
        samples: their messages.
        locations: rows of locations by id.
        n_types: number of sample types, which is how many values each sample should have.

    Raises:
        BadProfile: a message cannot be read; rules that messages break are told in the result.
        TooLarge: a sample is larger than any program would write.
    """
    columns = _read_columns(samples, n_types)
    first, stack_of_sample = groups(columns.digest)
    offsets, stack_locations, nil = _read_stacks(samples, first, locations)
    fault = columns.fault
    if nil >= 0 and (not fault or first[nil] < fault.sample):
        fault = _Fault(int(first[nil]), "sample has nil location")
    if not n_types and len(samples):
        fault = _Fault(0, "missing sample type information")
    return Samples(
        values=columns.values.reshape(-1, n_types) if n_types and not fault else np.zeros((len(samples), 0), np.int64),
        stack_of_sample=stack_of_sample,
        stack_offsets=offsets,
        stack_locations=stack_locations,
        labels=columns.labels,
        first_fault=fault.text if fault else "",
    )


class _Fault(NamedTuple):
    """A rule that a sample breaks."""

    sample: int
    text: str


class _Columns(NamedTuple):
    """Columns of samples but for their stacks."""

    values: Int64Array
    """int64[all values]: of each sample as many as there are types, unless there is a fault."""
    digest: UInt64Array
    """uint64[n]: equal for stacks of equal bytes."""
    labels: Labels
    fault: _Fault | None

    @classmethod
    def joined(cls, one: _Columns, other: _Columns) -> _Columns:
        """Return the columns of samples that follow each other."""
        pairs = zip(
            (one.labels.sample, one.labels.key, one.labels.string, one.labels.number, one.labels.unit),
            (other.labels.sample, other.labels.key, other.labels.string, other.labels.number, other.labels.unit),
            strict=True,
        )
        return cls(
            np.concatenate([one.values, other.values]),
            np.concatenate([one.digest, other.digest]),
            Labels(*map(np.concatenate, pairs)),
            one.fault or other.fault,
        )


def _spans(count: int) -> list[tuple[int, int]]:
    return [(first, min(first + _BATCH, count)) for first in range(0, count, _BATCH)]


def _read_columns(samples: Sequence[bytes], n_types: int) -> _Columns:
    digest = SpanDigest()

    def read(span: tuple[int, int]) -> _Columns:
        first, behind = span
        some = samples[first:behind]
        size = sum(map(len, some))
        if len(some) > 1 and size > _BATCH_BYTES:
            middle = (first + behind) // 2
            return _Columns.joined(read((first, middle)), read((middle, behind)))
        if size > _LARGEST:
            raise TooLarge(f"a sample of more than {_LARGEST:,} bytes", remedy="No program has such stacks.")
        messages = Messages.join(some)
        fields = walk(messages, "sample")
        values, widths = numbers(messages, fields.of(2), "sample.value")
        wrong = np.flatnonzero(widths != n_types)
        fault = None
        if len(wrong):
            bad = int(wrong[0])
            fault = _Fault(first + bad, f"mismatch: sample has {widths[bad]} values vs. {n_types} types")
        labels = read_labels(messages, fields)
        return _Columns(
            values.astype(np.uint64, copy=False).view(np.int64),
            digest.of(messages, fields.of(1), _STACK),
            replace(labels, sample=labels.sample + first),
            fault,
        )

    values, digests = Growing(np.int64), Growing(np.uint64)
    columns = [Growing(np.int64) for _ in range(5)]
    fault = None
    batches = in_order(read, _spans(len(samples)), doing="reading samples", threads=1)
    for number, batch in enumerate(batches, 1):
        done = min(1.0, number * _BATCH / len(samples))
        fault = fault or batch.fault
        if not fault:
            values.append(batch.values, done=done)
        digests.append(batch.digest, done=done)
        labels = batch.labels
        parts = (labels.sample, labels.key, labels.string, labels.number, labels.unit)
        for column, part in zip(columns, parts, strict=True):
            column.append(part, done=done)
    return _Columns(values.whole(), digests.whole(), Labels(*(column.whole() for column in columns)), fault)


def _read_stacks(samples: Sequence[bytes], chosen: IndexArray, locations: Lookup) -> tuple[IndexArray, FrameArray, int]:
    """Return the stacks of some samples as offsets and locations, and the first that has a location of no id, or -1."""

    def read(span: tuple[int, int]) -> tuple[IndexArray, FrameArray, int]:
        first, behind = span
        some = list(map(samples.__getitem__, chosen[first:behind].tolist()))
        if len(some) > 1 and sum(map(len, some)) > _BATCH_BYTES:
            middle = (first + behind) // 2
            (depths, rows, nil), (more_depths, more_rows, other) = read((first, middle)), read((middle, behind))
            return np.concatenate([depths, more_depths]), np.concatenate([rows, more_rows]), other if nil < 0 else nil
        messages = Messages.join(some)
        ids, depths = numbers(messages, walk(messages, "sample").of(1), _STACK)
        rows, missing = locations.find(ids)
        at = np.flatnonzero(missing)
        return depths, rows, first + int(np.searchsorted(np.cumsum(depths), at[0], side="right")) if len(at) else -1

    depths, rows = Growing(np.int64), Growing(row_type(len(locations)))
    first_nil = -1
    batches = in_order(read, _spans(len(chosen)), doing="reading stacks")
    for number, (some, found, nil) in enumerate(batches, 1):
        done = min(1.0, number * _BATCH / len(chosen))
        depths.append(some, done=done)
        rows.append(found, done=done)
        first_nil = first_nil if first_nil >= 0 else nil
    return offsets_of(depths.whole()), rows.whole(), first_nil
