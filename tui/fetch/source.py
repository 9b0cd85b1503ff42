"""From a target to its bytes, wherever it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui.errors import NotAProfile
from tui.fetch.cancel import CancelToken
from tui.fetch.file import read_file, read_stdin
from tui.fetch.limits import DEFAULT_MAX_BYTES
from tui.fetch.secret_url import SecretUrl
from tui.fetch.sniff import refuse_what_is_no_profile
from tui.fetch.target import FileTarget, ServerTarget, StdinTarget, Target, UrlTarget


@dataclass(frozen=True, slots=True)
class Fetched:
    """Bytes that may be a profile, and where they came from."""

    body: bytes
    """As received, usually gzip."""
    display: str
    """The source as it is shown, without secrets."""
    remote: bool
    """True if it came from a server, and so exists nowhere else yet."""
    url: SecretUrl | None = None
    """What to ask for to fetch it again; None for a file."""
    content_type: str = ""
    """What the server called it; empty for a file."""


def load(
    target: Target,
    *,
    timeout: float | None = None,
    cancel: CancelToken | None = None,
    on_progress: Callable[[int], None] | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> Fetched:
    """Return the bytes of `target`.

    A server without a profile named gives its CPU profile, as with `go tool pprof host:port`.

    Args:
        target: what to read.
        timeout: time for the whole fetch, in s; None means half as long again as the profile runs plus 10 s, or 60 s.
        cancel: calls a fetch off; a file is read to its end.
        on_progress: called with the bytes received so far from a server.
        max_bytes: most bytes to take.

    Raises:
        FileTrouble: a file cannot be read.
        FetchError: a server cannot be asked, refuses, or takes too long.
        NotAProfile: the bytes are plainly something else.
        TooLarge: there are more than `max_bytes`.
    """
    if isinstance(target, ServerTarget | UrlTarget):
        fetched = _fetch(_concrete(target), timeout, cancel, on_progress, max_bytes)
    elif isinstance(target, StdinTarget):
        body = read_stdin(max_bytes) if target.body is None else target.body
        fetched = Fetched(body, target.display, remote=False)
    else:
        fetched = _read(target, max_bytes)
    try:
        refuse_what_is_no_profile(fetched.body, fetched.content_type)
    except NotAProfile as error:
        # The title of a page is quoted, and a page may quote what it was sent.
        what = fetched.url.scrub(error.what) if fetched.url else error.what
        raise NotAProfile(what, where=fetched.display, remedy=error.remedy) from None
    return fetched


def _read(target: FileTarget, max_bytes: int) -> Fetched:
    return Fetched(read_file(target.path, max_bytes), target.display, remote=False)


def _concrete(target: ServerTarget | UrlTarget) -> UrlTarget:
    return target.profile("profile") if isinstance(target, ServerTarget) else target


def _fetch(
    target: UrlTarget,
    timeout: float | None,
    cancel: CancelToken | None,
    on_progress: Callable[[int], None] | None,
    max_bytes: int,
) -> Fetched:
    # requests takes a tenth of a second to import, which who opens a file need not wait for.
    from tui.fetch.http import fetch_bytes

    reply = fetch_bytes(
        target.url, deadline=timeout or target.deadline, max_bytes=max_bytes, cancel=cancel, on_progress=on_progress
    )
    return Fetched(reply.body, target.display, remote=True, url=target.url, content_type=reply.content_type)
