"""The slow, obvious reading of a profile: protobuf's own objects, one loop per table.

Used by tests only, as the reference that the fast reading (`decode`) must equal on every valid profile. It judges
nothing: verdicts on broken profiles are `decode`'s. Plain loops are the point here; a million samples take a minute.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tui.pprof import profile_pb2 as pb
from tui.pprof.gunzip import MAX_BYTES, gunzip
from tui.pprof.profile import Functions, Header, Labels, Locations, Mapping, Profile
from tui.pprof.strings import StringTable


def decode_plainly(data: bytes, *, max_bytes: int = MAX_BYTES) -> Profile:
    """Return the profile in `data`, gzip or raw protobuf.

    Args:
        data: the whole file, which must be a valid profile.
        max_bytes: most bytes to accept once decompressed.

    Raises:
        BadProfile: the gzip stream is damaged.
        TooLarge: more than `max_bytes` once decompressed.
        google.protobuf.message.DecodeError: the bytes are no protobuf message.
        KeyError: a stack or a line names an id that no table has.
    """
    message = pb.Profile.FromString(gunzip(data, max_bytes))
    location_row = _rows(location.id for location in message.location)
    stacks = [[location_row[id_] for id_ in sample.location_id] for sample in message.sample]
    values = [list(sample.value) for sample in message.sample]
    return Profile(
        strings=StringTable(message.string_table),
        header=_header(message),
        values=np.array(values, np.int64).reshape(len(values), len(message.sample_type)),
        stack_of_sample=np.arange(len(stacks)),
        stack_offsets=np.array(_offsets(map(len, stacks)), np.int64),
        stack_locations=np.array([row for stack in stacks for row in stack], np.uint32),
        labels=_labels(message),
        mappings=tuple(map(_mapping, message.mapping)),
        locations=_locations(message),
        functions=_functions(message),
    )


def _rows(ids: Iterable[int]) -> dict[int, int]:
    return {id_: row for row, id_ in enumerate(ids)}


def _offsets(sizes: Iterable[int]) -> list[int]:
    offsets = [0]
    for size in sizes:
        offsets.append(offsets[-1] + size)
    return offsets


def _header(message: pb.Profile) -> Header:
    return Header(
        sample_types=tuple((value_type.type, value_type.unit) for value_type in message.sample_type),
        period_type=(message.period_type.type, message.period_type.unit),
        period=message.period,
        time_nanos=message.time_nanos,
        duration_nanos=message.duration_nanos,
        comments=tuple(message.comment),
        default_sample_type=message.default_sample_type,
        drop_frames=message.drop_frames,
        keep_frames=message.keep_frames,
        doc_url=message.doc_url,
    )


def _mapping(mapping: pb.Mapping) -> Mapping:
    return Mapping(
        id=mapping.id,
        start=mapping.memory_start,
        limit=mapping.memory_limit,
        offset=mapping.file_offset,
        file=mapping.filename,
        build_id=mapping.build_id,
        has_functions=mapping.has_functions,
        has_filenames=mapping.has_filenames,
        has_line_numbers=mapping.has_line_numbers,
        has_inline_frames=mapping.has_inline_frames,
    )


def _locations(message: pb.Profile) -> Locations:
    mapping_row = _rows(mapping.id for mapping in message.mapping)
    function_row = _rows(function.id for function in message.function)
    lines = [line for location in message.location for line in location.line]
    return Locations(
        ids=np.array([location.id for location in message.location], np.uint64),
        # A mapping that does not exist is none, as google/pprof has it.
        mapping=np.array([mapping_row.get(location.mapping_id, -1) for location in message.location], np.int64),
        address=np.array([location.address for location in message.location], np.uint64),
        folded=np.array([location.is_folded for location in message.location], np.bool_),
        line_offsets=np.array(_offsets(len(location.line) for location in message.location), np.int64),
        line_function=np.array([function_row[line.function_id] for line in lines], np.int64),
        line_number=np.array([line.line for line in lines], np.int64),
        line_column=np.array([line.column for line in lines], np.int64),
    )


def _functions(message: pb.Profile) -> Functions:
    return Functions(
        ids=np.array([function.id for function in message.function], np.uint64),
        name=np.array([function.name for function in message.function], np.int64),
        system_name=np.array([function.system_name for function in message.function], np.int64),
        filename=np.array([function.filename for function in message.function], np.int64),
        start_line=np.array([function.start_line for function in message.function], np.int64),
    )


def _labels(message: pb.Profile) -> Labels:
    rows = []
    for row, label in ((row, label) for row, sample in enumerate(message.sample) for label in sample.label):
        # Text wins over a number; a label with neither says nothing (google/pprof, `postDecode`).
        if label.str:
            rows.append((row, label.key, label.str, 0, 0))
        elif label.num or label.num_unit:
            rows.append((row, label.key, 0, label.num, label.num_unit))
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    return Labels(*map(np.ascontiguousarray, columns))
