"""Reads the small tables of a profile (mappings, locations, functions, value types) and the labels into columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tui.pprof.arrays import IndexArray, Int64Array, UInt64Array
from tui.pprof.profile import Functions, Labels, Mapping
from tui.pprof.wire import Fields, Messages, scalar, submessages, walk


@dataclass(frozen=True, slots=True)
class RawLocations:
    """Locations as the wire has them, ids not looked up yet."""

    ids: UInt64Array
    mapping_id: UInt64Array
    address: UInt64Array
    folded: UInt64Array
    line_location: IndexArray
    """int64[n_lines]: row of the location that a line belongs to, ascending."""
    line_function_id: UInt64Array
    line_number: Int64Array
    line_column: Int64Array


def read_value_types(messages: Sequence[bytes]) -> tuple[tuple[int, int], ...]:
    """Return string indexes of type and unit, one pair for each message."""
    kinds, units = _scalars(Messages.join(messages), "value type", 1, 2)
    return tuple(zip(kinds.view(np.int64).tolist(), units.view(np.int64).tolist(), strict=True))


def read_mappings(messages: Sequence[bytes]) -> tuple[Mapping, ...]:
    """Return the mappings; string indexes are not checked yet."""
    columns = _scalars(Messages.join(messages), "mapping", *range(1, 11))
    unsigned = [column.tolist() for column in columns[:4]]
    signed = [column.view(np.int64).tolist() for column in columns[4:6]]
    flags = [(column != 0).tolist() for column in columns[6:]]
    return tuple(Mapping(*row) for row in zip(*unsigned, *signed, *flags, strict=True))


def read_functions(messages: Sequence[bytes]) -> Functions:
    """Return the functions; ids and string indexes are not checked yet."""
    ids, name, system_name, filename, start_line = _scalars(Messages.join(messages), "function", *range(1, 6))
    return Functions(
        ids, name.view(np.int64), system_name.view(np.int64), filename.view(np.int64), start_line.view(np.int64)
    )


def read_locations(messages: Sequence[bytes]) -> RawLocations:
    """Return the locations and their lines; ids are not looked up yet."""
    joined = Messages.join(messages)
    fields = walk(joined, "location")
    lines, owner = submessages(joined, fields, 4, "location.line")
    function_id, number, column = _scalars(lines, "line", 1, 2, 3)
    return RawLocations(
        ids=scalar(joined, fields, 1, "location.id"),
        mapping_id=scalar(joined, fields, 2, "location.mapping_id"),
        address=scalar(joined, fields, 3, "location.address"),
        folded=scalar(joined, fields, 5, "location.is_folded"),
        line_location=owner,
        line_function_id=function_id,
        line_number=number.view(np.int64),
        line_column=column.view(np.int64),
    )


def read_labels(samples: Messages, fields: Fields) -> Labels:
    """Return the labels found in `fields` of `samples`; string indexes are not checked yet."""
    messages, owner = submessages(samples, fields, 3, "sample.label")
    key, string, number, unit = (column.view(np.int64) for column in _scalars(messages, "label", 1, 2, 3, 4))
    is_text = string != 0
    # Text wins over a number in the same label.
    return Labels(owner, key, string, np.where(is_text, 0, number), np.where(is_text, 0, unit))


def without_silent(labels: Labels) -> Labels:
    """Return the labels that say something: google/pprof checks the others and forgets them (`postDecode`)."""
    says = (labels.string != 0) | (labels.number != 0) | (labels.unit != 0)
    if says.all():
        return labels
    return Labels(labels.sample[says], labels.key[says], labels.string[says], labels.number[says], labels.unit[says])


def _scalars(messages: Messages, what: str, *numbers: int) -> tuple[UInt64Array, ...]:
    fields = walk(messages, what)
    return tuple(scalar(messages, fields, number, what) for number in numbers)
