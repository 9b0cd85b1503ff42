"""`Profile` to bytes: columns become varints and varints become messages, all rows of a table at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from isal import isal_zlib

from tui.pprof.arrays import ByteArray, IndexArray
from tui.pprof.columns_pb2 import Slices
from tui.pprof.profile import Labels, Profile


def encode(profile: Profile) -> bytes:
    """Return the profile as gzip-compressed protobuf; `decode` of it equals the profile."""
    compressed: bytes = isal_zlib.compress(encode_raw(profile), 2, 31)
    return compressed


def encode_raw(profile: Profile) -> bytes:
    """Return the profile as protobuf, not compressed. Field order and values are those of google/pprof's writer."""
    header = profile.header
    slices = Slices(
        sample_type=_pairs(header.sample_types),
        sample=_samples(profile).split(),
        mapping=_mappings(profile).split(),
        location=_locations(profile).split(),
        function=_functions(profile).split(),
        string_table=profile.strings.raw,
        drop_frames=header.drop_frames,
        keep_frames=header.keep_frames,
        duration_nanos=header.duration_nanos,
        period=header.period,
        comment=header.comments,
        default_sample_type=header.default_sample_type,
        doc_url=header.doc_url,
    )
    if header.period_type != (0, 0):
        slices.period_type.extend(_pairs([header.period_type]))
    data = slices.SerializeToString()
    # A repeated field would be written packed, which Go refuses for the time.
    return data + _scalar_field(9, header.time_nanos)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Runs of bytes, each belonging to a message."""

    owner: IndexArray
    """int64[n]: the message that a run belongs to, ascending."""
    length: IndexArray
    """int64[n]: bytes in each run."""
    data: ByteArray
    """All runs, end to end."""

    def split(self) -> list[bytes]:
        """Return each run as bytes."""
        data, ends = self.data.tobytes(), np.cumsum(self.length)
        return [data[start:end] for start, end in zip((ends - self.length).tolist(), ends.tolist(), strict=True)]


def _samples(profile: Profile) -> _Pieces:
    count = len(profile.values)
    sample = np.arange(count)
    offsets, locations = profile.unshared()
    stack = _nested(
        1, _gather(count, [_varints(np.repeat(sample, np.diff(offsets)), profile.locations.ids[locations])])
    )
    width = profile.values.shape[1]
    values = _nested(2, _gather(count, [_varints(np.repeat(sample, width), profile.values.reshape(-1))]))
    return _gather(count, [_some(stack), _some(values), _labels(profile.labels)])


def _labels(labels: Labels) -> _Pieces:
    rows = np.arange(len(labels))
    columns = (labels.key, labels.string, labels.number, labels.unit)
    fields = [_field(number, rows, column) for number, column in enumerate(columns, 1)]
    nested = _nested(3, _gather(len(labels), fields))
    return _Pieces(labels.sample, nested.length, nested.data)


def _mappings(profile: Profile) -> _Pieces:
    columns = zip(*((m.id, m.start, m.limit, m.offset) for m in profile.mappings), strict=True)
    indexes = zip(*((m.file, m.build_id) for m in profile.mappings), strict=True)
    flags = zip(
        *((m.has_functions, m.has_filenames, m.has_line_numbers, m.has_inline_frames) for m in profile.mappings),
        strict=True,
    )
    arrays = [np.array(column, np.uint64) for group in (columns, indexes, flags) for column in group]
    return _table(len(profile.mappings), arrays)


def _functions(profile: Profile) -> _Pieces:
    table = profile.functions
    return _table(len(table), [table.ids, table.name, table.system_name, table.filename, table.start_line])


def _locations(profile: Profile) -> _Pieces:
    table = profile.locations
    count, n_lines = len(table), len(table.line_function)
    rows, line_rows = np.arange(count), np.arange(n_lines)
    line_fields = [
        _field(1, line_rows, profile.functions.ids[table.line_function]),
        _field(2, line_rows, table.line_number),
        _field(3, line_rows, table.line_column),
    ]
    lines = _nested(4, _gather(n_lines, line_fields))
    owner = np.repeat(rows, np.diff(table.line_offsets))
    mapping_ids = np.array([0, *(mapping.id for mapping in profile.mappings)], np.uint64)[table.mapping + 1]
    return _gather(
        count,
        [
            _field(1, rows, table.ids),
            _field(2, rows, mapping_ids),
            _field(3, rows, table.address),
            _Pieces(owner, lines.length, lines.data),
            _field(5, rows, table.folded),
        ],
    )


def _table(count: int, columns: Sequence[np.ndarray[tuple[int], np.dtype[np.generic]]]) -> _Pieces:
    """Return one message for each row, its fields numbered from 1 in the order of the columns."""
    rows = np.arange(count)
    return _gather(count, [_field(number, rows, column) for number, column in enumerate(columns, 1)])


def _pairs(pairs: Sequence[tuple[int, int]]) -> list[bytes]:
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    return _table(len(columns), [columns[:, 0], columns[:, 1]]).split()


def _scalar_field(number: int, value: int) -> bytes:
    return _field(number, np.zeros(1, np.int64), np.array([value], np.int64)).data.tobytes()


def _field(number: int, owner: IndexArray, column: np.ndarray[tuple[int], np.dtype[np.generic]]) -> _Pieces:
    """Return a number field for each row, left out where it is 0."""
    says = column != 0
    value = _varints(owner[says], column[says])
    tag = np.full(len(value.length), number << 3, np.uint8)
    return _behind(tag, value)


def _nested(number: int, messages: _Pieces) -> _Pieces:
    """Return each message as a field of the one around it: tag, length, content."""
    size = _varints(messages.owner, messages.length)
    head = _behind(np.full(len(size.length), number << 3 | 2, np.uint8), size)
    rows = np.arange(len(messages.length))
    joined = _gather(len(rows), [_Pieces(rows, head.length, head.data), _Pieces(rows, messages.length, messages.data)])
    # An empty message is two bytes long, and says that it is there.
    return _Pieces(messages.owner, joined.length, joined.data)


def _some(fields: _Pieces) -> _Pieces:
    """Leave out packed lists without an element: tag and a length of 0."""
    empty = fields.length == 2
    if not empty.any():
        return fields
    return _Pieces(fields.owner[~empty], fields.length[~empty], fields.data[~np.repeat(empty, fields.length)])


def _behind(tag: ByteArray, pieces: _Pieces) -> _Pieces:
    """Put one byte before each run."""
    starts = np.cumsum(pieces.length) - pieces.length
    return _Pieces(pieces.owner, pieces.length + 1, np.insert(pieces.data, starts, tag))


def _varints(owner: IndexArray, column: np.ndarray[tuple[int], np.dtype[np.generic]]) -> _Pieces:
    """Return each number as a varint; negative ones take ten bytes, as protobuf has it."""
    number = column.astype(np.int64).view(np.uint64) if column.dtype != np.uint64 else column.view(np.uint64)
    length = np.ones(len(number), np.int64)
    for shift in range(7, 64, 7):
        length += number >= np.uint64(1) << np.uint64(shift)
    data = np.empty(int(length.sum()), np.uint8)
    start = np.cumsum(length) - length
    rows = np.arange(len(number))
    for at in range(int(length.max(initial=0))):
        rows = rows[length[rows] > at]
        more = np.where(length[rows] > at + 1, 0x80, 0).astype(np.uint8)
        data[start[rows] + at] = ((number[rows] >> np.uint64(7 * at)) & np.uint64(0x7F)).astype(np.uint8) | more
    return _Pieces(owner, length, data)


def _gather(count: int, groups: Sequence[_Pieces]) -> _Pieces:
    """Join the runs of each of `count` messages, in the order of the groups."""
    owner = np.concatenate([group.owner for group in groups]) if groups else np.zeros(0, np.int64)
    length = np.concatenate([group.length for group in groups]) if groups else np.zeros(0, np.int64)
    data = np.concatenate([group.data for group in groups]) if groups else np.zeros(0, np.uint8)
    start = np.cumsum(length) - length
    order = np.argsort(owner, kind="stable")
    length, start = length[order], start[order]
    shift = start - (np.cumsum(length) - length)
    source = np.repeat(shift, length) + np.arange(int(length.sum()))
    sizes = np.bincount(owner[order], weights=length, minlength=count).astype(np.int64)
    return _Pieces(np.arange(count), sizes, data[source])
