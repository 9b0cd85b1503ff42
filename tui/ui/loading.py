"""Loads what the user chose, in a thread, and tells how far it is; nothing here touches a widget."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tui.comparing import annotated
from tui.errors import Cancelled, ProfileError
from tui.fetch.delta import in_words
from tui.fetch.endpoints import INDEX_SECONDS, ServerIndex, list_endpoints
from tui.fetch.keyring import Keyring
from tui.fetch.recent import remember
from tui.fetch.source import load
from tui.fetch.target import GO_CPU_SECONDS, FileTarget, ServerTarget, StdinTarget, Target, UrlTarget, is_sampled
from tui.gathering import Plan, open_profiles
from tui.opening import open_profile
from tui.options import Options
from tui.pprof.batches import telling
from tui.pprof.gunzip import MAX_BYTES
from tui.session import Session, ViewState
from tui.snapshots import Snapshot
from tui.ui.naming import identity, identity_of_plan, title, title_of_plan
from tui.ui.preferences import Preferences, opened
from tui.ui.progress import Progress


@dataclass(frozen=True, slots=True)
class Order:
    """What to load, and how."""

    source: Target | Plan
    timeout: float | None = None
    options: Options = field(default_factory=Options)
    """Filters, and what to show first."""
    max_bytes: int | None = None
    all_frames: bool = False
    """Keep the frames that the profile itself wants dropped."""
    comment: str = ""
    """To be added to the profile's comments."""
    refresh: bool = False
    """True to keep the selection of the profile on the screen."""
    quiet: bool = False
    """True if nobody waits for it: it came due while a source is watched."""
    compare: bool = False
    """True to show what it differs by from the base of comparisons."""

    @property
    def lists(self) -> bool:
        """True if a server's profiles are to be listed, instead of one fetched."""
        return isinstance(self.source, ServerTarget)

    @property
    def targets(self) -> tuple[Target, ...]:
        """All that is read or fetched."""
        return self.source.every if isinstance(self.source, Plan) else (self.source,)

    @property
    def remote(self) -> bool:
        """True if a server is asked."""
        return any(isinstance(target, ServerTarget | UrlTarget) for target in self.targets)

    @property
    def repeatable(self) -> bool:
        """True if it can be had another time."""
        return not isinstance(self.source, StdinTarget)

    @property
    def seconds(self) -> int | None:
        """How long servers take to sample, or to see what changes, in s; None if they answer at once."""
        return max(filter(None, map(_seconds, self.targets)), default=None)

    def repeats(self, other: Order) -> bool:
        """Say whether this asks for the same as another, whatever lets us in there, and for however long."""
        return [*map(_asked_for, self.targets)] == [*map(_asked_for, other.targets)]

    def with_stdin_read(self) -> Order:
        """Read standard input now, if it is wanted, while it is not yet the keyboard.

        Raises:
            ProfileError: it cannot be read.
        """
        if isinstance(self.source, Plan):
            return replace(self, source=self.source.with_stdin_read())
        if not isinstance(self.source, StdinTarget):
            return self
        return replace(self, source=StdinTarget(load(self.source, max_bytes=self.max_bytes or MAX_BYTES).body))


