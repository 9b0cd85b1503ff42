"""From what a command line names to one profile: many sources fetched at once, merged, compared with a base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tui.comparing import annotated, combined, difference, told_apart
from tui.errors import Cancelled, NoneFetched, ProfileError
from tui.fetch.cancel import CancelToken
from tui.fetch.delta import in_words
from tui.fetch.source import load
from tui.fetch.target import ServerTarget, StdinTarget, Target, UrlTarget
from tui.fetch.targets import Asking, targets_of
from tui.opening import Opened, open_profile
from tui.pprof.gunzip import MAX_BYTES
from tui.pprof.profile import Profile
from tui.symbolizing.shown import as_shown
from tui.text import clean

_AT_ONCE = 64
"""Sources fetched at the same time."""
_OBJECT_FILES = (b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")
"""How programs begin: ELF, Mach-O in its forms, and PE."""


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


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish in which every word is understood, so that nothing is left to ask the user."""

    wish: Wish
    targets: tuple[Target, ...]
    """What is merged; lists of hosts are written out."""
    base: tuple[Target, ...]
    """What it is compared with; empty for nothing."""
    binary: str = ""
    """The program's binary; empty if none was named."""

    @property
    def display(self) -> str:
        """The sources as they are shown, without secrets."""
        return " ".join(target.display for target in self.targets)

    @property
    def every(self) -> tuple[Target, ...]:
        """All that is fetched, each at the place that `Step.number` says."""
        return self.targets + self.base

    def with_stdin_read(self) -> Plan:
        """Read standard input now, if it is among the sources, while it is not yet the keyboard.

        Raises:
            ProfileError: it cannot be read.
        """
        if not any(isinstance(target, StdinTarget) for target in self.every):
            return self
        body = load(StdinTarget(), max_bytes=self.wish.max_bytes or MAX_BYTES).body

        def read(targets: tuple[Target, ...]) -> tuple[Target, ...]:
            return tuple(StdinTarget(body) if isinstance(target, StdinTarget) else target for target in targets)

        return replace(self, targets=read(self.targets), base=read(self.base))


def planned(wish: Wish) -> Plan:
    """Return what a wish means; a password that a URL lacks is asked for.

    Raises:
        BadOption: a source makes no sense.
        FileTrouble: a file is missing, and there is no other source beside it.
    """
    binary, sources = _binary_first(wish.sources)
    targets, base = targets_of(wish.asking, sources, (wish.base,) if wish.base else ())
    return Plan(wish, _concrete(targets), _concrete(base), binary)


def open_profiles(
    wish: Wish | Plan, *, cancel: CancelToken | None = None, on_step: Callable[[Step], None] | None = None
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
    plan = wish if isinstance(wish, Plan) else planned(wish)
    wish = plan.wish
    gathering = _Gathering(plan, cancel or CancelToken(), on_step or (lambda _step: None))
    results = gathering.fetched(plan.every)
    sources = gathering.profiles(plan.targets, results[: len(plan.targets)], "source")
    base_sources = gathering.profiles(plan.base, results[len(plan.targets) :], "base") if plan.base else []
    profile = combined(sources)
    if base_sources:
        base = combined(base_sources)
        profile = difference(profile, base, of_base=wish.diff_base, normalize=wish.normalize)
    profile = annotated(profile, comment=wish.comment)
    return gathering.result(as_shown(profile, all_frames=wish.all_frames), plan.display)


def _concrete(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Return what is fetched: of a server without a profile named its CPU profile, as with `go tool pprof`."""
    return tuple(target.profile("profile") if isinstance(target, ServerTarget) else target for target in targets)


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
    """Fetches sources, and keeps what there is to say about groups of them."""

    def __init__(self, plan: Plan, cancel: CancelToken, on_step: Callable[[Step], None]) -> None:
        self._wish = plan.wish
        self._binary = plan.binary
        self._cancel = cancel
        self._on_step = on_step
        self._remarks: list[str] = []
        self._failures: list[ProfileError] = []
        self._unreliable: dict[str, None] = {}

    def fetched(self, targets: Sequence[Target]) -> list[Opened | ProfileError]:
        """Return what came of each target: all at once, the base too, so that both are of the same time.

        Raises:
            Cancelled: it was called off.
        """
        results = self._all(list(enumerate(targets)))
        if self._cancel.cancelled:
            raise Cancelled("cancelled")
        return results

    def _all(self, numbered: Sequence[tuple[int, Target]]) -> list[Opened | ProfileError]:
        if len(numbered) == 1:
            return [self._one(*numbered[0])]
        # One source, as most commands have it, needs no threads.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(len(numbered), _AT_ONCE)) as threads:
            try:
                return list(threads.map(lambda pair: self._one(*pair), numbered))
            except BaseException:
                # The pool waits for its threads, and nobody waits for what they fetch any more.
                self._cancel.cancel()
                raise

    def profiles(self, targets: Sequence[Target], results: Sequence[Opened | ProfileError], what: str) -> list[Profile]:
        """Return the profiles of a group, as far as there are any, told apart.

        Args:
            targets: the group.
            results: what came of each.
            what: what pprof calls the group.

        Raises:
            NoneFetched: there are none, of several.
            ProfileError: the only one could not be had.
        """
        failures = [result for result in results if isinstance(result, ProfileError)]
        opened = [(target, one) for target, one in zip(targets, results, strict=True) if isinstance(one, Opened)]
        if not opened:
            raise failures[0] if len(failures) == 1 else NoneFetched(f"failed to fetch any {what} profiles", failures)
        self._failures += failures
        self._remarks += [str(failure) for failure in failures]
        self._remarks += [f"Saved profile in {one.saved}" for _, one in opened if one.saved]
        self._remarks += [one.warning for _, one in opened if one.warning]
        self._remarks += dict.fromkeys(remark for _, one in opened for remark in one.remarks)
        if failures:
            self._remarks.append(f"Fetched {len(opened)} {what} profiles out of {len(targets)}")
        for _, one in opened:
            self._unreliable |= dict.fromkeys(one.unreliable)
        # What is one program to the user is one when it is merged, whatever each profile calls it.
        named = [annotated(one.profile, binary=self._binary) for _, one in opened]
        return told_apart(named, _hosts([target for target, _ in opened]))

    def result(self, profile: Profile, display: str) -> Compared:
        """Return the profile with all that there is to say."""
        unreliable = tuple(self._unreliable)
        if unreliable:
            self._remarks.append(in_words(unreliable))
        return Compared(profile, tuple(self._remarks), display, tuple(self._failures), unreliable)

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
                binary=self._binary,
            )
        except ProfileError as error:
            outcome = error
        self._on_step(Step(number, target.display, received, outcome))
        return outcome


def _hosts(targets: Sequence[Target]) -> list[str]:
    """Return the address of each server, with the service where several have one address; nothing for a file."""
    urls = [target.url if isinstance(target, UrlTarget | ServerTarget) else None for target in targets]
    services: dict[str, set[str]] = {}
    for url in filter(None, urls):
        services.setdefault(url.address, set()).add(url.service)
    return [
        "" if url is None else clean(url.address + (url.service if len(services[url.address]) > 1 else ""))
        for url in urls
    ]
