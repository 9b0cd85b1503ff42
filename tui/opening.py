"""From a target to a profile: bytes are fetched, decoded, and what came from a server is kept on disk as received."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from tui.analysis.loading import as_loaded
from tui.errors import BadOption, FileTrouble, ProfileError
from tui.fetch.cancel import CancelToken
from tui.fetch.source import load
from tui.fetch.store import save
from tui.fetch.target import Target, parse_target
from tui.pprof.decode import decode
from tui.pprof.gunzip import MAX_BYTES
from tui.pprof.merge import merge
from tui.pprof.profile import Profile
from tui.pprof.scale import marked_as_base, normalised, scaled, with_common_types, with_common_units
from tui.pprof.strings import StringTable

_AT_ONCE = 16
"""Sources fetched at the same time."""
_OBJECT_FILES = (b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")
"""How programs begin: ELF, Mach-O in its forms, and PE."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A profile and what became of its bytes."""

    profile: Profile
    display: str
    """The source as it is shown, without secrets."""
    saved: Path | None
    """Where the bytes of a server were kept; None for a file, or if they could not be."""
    warning: str
    """Why they could not be kept; empty if they were, or need not be."""


def open_profile(
    target: Target,
    *,
    seconds: int | None = None,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    on_progress: Callable[[int], None] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Opened:
    """Return the profile that `target` names.

    Args:
        target: file, standard input, URL or server.
        seconds: how long a server is to profile, in s.
        timeout: time for the whole fetch, in s; None for pprof's rule.
        cancel: calls a fetch off.
        on_progress: called with the bytes received so far.
        max_bytes: most bytes to take, as received and once decompressed.

    Raises:
        ProfileError: it cannot be had, or it is no profile.
    """
    fetched = load(
        target, seconds=seconds, timeout=timeout, cancel=cancel, on_progress=on_progress, max_bytes=max_bytes
    )
    try:
        profile = decode(fetched.body, max_bytes=max_bytes)
    except ProfileError as error:
        raise error.at(fetched.display) from None
    if not fetched.remote:
        return Opened(profile, fetched.display, None, "")
    types = [value_type.type for value_type in profile.sample_types]
    try:
        return Opened(profile, fetched.display, save(fetched.body, binary=profile.binary, types=types), "")
    except FileTrouble as trouble:
        return Opened(profile, fetched.display, None, f"the profile is not saved: {trouble}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a command line names: one profile or several, merged, and perhaps compared with a base."""

    sources: tuple[str, ...]
    """As typed; the first of several may be the program's binary."""
    base: str = ""
    diff_base: bool = False
    """Percentages refer to the base."""
    normalize: bool = False
    """Scale the profile to the total of the base first."""
    all_frames: bool = False
    comment: str = ""
    seconds: int | None = None
    timeout: float | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The one profile that came of a wish."""

    profile: Profile
    remarks: tuple[str, ...]
    """Lines for stderr: what was saved, what could not be fetched."""


def open_profiles(wish: Wish) -> Compared:
    """Return what pprof would make of the sources: fetched in parallel, merged, compared, and prepared for reports.

    A source that fails is named and left out, as long as one is left (`internal/driver/fetch.go`).

    Raises:
        ProfileError: nothing could be fetched, or the profiles do not go together.
    """
    binary, sources = _binary_first(wish.sources)
    remarks: list[str] = []
    profile = _combined(_grab(sources, wish, remarks, "source"))
    if wish.base:
        base = _combined(_grab((wish.base,), wish, remarks, "base"))
        base = marked_as_base(base) if wish.diff_base else base
        if wish.normalize:
            profile = normalised(profile, base)
        profile = _combined([profile, scaled(base, [-1.0] * len(base.sample_types))])
    if binary or wish.comment:
        profile = _annotated(profile, binary, wish.comment)
    return Compared(as_loaded(profile, all_frames=wish.all_frames), tuple(remarks))


def _binary_first(sources: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the program's binary, if the first of several sources is one, and the other sources."""
    if len(sources) > 1:
        try:
            with open(sources[0], "rb") as file:
                begins = file.read(4)
        except OSError:
            return "", sources
        if begins.startswith(_OBJECT_FILES):
            return sources[0], sources[1:]
    return "", sources


def _grab(sources: Sequence[str], wish: Wish, remarks: list[str], what: str) -> list[Profile]:
    targets = [parse_target(source, seconds=wish.seconds) for source in sources]

    def one(target: Target) -> Opened | ProfileError:
        try:
            return open_profile(
                target, seconds=wish.seconds, timeout=wish.timeout, max_bytes=wish.max_bytes or MAX_BYTES
            )
        except ProfileError as error:
            return error

    if len(targets) == 1:
        results = [one(targets[0])]
    else:
        with ThreadPoolExecutor(min(len(targets), _AT_ONCE)) as threads:
            results = list(threads.map(one, targets))
    failures = [result for result in results if isinstance(result, ProfileError)]
    opened = [result for result in results if isinstance(result, Opened)]
    if not opened:
        if len(failures) == 1:
            raise failures[0]
        remarks += [str(failure) for failure in failures]
        raise BadOption(f"failed to fetch any {what} profiles: {failures[0]}")
    remarks += [str(failure) for failure in failures]
    remarks += [f"Saved profile in {one.saved}" for one in opened if one.saved]
    remarks += [one.warning for one in opened if one.warning]
    if failures:
        remarks.append(f"Fetched {len(opened)} {what} profiles out of {len(targets)}")
    return [one.profile for one in opened]


def _combined(profiles: Sequence[Profile]) -> Profile:
    """Return the sum of profiles, brought to common sample types and units."""
    alike = with_common_units(with_common_types(profiles)) if _declares_types(profiles) else list(profiles)
    return merge(alike) if len(alike) > 1 else alike[0]


def _declares_types(profiles: Sequence[Profile]) -> bool:
    return len(profiles) > 1 or bool(profiles[0].sample_types)


def _annotated(profile: Profile, binary: str, comment: str) -> Profile:
    """Return the profile with the name of its first mapping replaced, and a comment added."""
    strings = list(profile.strings.raw) or [b""]
    mappings, header = profile.mappings, profile.header
    if binary and mappings:
        mappings = (replace(mappings[0], file=len(strings)), *mappings[1:])
        strings.append(binary.encode("utf-8", "surrogateescape"))
    if comment:
        header = replace(header, comments=(*header.comments, len(strings)))
        strings.append(comment.encode("utf-8", "surrogateescape"))
    return replace(profile, strings=StringTable(strings), mappings=mappings, header=header)