@dataclass(frozen=True, slots=True)
class Manner:
    """How everything is loaded that is named on the screen."""

    keyring: Keyring = field(default_factory=Keyring)
    seconds: int | None = None
    """How long a server is to profile, in s; None to ask."""
    timeout: float | None = None
    max_bytes: int | None = None
    all_frames: bool = False
    comment: str = ""
    options: Options = field(default_factory=Options)
    """What the command line says of a profile that it does not name."""

    def named(self, text: str) -> Order:
        """Return the order for what was typed, or chosen from what was had before; it may take as long as a disk does.

        Raises:
            ProfileError: it cannot be, or there is no such file.
        """
        return self.order(self.keyring.target(os.path.expanduser(text), self.seconds))

    def order(self, target: Target) -> Order:
        """Return the order for a target."""
        if isinstance(target, ServerTarget) and target.seconds is None:
            target = replace(target, seconds=self.seconds)
        return Order(
            target,
            timeout=self.timeout,
            options=self.options,
            max_bytes=self.max_bytes,
            all_frames=self.all_frames,
            comment=self.comment,
        )

    def let_in(self, order: Order) -> Order:
        """Return an order with what has let us in since it was first carried out."""
        source = order.source
        return order if isinstance(source, Plan) else replace(order, source=self.keyring.opening(source))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A profile that came."""

    snapshot: Snapshot
    session: Session | None
    """The profile ready to be shown; None if it is to be shown as the one before it."""
    state: ViewState | None = None
    """What to show of it; None likewise."""


def carry_out(progress: Progress, liked: Preferences) -> Loaded | ServerIndex:
    """Load a profile up to its first screen, or list a server; runs in a thread.

    Args:
        progress: what is ordered, and who is told how far it is.
        liked: how profiles are shown.

    Raises:
        ProfileError: it did not work; `Cancelled` if the user called it off.
    """
    with telling(progress.worked):
        return _carried_out(progress, liked)


def _carried_out(progress: Progress, liked: Preferences) -> Loaded | ServerIndex:
    order, source = progress.order, progress.order.source
    if isinstance(source, ServerTarget):
        index = list_endpoints(source, deadline=order.timeout or INDEX_SECONDS, cancel=progress.cancel)
        remember(source.display)
        return index
    snapshot = _merged(progress, source) if isinstance(source, Plan) else _single(progress, source)
    if progress.cancel.cancelled:
        raise Cancelled("cancelled", where=snapshot.origin)
    if order.refresh:
        return Loaded(snapshot, None)
    try:
        session = session_of(snapshot, order.options)
        return Loaded(snapshot, session, opened(session, liked))
    except ProfileError as error:
        raise error.at(source.display) from None


def session_of(snapshot: Snapshot, options: Options) -> Session:
    """Return a session of a snapshot; it may take a while.

    Raises:
        BadOption: the options make no sense for it.
        ProfileError: the snapshot cannot be had any more.
    """
    return Session(
        snapshot.loaded(),
        title=snapshot.title,
        origin=snapshot.origin,
        options=options,
    )


def _single(progress: Progress, target: Target) -> Snapshot:
    order = progress.order
    opened = open_profile(
        target,
        timeout=order.timeout,
        cancel=progress.cancel,
        on_progress=progress.received,
        max_bytes=order.max_bytes or MAX_BYTES,
    )
    return Snapshot(
        annotated(opened.profile, comment=order.comment),
        title=title(target),
        origin=target.display,
        identity=identity(target),
        sources=_named((target,), (target,)),
        when=datetime.now(),
        file=target.path if isinstance(target, FileTarget) else opened.saved,
        unreliable=opened.unreliable,
        max_bytes=order.max_bytes or MAX_BYTES,
        all_frames=order.all_frames,
        warning="; ".join(filter(None, (opened.warning, *opened.remarks, in_words(opened.unreliable)))),
    )


def _merged(progress: Progress, plan: Plan) -> Snapshot:
    compared = open_profiles(plan, cancel=progress.cancel, on_step=progress.stepped)
    missing = f"{len(compared.failures)} of {len(plan.every)} did not come: " if compared.failures else ""
    return Snapshot(
        compared.profile,
        title=title_of_plan(plan),
        origin=compared.display,
        identity=identity_of_plan(plan),
        flags=_flags(plan),
        binary=plan.binary,
        sources=_named(plan.every, plan.targets),
        parts=tuple(target.path for target in plan.every if isinstance(target, FileTarget)),
        in_files=all(isinstance(target, FileTarget) for target in plan.every),
        when=datetime.now(),
        unreliable=compared.unreliable,
        incomplete=bool(compared.failures),
        all_frames=plan.wish.all_frames,
        warning="; ".join(
            filter(None, (missing + "; ".join(map(str, compared.failures)), in_words(compared.unreliable)))
        ),
    )


def _flags(plan: Plan) -> tuple[str, ...]:
    """Return the flags of pprof that subtract the base of several sources."""
    base = "diff_base" if plan.wish.diff_base else "base"
    normalize = ("-normalize",) if plan.wish.normalize else ()
    return (*normalize, *(f"-{base}={target.display}" for target in plan.base))


def _named(every: Sequence[Target], targets: Sequence[Target]) -> tuple[str, ...]:
    """Return what names targets on a command line; nothing if standard input, which is read, is among all of them."""
    is_read = any(isinstance(target, StdinTarget) for target in every)
    return () if is_read else tuple(target.display for target in targets)


def _asked_for(target: Target) -> str:
    return target.url.with_query({"seconds": None}).display if isinstance(target, UrlTarget) else target.display


def _seconds(target: Target) -> int | None:
    """Return how long a server takes at least, in s; None if there is nothing to wait for."""
    if not isinstance(target, UrlTarget):
        return None
    return target.seconds or (GO_CPU_SECONDS if is_sampled(target.url) else None)
