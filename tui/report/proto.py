"""`-proto`: the filtered profile as gzip-compressed protobuf."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tui.pprof.encode import encode
from tui.pprof.parts import outermost
from tui.pprof.profile import Profile
from tui.report.prepared import Prepared


def proto(prepared: Prepared) -> bytes:
    """Return the profile that the filters left, its values divided by `divide_by`, inlined calls left out if asked."""
    profile, ratio = prepared.profile, 1 / prepared.options.divide_by
    if ratio > 0 and ratio != 1:
        # Beyond 64 bits the processor decides, as in Go; a warning of it would help nobody.
        with np.errstate(invalid="ignore"):
            profile = replace(profile, values=np.trunc(profile.values * ratio).astype(np.int64))
    if prepared.options.noinlines:
        profile = _without_inlined(profile, columns=prepared.options.showcolumns)
    return encode(profile)


def _without_inlined(profile: Profile, *, columns: bool) -> Profile:
    """Return the profile with the outermost call of each location alone; without columns unless they are asked for."""
    mappings = tuple(replace(mapping, has_inline_frames=False) for mapping in profile.mappings)
    profile = replace(outermost(profile), mappings=mappings)
    if columns:
        return profile
    none = np.zeros_like(profile.locations.line_column)
    return replace(profile, locations=replace(profile.locations, line_column=none))
