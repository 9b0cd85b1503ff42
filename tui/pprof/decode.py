"""Bytes to `Profile`: protobuf cuts the top level, numpy reads everything inside.

The order of steps and the verdicts are google/pprof's `ParseData`: gunzip, wire, string table, CheckValid. Where pprof
only says "unrecognized profile format", the error here names the field and the reason.
"""

from __future__ import annotations

import numpy as np
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet

from tui.errors import BadProfile
from tui.pprof import validate
from tui.pprof.budget import check_entries
from tui.pprof.columns_pb2 import Slices
from tui.pprof.gunzip import MAX_BYTES, gunzip
from tui.pprof.lookup import Lookup
from tui.pprof.profile import Functions, Header, Locations, Mapping, Profile
from tui.pprof.samples import read_samples
from tui.pprof.strings import StringTable
from tui.pprof.tables import (
    RawLocations,
    read_functions,
    read_locations,
    read_mappings,
    read_value_types,
    without_silent,
)
from tui.pprof.wire import BYTES, FIXED32, FIXED64, Messages, walk

_NO_PROFILE = "It is not a pprof profile, or it is damaged."


def decode(data: bytes, *, max_bytes: int = MAX_BYTES) -> Profile:
    """Return the profile in `data`: protobuf or a legacy form, gzipped or not.

    Args:
        data: the whole file.
        max_bytes: most bytes to accept once decompressed.

    Raises:
        BadProfile: the bytes break a rule; the text is google/pprof's where it has one.
        TooLarge: more than `max_bytes` once decompressed.
    """
    raw = gunzip(data, max_bytes)
    if not raw:
        raise BadProfile("parsing profile: empty input file")
    check_entries(raw, max_bytes)
    try:
        slices = _cut(raw)
        del raw
        return _assemble(slices)
    except BadProfile as error:
        # google/pprof tries the other forms unless the bytes are a profile that breaks its rules.
        if not error.what.startswith("parsing profile:"):
            raise
        # Most profiles have the present form, and each start of the command would load the others for nothing.
        from tui.pprof.legacy import read_legacy

        legacy = read_legacy(gunzip(data, max_bytes))
        if legacy is None:
            raise
        return legacy


def _cut(raw: bytes) -> Slices:
    """Cut the top level into the bytes of its messages."""
    slices = Slices()
    try:
        slices.ParseFromString(raw)
    except DecodeError:
        try:
            slices.ParseFromString(_without_odd_fields(raw))
        except BadProfile as error:
            raise BadProfile(error.what, remedy=_NO_PROFILE) from None
        except DecodeError:
            # A list of times, broken itself: what google/pprof calls a field of another type.
            raise BadProfile("parsing profile: profile: type mismatch", remedy=_NO_PROFILE) from None
    unknowns = UnknownFieldSet(slices)
    for unknown in (unknowns[index] for index in range(len(unknowns))):
        if unknown.wire_type in (3, 4):
            raise BadProfile(_reason(raw))
        if 1 <= unknown.field_number <= 15:
            raise BadProfile(f"parsing profile: field {unknown.field_number}: type mismatch")
    if any(slices.time_nanos[:-1]):
        raise BadProfile(
            "parsing profile: concatenated profiles detected",
            remedy="Split the file, or merge profiles as separate files.",
        )
    if slices.string_table and slices.string_table[0]:
        raise BadProfile("parsing profile: string_table[0] must be ''")
    return slices


def _without_odd_fields(raw: bytes) -> bytes:
    """Return the top level without fields of numbers that protobuf refuses and google/pprof skips.

    Raises:
        BadProfile: the top level cannot be read, for the reason that google/pprof's decoder has.
    """
    fields = walk(Messages.join([raw]), "profile")
    lengths = np.where(fields.wire == BYTES, fields.value, 0).astype(np.int64)
    lengths += 8 * (fields.wire == FIXED64) + 4 * (fields.wire == FIXED32)
    ends = fields.start + lengths
    begins = np.concatenate([np.zeros(min(len(ends), 1), np.int64), ends[:-1]])
    kept = (fields.number >= 1) & (fields.number < 1 << 29)
    return b"".join(raw[begin:end] for begin, end in zip(begins[kept].tolist(), ends[kept].tolist(), strict=True))


def _reason(raw: bytes) -> str:
    """Return why the top level cannot be read, in the words of google/pprof's decoder."""
    try:
        walk(Messages.join([raw]), "profile")
    except BadProfile as error:
        return error.what
    return "parsing profile: unrecognized profile format"


def _assemble(slices: Slices) -> Profile:
    strings = StringTable(slices.string_table)
    header = _header(slices)
    mappings = read_mappings(slices.mapping)
    functions = read_functions(slices.function)
    raw_locations = read_locations(slices.location)
    samples = read_samples(slices.sample, Lookup(raw_locations.ids), len(header.sample_types))
    validate.check_strings(len(strings), header, mappings, functions, samples.labels)
    validate.check_samples(samples.first_fault)
    validate.check_ids([mapping.id for mapping in mappings], "mapping", "ID")
    validate.check_ids(functions.ids, "function", "ID")
    locations = _link(raw_locations, mappings, functions)
    return Profile(
        strings=strings,
        header=header,
        values=samples.values,
        stack_of_sample=samples.stack_of_sample,
        stack_offsets=samples.stack_offsets,
        stack_locations=samples.stack_locations,
        labels=without_silent(samples.labels),
        mappings=mappings,
        locations=locations,
        functions=functions,
    )


def _header(slices: Slices) -> Header:
    period_type = read_value_types(slices.period_type[-1:])
    return Header(
        sample_types=read_value_types(slices.sample_type),
        period_type=period_type[0] if period_type else (0, 0),
        period=slices.period,
        time_nanos=slices.time_nanos[-1] if slices.time_nanos else 0,
        duration_nanos=slices.duration_nanos,
        comments=tuple(slices.comment),
        default_sample_type=slices.default_sample_type,
        drop_frames=slices.drop_frames,
        keep_frames=slices.keep_frames,
        doc_url=slices.doc_url,
    )


def _link(raw: RawLocations, mappings: tuple[Mapping, ...], functions: Functions) -> Locations:
    """Look up the ids in locations, after checking them in google/pprof's order."""
    line_function = Lookup(functions.ids).rows(raw.line_function_id)
    line_function[raw.line_function_id == 0] = -1
    validate.check_locations(raw.ids, raw.line_location, line_function)
    mapping_ids = np.array([mapping.id for mapping in mappings], np.uint64)
    return Locations(
        ids=raw.ids,
        mapping=Lookup(mapping_ids).rows(raw.mapping_id),
        address=raw.address,
        folded=raw.folded != 0,
        line_offsets=np.concatenate(
            [np.zeros(1, np.int64), np.cumsum(np.bincount(raw.line_location, minlength=len(raw.ids)), dtype=np.int64)]
        ),
        line_function=line_function,
        line_number=raw.line_number,
        line_column=raw.line_column,
    )
