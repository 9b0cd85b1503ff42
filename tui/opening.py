"""From a target to a profile: bytes are fetched and decoded, addresses get names, and what a server gave is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tui.comparing import identified
from tui.errors import FileTrouble, ProfileError
from tui.fetch.cancel import CancelToken
from tui.fetch.delta import unreliable_types
from tui.fetch.source import Fetched, load
from tui.fetch.target import Target
from tui.pprof.decode import decode
from tui.pprof.gunzip import MAX_BYTES
from tui.pprof.profile import Profile
from tui.symbolizing.how import RUN, How
from tui.symbolizing.symbolize import lacks_names, symbolized

_NAMES_SECONDS = 60.0
"""How long a server may take to name addresses, as it may for a profile that is not sampled."""


class _Keeping:
    """Whether this run of the program keeps what servers give."""

    on = True


KEEPING = _Keeping()


@dataclass(frozen=True, slots=True)
class Opened:
    """A profile and what became of its bytes."""

    profile: Profile
    display: str
    """The source as it is shown, without secrets."""
    saved: Path | None
    """Where the bytes of a server were kept; None for a file, or if they could not or should not be."""
    warning: str
    """Why they could not be kept; empty if they were, or need not be."""
    unreliable: tuple[str, ...] = ()
    """Sample types whose values mean nothing, since the server subtracted what cannot be subtracted."""
    remarks: tuple[str, ...] = ()
    """What is to be said of addresses without names."""


def open_profile(
    target: Target,
    *,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    on_progress: Callable[[int], None] | None = None,
    max_bytes: int = MAX_BYTES,
    how: How | None = None,
    binary: str = "",
) -> Opened:
    """Return the profile that `target` names, with names for its addresses.

    Args:
        target: file, standard input, URL or server.
        timeout: time for the whole fetch, in s; None for pprof's rule.
        cancel: calls a fetch off.
        on_progress: called with the bytes received so far.
        max_bytes: most bytes to take, as received and once decompressed.
        how: how addresses get names; None for what this run was asked for.
        binary: the program that was profiled; empty for what the profile says.

    Raises:
        ProfileError: it cannot be had, or it is no profile.
    """
    fetched = load(target, timeout=timeout, cancel=cancel, on_progress=on_progress, max_bytes=max_bytes)
    try:
        received = decode(fetched.body, max_bytes=max_bytes)
    except ProfileError as error:
        raise error.at(fetched.display) from None
    profile, remarks = symbolized(
        identified(received, RUN.build_id),
        how or RUN.how,
        binary=binary,
        url=fetched.url,
        timeout=timeout or _NAMES_SECONDS,
        cancel=cancel,
    )
    if not fetched.remote:
        return Opened(profile, fetched.display, None, "", remarks=remarks)
    types = [value_type.type for value_type in profile.sample_types]
    unreliable = unreliable_types(fetched.url, types) if fetched.url else ()
    saved, warning = _kept(fetched, received, profile, types)
    return Opened(profile, fetched.display, saved, warning, unreliable, remarks)


def _kept(fetched: Fetched, received: Profile, profile: Profile, types: list[str]) -> tuple[Path | None, str]:
    """Keep what a server gave; return where it is, and why it could not be kept.

    Args:
        fetched: as it came.
        received: its profile, and
        profile: the same with names for its addresses.
        types: names of its sample types.
    """
    if not KEEPING.on:
        return None, ""
    # A profile that is a file already is not kept, and does without these.
    from tui.fetch.history import note_source
    from tui.fetch.store import save
    from tui.pprof.encode import encode

    # Without the names, the file would be of no use once the server or the binary is another.
    named = lacks_names(received) and len(profile.functions) > len(received.functions)
    try:
        saved = save(encode(profile) if named else fetched.body, binary=profile.binary, types=types)
        note_source(saved, fetched.display)
    except FileTrouble as trouble:
        return None, str(trouble)
    return saved, ""
