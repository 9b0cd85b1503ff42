"""All of `-symbolize`: binaries, the server, readable names.

A profile that has names costs a look at its locations and files; what reads binaries is not even imported then.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tui.fetch.cancel import CancelToken
from tui.pprof.distinct import used
from tui.pprof.profile import Profile
from tui.symbolizing.how import INSTALL, How
from tui.symbolizing.names import with_readable_names
from tui.symbols.filenames import is_generated, is_relative_c

if TYPE_CHECKING:
    from tui.fetch.secret_url import SecretUrl


def symbolized(
    profile: Profile,
    how: How,
    *,
    binary: str = "",
    url: SecretUrl | None = None,
    timeout: float = 60.0,
    cancel: CancelToken | None = None,
) -> tuple[Profile, tuple[str, ...]]:
    """Return the profile with names for its addresses, and remarks on what could not be had.

    Args:
        profile: as decoded.
        how: what is asked for.
        binary: the program, in place of what the first mapping names.
        url: where the profile came from, and what lets us in; None for a file.
        timeout: how long a server may take to answer, in s.
        cancel: calls it off.

    Raises:
        Cancelled: it was called off.
    """
    if how.off:
        return profile, ()
    remarks: list[str] = []
    if how.local:
        profile = _with_sources(profile, binary, cancel)
    if how.force or lacks_names(profile):
        from tui.symbolizing.columns import with_whole_mapping

        profile = with_whole_mapping(profile)
        if how.local:
            from tui.symbolizing.local import named_by_binaries

            profile, remarks = named_by_binaries(profile, how, binary=binary, root=_root_of(url), cancel=cancel)
        if how.remote and url is not None:
            from tui.symbolizing.remote import named_by_server

            profile, said = named_by_server(profile, how, url, timeout=timeout, cancel=cancel)
            # What the server knows need not be on this machine.
            remarks = said if said or not lacks_names(profile) else remarks
    profile, said = with_readable_names(profile, how)
    # What is to be installed is said once.
    return profile, (*remarks, *(line for line in said if not any(INSTALL in remark for remark in remarks)))


def _with_sources(profile: Profile, binary: str, cancel: CancelToken | None) -> Profile:
    """Return the profile with sources for generated files, and note where relative files were compiled."""
    files = {profile.strings.raw[string] for string in used(profile.functions.filename).tolist()}
    if any(is_relative_c(file) for file in files):
        from tui.symbolizing.compiled import note_folders

        note_folders(profile, binary=binary, cancel=cancel)
    if any(is_generated(file) for file in files):
        from tui.symbolizing.originals import with_originals

        profile = with_originals(profile)
    return profile


def _root_of(url: SecretUrl | None) -> Path | None:
    """Return the root folder of the process behind a URL, if it runs on this machine in a container."""
    from tui.symbols.processes import local_port, process_at

    port = local_port(url.display) if url is not None else 0
    process = process_at(port) if port else None
    return process.root if process is not None else None


def lacks_names(profile: Profile) -> bool:
    """Say whether there are addresses without a function."""
    table = profile.locations
    return bool(((np.diff(table.line_offsets) == 0) & (table.address != 0)).any())
