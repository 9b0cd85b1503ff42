"""From a target to a profile: bytes are fetched, decoded, and what came from a server is kept on disk as received."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from tui.analysis.loading import as_loaded
from tui.errors import Cancelled, FileTrouble, NoneFetched, ProfileError
from tui.fetch.cancel import CancelToken
from tui.fetch.delta import unreliable_types
from tui.fetch.source import load
from tui.fetch.store import save
from tui.fetch.target import ServerTarget, Target, UrlTarget
from tui.fetch.targets import Asking, targets_of
from tui.pprof.decode import decode
from tui.pprof.gunzip import MAX_BYTES
from tui.pprof.merge import merge
from tui.pprof.profile import Labels, Profile
from tui.pprof.scale import marked_as_base, normalised, scaled, with_common_types, with_common_units
from tui.pprof.strings import StringTable

HOST_LABEL = "host"
"""Key of the label that says which of several servers a sample is from."""
_AT_ONCE = 64
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
    unreliable: tuple[str, ...] = ()
    """Sample types whose values mean nothing, since the server subtracted what cannot be subtracted."""


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
    unreliable = unreliable_types(fetched.url, types) if fetched.url else ()
    try:
        saved, warning = save(fetched.body, binary=profile.binary, types=types), ""
        from tui.fetch.history import note_source

        note_source(saved, fetched.display)
    except FileTrouble as trouble:
        saved, warning = None, f"the profile is not saved: {trouble}"
    return Opened(profile, fetched.display, saved, warning, unreliable)


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
    asking: Asking = field(default_factory=Asking)
    timeout: float | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The one profile that came of a wish."""

    profile: Profile
    remarks: tuple[str, ...]
    """Lines for stderr: what was saved, what could not be fetched, what is not to be relied upon."""
    display: str
    """The sources as they are shown, without secrets."""
    failures: tuple[ProfileError, ...] = ()
    """Why sources are missing, each saying which."""
    unreliable: tuple[str, ...] = ()
    """As in `Opened`."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far one of several sources has come."""

    number: int
    """Its place among the sources of the command line, lists of hosts written out; those of the base come last."""
    display: str
    received: int
    """Bytes so far."""
    outcome: ProfileError | Opened | None = None
    """What came of it; None while it is on its way."""


def open_profiles(
    wish: Wish, *, cancel: CancelToken | None = None, on_step: Callable[[Step], None] | None = None
) -> Compared:
    """Return what pprof would make of the sources: fetched in parallel, merged, compared, and prepared for reports.

    A source that fails is named and left out, as long as one is left (`internal/driver/fetch.go`). Where several
    servers are merged, every sample gets a label with its server's address.

    Args:
        wish: what to fetch.
        cancel: calls all of it off.
        on_step: called whenever a source gets on, from the thread that fetches it.

    Raises:
        NoneFetched: several were asked for and not one came.
        ProfileError: the only one could not be had, or the profiles do not go together.
    """
    binary, sources = _binary_first(wish.sources)
    targets, base_targets = targets_of(wish.asking, sources, (wish.base,) if wish.base else ())
    gathering = _Gathering(wish, cancel or CancelToken(), on_step or (lambda _step: None))
    profile = _combined(gathering.profiles(targets, "source"))
    if base_targets:
        base = _combined(gathering.profiles(base_targets, "base"))
        base = marked_as_base(base) if wish.diff_base else base
        if wish.normalize:
            profile = normalised(profile, base)
        profile = _combined([profile, scaled(base, [-1.0] * len(base.sample_types))])
    if binary or wish.comment:
        profile = _annotated(profile, binary, wish.comment)
    name = " ".join(target.display for target in targets)
    return gathering.result(as_loaded(profile, all_frames=wish.all_frames), name)


