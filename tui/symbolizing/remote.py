"""Names from the server that a profile came from (google/pprof's `internal/symbolz`)."""

from __future__ import annotations

import numpy as np

from tui.errors import Cancelled, ProfileError
from tui.fetch.cancel import CancelToken
from tui.fetch.secret_url import SecretUrl
from tui.fetch.symbolz import ask_symbols
from tui.pprof.profile import Profile
from tui.symbolizing.columns import with_calls
from tui.symbolizing.how import How
from tui.symbols.debuginfo import Call


def named_by_server(
    profile: Profile, how: How, url: SecretUrl, *, timeout: float, cancel: CancelToken | None = None
) -> tuple[Profile, list[str]]:
    """Return the profile with the functions that its server knows, and why there are none if so.

    Args:
        profile: with at least one mapping.
        how: what is asked for.
        url: where the profile came from; nobody else is asked.
        timeout: how long the server may take for all its answers, in s.
        cancel: calls it off.

    Raises:
        Cancelled: it was called off.
    """
    table = profile.locations
    wanted = (np.diff(table.line_offsets) == 0) & (table.address != 0)
    for row, mapping in enumerate(profile.mappings):
        if mapping.has_functions and not how.force:
            wanted &= table.mapping != row
    rows = np.flatnonzero(wanted & (table.mapping >= 0))
    if not len(rows):
        return profile, []
    try:
        names = ask_symbols(url, np.unique(table.address[rows]).tolist(), deadline=timeout, cancel=cancel)
    except Cancelled:
        raise
    except ProfileError as trouble:
        return profile, [f"The server gives no names for addresses: {trouble.where or url.display}: {trouble.what}"]
    found = {
        row: [Call(names[address].decode("utf-8", "surrogateescape"), "", 0)]
        for row, address in zip(rows.tolist(), table.address[rows].tolist(), strict=True)
        if address in names
    }
    return with_calls(profile, found), []
