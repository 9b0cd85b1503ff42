"""What a server has to offer: its profiles by name, with what each is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from tui.errors import Cancelled, NotAProfile, ProfileError, Refused, TimedOut, Unreachable
from tui.fetch.cancel import CancelToken
from tui.fetch.index_page import IndexPage, Row, read_index
from tui.fetch.secrecy import hidden_in_each, hide_secret_arguments
from tui.fetch.secret_url import SecretUrl
from tui.fetch.sniff import GO_INDEX, LOGIN_PAGE, named_page, refuse_what_is_no_profile
from tui.fetch.target import SAMPLED_NAMES, ServerTarget, UrlTarget, check_seconds, takes_gc
from tui.text import clean

if TYPE_CHECKING:
    from tui.fetch.http import Reply

PROBED = ("heap", "goroutine", "allocs", "threadcreate", "mutex", "block")
"""What is looked for where no index is; `profile` is not, since asking for it starts 30 s of profiling."""
INDEX_SECONDS = 15.0
_PROBE_SECONDS = 3.0
_TITLE_SECONDS = 2.0
_MAX_INDEX_BYTES = 4 << 20
_MAX_TITLE_BYTES = 16 << 10
_MAX_TITLE = 200
_WHAT = {
    "profile": "CPU time, sampled while you wait",
    "fgprof": "wall clock time, running and waiting, sampled while you wait",
    "wall": "wall clock time, sampled while you wait",
    "heap": "memory in use now, by where it was allocated",
    "allocs": "all memory allocated since the start",
    "goroutine": "where every goroutine is right now",
    "goroutineleak": "goroutines that wait for what can never come",
    "block": "waiting for channels and locks",
    "mutex": "holding locks that others wait for",
    "threadcreate": "what led to new OS threads",
    "thread": "where every thread is right now",
    "delta_heap": "memory allocated since the last time this was fetched",
    "delta_block": "waiting since the last time this was fetched",
    "delta_mutex": "lock holding since the last time this was fetched",
}
_STACKS = "goroutine?debug=2"
_STACKS_WHAT = "stops the whole program; each goroutine's state, and how long it waits"
_RATE_UNSET = "0 records: the program has not set a rate"
_NEEDS_RATE = ("block", "mutex")
_WITH_DELTA = ("allocs", "block", "goroutine", "goroutineleak", "heap", "mutex", "threadcreate")
"""Profiles that Go answers `seconds` for with a difference of two; any other name gets a 400."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One profile that a server offers."""

    name: str
    """Its name, fit to be shown; may contain slashes."""
    count: int | None
    """How many records it has now; None if the server does not say, as for a CPU profile."""
    what: str
    """What it is for, in one line; for block and mutex without records, why there may be none."""
    is_cpu: bool
    """True if it is sampled from now on, so that fetching it takes as long as `seconds` says."""
    takes_seconds: bool
    """True if `seconds` may be asked for: a duration if `is_cpu`, else the difference over that time."""
    url: SecretUrl
    """What to ask for, without `seconds`."""
    takes_gc: bool = False
    """True if the server can be made to collect garbage first, at a cost to the program."""


@dataclass(frozen=True, slots=True)
class ServerIndex:
    """A server and its profiles."""

    title: str
    """The program's command line, or host:port if it does not tell."""
    base: SecretUrl
    """The folder the profiles are in."""
    endpoints: tuple[Endpoint, ...]
    """CPU first, then in the server's order; never empty."""
    not_profiles: tuple[str, ...] = ()
    """What the server lists besides and is no profile: `trace`, `symbol`, `cmdline`."""
    has_more: bool = False
    """True if the server lists so much that the end of it is left out."""


def list_endpoints(
    server: ServerTarget, *, deadline: float = INDEX_SECONDS, cancel: CancelToken | None = None
) -> ServerIndex:
    """Return the profiles of `server`, from its index page, or else by trying the usual names.

    Args:
        server: whom to ask.
        deadline: time for the index page, in s; trying names takes up to 3 s each on top.
        cancel: calls it off.

    Raises:
        FetchError: the server cannot be asked, refuses, or nothing like a profile is found.
        NotAProfile: it leads to a web page that is no list, such as one to log in.
    """
    page, base, missing = _listed(server.base, deadline, cancel)
    rows = page.rows or _probed(base, cancel)
    if not rows:
        raise missing or Unreachable(
            "no profiles are listed there",
            where=server.display,
            remedy="Is the path right? Usual is /debug/pprof/.",
        )
    endpoints = [endpoint for row in rows for endpoint in _endpoints(row, base, page.has_stacks)]
    endpoints.sort(key=lambda endpoint: endpoint.name != "profile")
    return ServerIndex(_title(base, cancel), base, tuple(endpoints), page.not_profiles, page.has_more)


def profile_url(endpoint: Endpoint, seconds: int | None = None, *, gc: bool = False) -> UrlTarget:
    """Return the target to load for `endpoint`.

    Args:
        endpoint: the profile chosen.
        seconds: how long to profile, in s; ignored by a profile that does not take it, as Go would refuse it.
        gc: have the server collect garbage first; ignored by a profile that does not take it.

    Raises:
        BadOption: `seconds` is not a whole number above 0.
    """
    url = endpoint.url.with_query({"gc": "1"}) if gc and endpoint.takes_gc else endpoint.url
    if seconds is None or not endpoint.takes_seconds:
        return UrlTarget(url)
    return UrlTarget(url.with_query({"seconds": str(check_seconds(str(seconds)))}), seconds)


