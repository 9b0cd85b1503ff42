"""Loads what the user chose, in a thread, and posts what came of it; nothing here touches a widget."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui.analysis.loading import as_loaded
from tui.errors import Cancelled, ProfileError
from tui.fetch.cancel import CancelToken
from tui.fetch.endpoints import ServerIndex, list_endpoints
from tui.fetch.recent import remember
from tui.fetch.target import FileTarget, ServerTarget, Target, UrlTarget
from tui.opening import open_profile
from tui.options import Options
from tui.pprof.gunzip import MAX_BYTES
from tui.session import Session
from tui.text import clean
from tui.ui.glyphs import GLYPHS

if TYPE_CHECKING:
    from tui.pprof.profile import Profile


@dataclass(frozen=True, slots=True)
class Order:
    """What to load, and how."""

    target: Target
    seconds: int | None = None
    """How long a server is to profile, in s."""
    timeout: float | None = None
    options: Options = field(default_factory=Options)
    """Filters, and what to show first."""
    max_bytes: int | None = None
    refresh: bool = False
    """True to keep the selection of the profile on the screen."""
    already: Profile | None = field(default=None, repr=False)
    """The profile itself, if it had to be read before the screen took over standard input."""

    @property
    def lists(self) -> bool:
        """True if a server's profiles are to be listed, instead of one fetched."""
        return isinstance(self.target, ServerTarget)

    @property
    def remote(self) -> bool:
        """True if a server is asked."""
        return isinstance(self.target, ServerTarget | UrlTarget)

    @classmethod
    def of_profile(cls, profile: Profile, name: str, options: Options) -> Order:
        """Show a profile that is already there, such as several merged."""
        return cls(FileTarget(Path(name)), options=options, already=profile)

    def with_stdin_read(self) -> Order:
        """Read standard input now, while it is not yet the keyboard.

        Raises:
            ProfileError: it is no profile.
        """
        return replace(self, already=open_profile(self.target, max_bytes=self.max_bytes or MAX_BYTES).profile)


class Progress:
    """How far a load has come, for whoever wants to tell; written by one thread, read by another."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.cancel = CancelToken()
        self._began = time.monotonic()
        self._received = 0

    def received(self, count: int) -> None:
        """Note the bytes received so far."""
        self._received = count

    def text(self) -> str:
        """Return what is going on, in one line."""
        order, seconds = self.order, time.monotonic() - self._began
        if not order.remote:
            return f"reading {clean(order.target.display)}{GLYPHS.ellipsis}"
        doing = "asking" if order.lists else "fetching"
        asked = order.target.seconds if isinstance(order.target, UrlTarget) else None
        clock = f"{seconds:.0f} of {asked} s" if asked else f"{seconds:.0f} s"
        got = f"{GLYPHS.dot}{self._received:,} bytes" if self._received else ""
        return f"{doing} {order.target.display}{GLYPHS.ellipsis} {clock}{got}{GLYPHS.dot}Esc cancels"


def carry_out(progress: Progress) -> Session | ServerIndex:
    """Load a profile up to its first screen, or list a server; runs in a thread.

    Raises:
        ProfileError: it did not work; `Cancelled` if the user called it off.
    """
    order = progress.order
    if isinstance(order.target, ServerTarget):
        index = list_endpoints(order.target, cancel=progress.cancel)
        remember(order.target.display)
        return index
    if order.already is not None:
        return _session(order, order.already, "")
    opened = open_profile(
        order.target,
        seconds=order.seconds,
        timeout=order.timeout,
        cancel=progress.cancel,
        on_progress=progress.received,
        max_bytes=order.max_bytes or MAX_BYTES,
    )
    if progress.cancel.cancelled:
        raise Cancelled("cancelled", where=opened.display)
    return _session(order, opened.profile, opened.warning)


def _session(order: Order, profile: Profile, warning: str) -> Session:
    try:
        return Session(
            as_loaded(profile),
            title=_title(order),
            origin=order.target.display,
            options=order.options,
            warning=warning,
        ).prepare()
    except ProfileError as error:
        raise error.at(order.target.display) from None


def _title(order: Order) -> str:
    target = order.target
    if isinstance(target, FileTarget):
        return clean(target.path.name)
    if isinstance(target, UrlTarget):
        return f"{target.url.address} {target.url.parts.path.rpartition('/pprof/')[2] or target.url.parts.path}"
    return target.display
