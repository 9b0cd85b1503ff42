"""The folders that C and C++ were compiled in, for profiles that name their files relative to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tui.errors import Cancelled, ProfileError
from tui.fetch.cancel import CancelToken
from tui.pprof.arrays import IndexArray
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.symbols.binaries import locate
from tui.symbols.debuginfo import debug_info
from tui.symbols.filenames import is_relative_c
from tui.symbols.places import COMPILED_IN

_MOST_FILES = 64
"""Files looked up in one binary; those that were compiled together share a folder."""


def note_folders(profile: Profile, *, binary: str = "", cancel: CancelToken | None = None) -> None:
    """Find out where the profile's relative files were compiled, from binaries on this machine, for who looks for them.

    Args:
        profile: the profile.
        binary: the program, in place of what the first mapping names.
        cancel: calls it off.

    Raises:
        Cancelled: it was called off.
    """
    files = used(profile.functions.filename).tolist()
    relative = [string for string in files if is_relative_c(profile.strings.raw[string])]
    if not relative:
        return
    for row, mapping in enumerate(profile.mappings):
        if cancel is not None and cancel.cancelled:
            raise Cancelled("cancelled")
        recorded = binary if binary and not row else profile.strings.decoded(mapping.file)
        places = _one_of_each(profile, row, relative)
        if not (recorded and places):
            continue
        try:
            found = locate(recorded, profile.strings.decoded(mapping.build_id))
        except ProfileError:
            continue
        known = debug_info(found)
        for string, location in places.items():
            address = found.to_binary(int(profile.locations.address[location]), mapping)
            ending = f"/{profile.strings.decoded(string)}"
            for call in known.calls(address):
                if call.file.startswith("/") and call.file.endswith(ending):
                    COMPILED_IN[Path(call.file.removesuffix(ending) or "/")] = None


def _one_of_each(profile: Profile, mapping: int, files: list[int]) -> dict[int, int]:
    """Return a location with an address in the mapping for each file, as far as there is one."""
    table = profile.locations
    of_line: IndexArray = np.repeat(np.arange(len(table)), np.diff(table.line_offsets))
    file = profile.functions.filename[table.line_function]
    usable = np.isin(file, files) & (table.mapping[of_line] == mapping) & (table.address[of_line] != 0)
    chosen, first = np.unique(file[usable], return_index=True)
    return dict(zip(chosen.tolist()[:_MOST_FILES], of_line[usable][first].tolist(), strict=False))