def _binary_first(sources: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the program's binary, if the first of several sources is one, and the other sources."""
    if len(sources) > 1:
        try:
            with open(sources[0], "rb") as file:
                begins = file.read(4)
        except (OSError, ValueError):
            return "", sources
        if begins.startswith(_OBJECT_FILES):
            return sources[0], sources[1:]
    return "", sources


class _Gathering:
    """Fetches groups of sources and keeps what there is to say about them."""

    def __init__(self, wish: Wish, cancel: CancelToken, on_step: Callable[[Step], None]) -> None:
        self._wish = wish
        self._cancel = cancel
        self._on_step = on_step
        self._remarks: list[str] = []
        self._failures: list[ProfileError] = []
        self._unreliable: dict[str, None] = {}
        self._asked = 0

    def profiles(self, targets: Sequence[Target], what: str) -> list[Profile]:
        """Return the profiles of those targets that have one; `what` is what pprof calls the group."""
        numbered = list(enumerate(targets, self._asked))
        self._asked += len(targets)
        results = self._fetched(numbered)
        if self._cancel.cancelled:
            raise Cancelled("cancelled")
        failures = [result for result in results if isinstance(result, ProfileError)]
        opened = [(target, one) for target, one in zip(targets, results, strict=True) if isinstance(one, Opened)]
        if not opened:
            raise failures[0] if len(failures) == 1 else NoneFetched(f"failed to fetch any {what} profiles", failures)
        self._failures += failures
        self._remarks += [str(failure) for failure in failures]
        self._remarks += [f"Saved profile in {one.saved}" for _, one in opened if one.saved]
        self._remarks += [one.warning for _, one in opened if one.warning]
        if failures:
            self._remarks.append(f"Fetched {len(opened)} {what} profiles out of {len(targets)}")
        for _, one in opened:
            self._unreliable |= dict.fromkeys(one.unreliable)
        return _told_apart(opened)

    def result(self, profile: Profile, display: str) -> Compared:
        """Return the profile with all that there is to say."""
        unreliable = tuple(self._unreliable)
        if unreliable:
            self._remarks.append(
                f"{', '.join(unreliable)}: not to be relied upon in a difference over -seconds; look at alloc_space"
            )
        return Compared(profile, tuple(self._remarks), display, tuple(self._failures), unreliable)

    def _fetched(self, numbered: Sequence[tuple[int, Target]]) -> list[Opened | ProfileError]:
        if len(numbered) == 1:
            return [self._one(*numbered[0])]
        with ThreadPoolExecutor(min(len(numbered), _AT_ONCE)) as threads:
            try:
                return list(threads.map(lambda pair: self._one(*pair), numbered))
            except BaseException:
                # The pool waits for its threads, and nobody waits for what they fetch any more.
                self._cancel.cancel()
                raise

    def _one(self, number: int, target: Target) -> Opened | ProfileError:
        received = 0

        def on_progress(count: int) -> None:
            nonlocal received
            received = count
            self._on_step(Step(number, target.display, count))

        self._on_step(Step(number, target.display, 0))
        outcome: Opened | ProfileError
        try:
            outcome = open_profile(
                target,
                timeout=self._wish.timeout,
                cancel=self._cancel,
                on_progress=on_progress,
                max_bytes=self._wish.max_bytes or MAX_BYTES,
            )
        except ProfileError as error:
            outcome = error
        self._on_step(Step(number, target.display, received, outcome))
        return outcome


def _told_apart(opened: Sequence[tuple[Target, Opened]]) -> list[Profile]:
    """Return the profiles, with labels that say which server each is from if there is more than one."""
    servers = [target for target, _ in opened if isinstance(target, UrlTarget | ServerTarget)]
    if len(servers) < 2:
        return [one.profile for _, one in opened]
    taken = any(HOST_LABEL.encode() in _keys(one.profile) for _, one in opened)
    key = f"server_{HOST_LABEL}" if taken else HOST_LABEL
    return [
        _labelled(one.profile, key, target.url.address) if isinstance(target, UrlTarget | ServerTarget) else one.profile
        for target, one in opened
    ]


def _keys(profile: Profile) -> set[bytes]:
    return {profile.strings.raw[key] for key in set(profile.labels.key.tolist())}


def _labelled(profile: Profile, key: str, value: str) -> Profile:
    """Return the profile with one more label on every sample."""
    strings = [*(profile.strings.raw or [b""]), key.encode(), value.encode("utf-8", "surrogateescape")]
    samples, zeros = np.arange(profile.n_samples), np.zeros(profile.n_samples, np.int64)
    added = (samples, zeros + (len(strings) - 2), zeros + (len(strings) - 1), zeros, zeros)
    old = profile.labels
    columns = zip((old.sample, old.key, old.string, old.number, old.unit), added, strict=True)
    sample, *others = (np.concatenate(pair) for pair in columns)
    order = np.argsort(sample, kind="stable")
    labels = Labels(sample[order], *(column[order] for column in others))
    return replace(profile, strings=StringTable(strings), labels=labels)


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
