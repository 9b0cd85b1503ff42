"""Which column of values a report shows, and what all of it adds up to."""

from __future__ import annotations

import numpy as np

from tui.errors import BadOption
from tui.numerals import decimal_int
from tui.pprof.arrays import Int64Array
from tui.pprof.profile import Profile


def sample_index(profile: Profile, wanted: str = "") -> int:
    """Return the column that `wanted` names, as google/pprof's `SampleIndexByName` finds it.

    Args:
        profile: the profile.
        wanted: a number, a sample type with or without `inuse_`, or nothing for the profile's default.

    Raises:
        BadOption: there is no such column.
    """
    types = [value_type.type for value_type in profile.sample_types]
    if not types:
        raise BadOption("profile has no samples", remedy="It declares no sample type; take it again.")
    if not wanted:
        default = profile.default_sample_type
        return types.index(default) if default and default in types else len(types) - 1
    try:
        index = decimal_int(wanted)
    except ValueError:
        without_inuse = wanted.removeprefix("inuse_")
        for index, kind in enumerate(types):
            if kind in (wanted, without_inuse):
                return index
        raise BadOption(f'sample_index "{wanted}" must be one of: [{" ".join(types)}]') from None
    if not 0 <= index < len(types):
        raise BadOption(f"sample_index {wanted} is outside the range [0..{len(types) - 1}]")
    return index


def total(values: Int64Array) -> int:
    """Return the sum of absolute values, wrapping at 64 bits as Go's does (`report.computeTotal`)."""
    return int(np.abs(values).sum(dtype=np.int64))
