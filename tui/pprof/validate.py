"""The validity rules of google/pprof, in its order and with its texts (`profile/encode.go`, `Profile.CheckValid`).

Not here, because columns cannot have them: nil samples, and a mapping or function that is not the table's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui.errors import BadProfile
from tui.pprof.arrays import IndexArray, UInt64Array
from tui.pprof.profile import Functions, Header, Labels, Mapping


def check_strings(
    n_strings: int, header: Header, mappings: Sequence[Mapping], functions: Functions, labels: Labels
) -> None:
    """See that every string index lies inside the table, also index 0 of an empty one.

    Raises:
        BadProfile: with the name of the field that is outside.
    """
    columns: dict[str, Sequence[int] | IndexArray] = {
        "mapping.filename": [mapping.file for mapping in mappings],
        "mapping.build_id": [mapping.build_id for mapping in mappings],
        "function.name": functions.name,
        "function.system_name": functions.system_name,
        "function.filename": functions.filename,
        "sample_type": [index for pair in header.sample_types for index in pair],
        "label.key": labels.key,
        "label.str": labels.string,
        "label.num_unit": labels.unit,
        "drop_frames": [header.drop_frames],
        "keep_frames": [header.keep_frames],
        "period_type": header.period_type,
        "comment": header.comments,
        "default_sample_type": [header.default_sample_type],
        "doc_url": [header.doc_url],
    }
    for what, indexes in columns.items():
        column = np.asarray(indexes, np.int64)
        outside = (column < 0) | (column >= n_strings)
        if outside.any():
            index = int(column[outside][0])
            raise BadProfile(
                f"parsing profile: malformed profile format: {what} names string {index} of a table of {n_strings}"
            )


def check_samples(first_fault: str) -> None:
    """Raise what the first sample does wrong, if any does."""
    if first_fault:
        raise BadProfile(f"malformed profile: {first_fault}")


def check_ids(ids: Sequence[int] | UInt64Array, what: str, word: str) -> None:
    """See that ids of mappings, functions or locations are neither 0 nor repeated; the first fault in order counts."""
    column = np.asarray(ids, np.uint64)
    _, first = np.unique(column, return_index=True)
    repeated = np.ones(len(column), np.bool_)
    repeated[first] = False
    faults = np.flatnonzero(repeated | (column == 0))
    if len(faults):
        fault = int(column[faults[0]])
        if fault == 0:
            raise BadProfile(f"malformed profile: found {what} with reserved {word}=0")
        raise BadProfile(f"malformed profile: multiple {what}s with same id: {fault}")


def check_locations(ids: UInt64Array, line_location: IndexArray, line_function: IndexArray) -> None:
    """See that ids of locations are right and that every line has a function; the first bad location counts."""
    nil = line_location[line_function < 0]
    if not len(nil):
        check_ids(ids, "location", "id")
        return
    # Locations are checked one after the other, id first: rules on ids count up to the first bad line's location.
    first = int(nil.min())
    check_ids(ids[: first + 1], "location", "id")
    raise BadProfile(f"malformed profile: location id: {ids[first]} has a line with nil function")