def _listed(
    base: SecretUrl, deadline: float, cancel: CancelToken | None
) -> tuple[IndexPage, SecretUrl, ProfileError | None]:
    """Return the index page and where it is; if there is no such page, an empty one and what is there instead."""
    from tui.fetch.http import fetch_bytes

    nothing = IndexPage((), (), False)

    try:
        page = fetch_bytes(base, deadline=deadline, max_bytes=_MAX_INDEX_BYTES, cancel=cancel)
    except Refused as refused:
        if refused.status in (404, 405, 410, 501):
            return nothing, base, refused
        raise
    if not _is_list(page, base):
        there = page.url.display.partition("?")[0]
        what = base.scrub(f"redirected to {there}, {named_page(page.body)}, not a list of profiles")
        return nothing, base, NotAProfile(what, where=base.display, remedy=LOGIN_PAGE)
    if page.url.origin == base.origin:
        path = page.url.parts.path
        # Some servers take the slash away, and yet mean their links as if it was there.
        folder = path if _ends_in_folder(page, base) else path.rpartition("/")[0]
        base = base.with_path(folder.rstrip("/") + "/")
    return read_index(page.body, base.as_page()), base, None


def _is_list(page: Reply, base: SecretUrl) -> bool:
    """Say whether what was asked for has come, and not what someone in between shows to whoever is not logged in."""
    return _ends_in_folder(page, base) or GO_INDEX in page.body


def _ends_in_folder(page: Reply, base: SecretUrl) -> bool:
    """Say whether the page is where a folder of the name that was asked for is, with a slash or without."""
    folder = base.parts.path.rstrip("/").rpartition("/")[2]
    return page.url.parts.path.rstrip("/").endswith(f"/{folder}")


def _probed(base: SecretUrl, cancel: CancelToken | None) -> tuple[Row, ...]:
    found = [Row(name, base.parts.path + name, None) for name in PROBED if _is_there(_at(base, name), cancel)]
    return (Row("profile", base.parts.path + "profile", None), *found) if found else ()


def _is_there(url: SecretUrl, cancel: CancelToken | None) -> bool:
    from tui.fetch.http import fetch_start

    try:
        start = fetch_start(url, deadline=_PROBE_SECONDS, max_bytes=512, cancel=cancel)
        refuse_what_is_no_profile(start.body, start.content_type)
    except TimedOut:
        # A 404 comes at once; what takes its time is being made.
        return True
    except ProfileError as error:
        if isinstance(error, Cancelled):
            raise
        return False
    return True


def _endpoints(row: Row, base: SecretUrl, has_stacks: bool) -> tuple[Endpoint, ...]:
    """Return the endpoint of a row, and after that of goroutines the one with their states, if there is one."""
    found = _endpoint(row, base)
    if not (has_stacks and row.name == "goroutine"):
        return (found,)
    url = found.url.with_query({"debug": "2"})
    return found, Endpoint(_STACKS, None, _STACKS_WHAT, False, False, url)


def _endpoint(row: Row, base: SecretUrl) -> Endpoint:
    sampled = row.name in SAMPLED_NAMES
    what = (
        _RATE_UNSET
        if row.count == 0 and row.name in _NEEDS_RATE
        else _WHAT.get(row.name, "a profile of the program's own")
    )
    return Endpoint(
        name=clean(row.name),
        count=None if sampled else row.count,
        what=what,
        is_cpu=sampled,
        takes_seconds=sampled or row.name in _WITH_DELTA,
        url=base.with_path(row.path),
        takes_gc=takes_gc(base.with_path(row.path)),
    )


def _title(base: SecretUrl, cancel: CancelToken | None) -> str:
    """Return the command line of the program, its path cut off and its secrets hidden."""
    from tui.fetch.http import fetch_start

    try:
        reply = fetch_start(_at(base, "cmdline"), deadline=_TITLE_SECONDS, max_bytes=_MAX_TITLE_BYTES, cancel=cancel)
    except ProfileError as error:
        if isinstance(error, Cancelled):
            raise
        return base.address
    if not reply.content_type.startswith("text/plain"):
        return base.address
    program, *arguments = reply.body.rstrip(b"\0\n").decode("utf-8", "replace").split("\0")
    # Cut twice: the search for secrets takes quadratic time, and must see a little more than is shown.
    shown = _cut([program.rpartition("/")[2], *arguments], 5 * _MAX_TITLE)
    title = " ".join([*map(hide_secret_arguments, shown[:1]), *hidden_in_each(shown[1:])])
    return clean(base.scrub(title)[:_MAX_TITLE]).rstrip() or base.address


def _cut(arguments: list[str], length: int) -> list[str]:
    """Return the first words of some arguments; half a word might be half of a login, of which the end would tell."""
    kept = list[str]()
    for argument in arguments:
        if len(argument) > length:
            return [*kept, argument[: max(0, length)].rpartition(" ")[0]]
        kept.append(argument)
        length -= len(argument) + 1
    return kept


def _at(base: SecretUrl, name: str) -> SecretUrl:
    return base.with_path(base.parts.path + quote(name))
