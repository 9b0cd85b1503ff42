"""One GET or POST under a total deadline and a byte limit.

requests' own defaults are unsafe here (a timeout per read, redirects with unbounded bodies, .netrc, a proxy even for
loopback), so only its adapter is used, and redirects, credentials, proxies and reading are done by hand.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import requests
import urllib3
import urllib3.exceptions

from tui.errors import ProfileError, Unreachable
from tui.fetch.cancel import CancelToken, Watch
from tui.fetch.certificates import authorities_of_environment
from tui.fetch.connection import WatchedAdapter
from tui.fetch.failures import MAX_ERROR_BODY, explain, refusal
from tui.fetch.inflate import undo_at_start, undo_content_encoding
from tui.fetch.limits import DEFAULT_MAX_BYTES, too_large
from tui.fetch.proxies import proxies_of_environment
from tui.fetch.secrecy import HIDDEN
from tui.fetch.secret_url import SecretUrl

MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_SPARE_SECONDS = 2.0
_WORDS_SECONDS = 1.5
"""How long to wait for the words of a refusal, whose status is known already."""
_PIECE = 64 << 10
_BELOW_HTTP = (requests.RequestException, urllib3.exceptions.HTTPError, ValueError, OSError)
"""What an exchange can raise; a host label that is too long is urllib3's own error, others are plain ValueErrors."""
_HEADERS = {
    "User-Agent": "pprof-tui",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    # TiKV answers with a picture unless the request, though it has no body, carries this.
    "Content-Type": "application/protobuf",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with status 200."""

    status: int
    """The HTTP status code."""
    headers: Mapping[str, str]
    """The headers, names in lower case."""
    body: bytes
    """The body as received, but for a Content-Encoding, which is undone."""
    url: SecretUrl
    """Where it came from in the end, after redirects; without userinfo."""

    @property
    def content_type(self) -> str:
        """The Content-Type header, empty if there is none."""
        return self.headers.get("content-type", "")


def fetch_bytes(
    url: SecretUrl,
    *,
    deadline: float,
    max_bytes: int = DEFAULT_MAX_BYTES,
    cancel: CancelToken | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Reply:
    """Return what a server answers to a GET of `url`.

    What lets us in (`SecretUrl.access`, user and password of the URL) is sent to the origin it was given for, only.

    Args:
        url: what to ask for.
        deadline: time for everything from the connection to the last byte, redirects included, in s. The look-up of
            the host name alone cannot be interrupted.
        max_bytes: most bytes of body to take, on the wire and after undoing a Content-Encoding.
        cancel: ends the fetch within a fraction of a second, at any stage.
        on_progress: called with the bytes of body received so far, from the calling thread.

    Raises:
        Unreachable: no connection, or it broke, or what came is no HTTP.
        TimedOut: the deadline passed.
        Refused: the status is not 200.
        TooLarge: more than `max_bytes` came.
        Cancelled: `cancel` was pressed.
    """

    def whole(response: requests.Response, watch: Watch) -> bytes:
        raw = _read(response, watch, max_bytes, on_progress)
        return undo_content_encoding(raw, response.headers.get("content-encoding", ""), max_bytes)

    return _exchange(url, deadline, cancel, whole)


def fetch_start(url: SecretUrl, *, deadline: float, max_bytes: int, cancel: CancelToken | None = None) -> Reply:
    """Return the first `max_bytes` bytes that a server answers, unpacked, and hang up: to see what is there.

    Raises:
        FetchError: as `fetch_bytes`.
    """

    def start(response: requests.Response, watch: Watch) -> bytes:
        raw = _read_start(response, watch, max_bytes)
        return undo_at_start(raw, response.headers.get("content-encoding", ""), max_bytes)

    return _exchange(url, deadline, cancel, start)


def ask_only(
    url: SecretUrl, question: bytes | None, *, deadline: float, max_bytes: int, cancel: CancelToken | None = None
) -> Reply:
    """Return what this very server answers to a POST of `question`, or to a GET: a redirect is not followed.

    Args:
        url: what to ask, and what lets us in there.
        question: the body of the request; None for a GET.
        deadline: time for everything from the connection to the last byte, in s.
        max_bytes: most bytes of body to take, on the wire and after undoing a Content-Encoding.
        cancel: ends it within a fraction of a second, at any stage.

    Raises:
        FetchError: as `fetch_bytes`.
        TooLarge: more than `max_bytes` came.
    """

    def whole(response: requests.Response, watch: Watch) -> bytes:
        raw = _read(response, watch, max_bytes, None)
        return undo_content_encoding(raw, response.headers.get("content-encoding", ""), max_bytes)

    def ask(adapter: WatchedAdapter, watch: Watch) -> requests.Response:
        return _send(adapter, url.without_userinfo(), url, watch, question)

    return _exchange(url, deadline, cancel, whole, ask)


def _exchange(
    url: SecretUrl,
    deadline: float,
    cancel: CancelToken | None,
    read: Callable[[requests.Response, Watch], bytes],
    ask: Callable[[WatchedAdapter, Watch], requests.Response] | None = None,
) -> Reply:
    if name := url.left_out:
        what = f"{name}={HIDDEN} stands for a secret that is never kept"
        raise Unreachable(what, where=url.display, remedy="Type the URL with it again.")
    trail = [url.without_userinfo()]
    with Watch(deadline, cancel) as watch, contextlib.closing(WatchedAdapter(watch)) as adapter:
        try:
            response = ask(adapter, watch) if ask else _follow(adapter, url, watch, trail)
            watch.answered = True
            with contextlib.closing(response):
                headers = {name.lower(): value for name, value in response.headers.items()}
                if response.status_code != 200:
                    words = _words(response, watch)
                    raise refusal(response.status_code, response.reason or "", headers, words, url, trail[-1])
                body = read(response, watch)
                # A socket shut down by the watch looks like the end of a body that has no length.
                watch.check()
                return Reply(200, headers, body, trail[-1])
        except ProfileError as error:
            raise watch.verdict(where=url.display) or error.at(url.display) from None
        except _BELOW_HTTP as error:
            found = watch.verdict(where=url.display) or explain(error, url, trail[-1], watch)
            raise found from None


def _follow(adapter: WatchedAdapter, url: SecretUrl, watch: Watch, trail: list[SecretUrl]) -> requests.Response:
    """Return the first answer that is no redirect, having added to `trail` where each of those led."""
    for _ in range(MAX_REDIRECTS + 1):
        watch.check()
        response = _send(adapter, trail[-1], url, watch)
        location = response.headers.get("location")
        if response.status_code not in _REDIRECTS or not location:
            return response
        # Closed unread: requests would inflate this body whole, 1 MB into gigabytes.
        response.close()
        trail.append(_redirected(trail[-1], location, url))
    raise Unreachable(f"redirected more than {MAX_REDIRECTS} times", remedy="Is the path right?")


def _redirected(current: SecretUrl, location: str, typed: SecretUrl) -> SecretUrl:
    try:
        target = current.resolved(location)
        port = target.parts.port
    except ValueError:
        raise Unreachable("redirected to something that is no URL", remedy="Is the path right?") from None
    if target.socket_path and not current.socket_path:
        raise Unreachable("redirected to a socket of this machine, which is not followed", remedy="Is the path right?")
    if target.scheme not in ("http", "https") or not target.host:
        raise Unreachable("redirected to something that is no http or https URL", remedy="Is the path right?")
    if current.scheme == "https" and target.scheme == "http":
        raise Unreachable("redirected from https to http, which is not followed", remedy="Use http:// if you mean it.")
    if port == 0:
        raise Unreachable("redirected to port 0, where nobody listens", remedy="Is the path right?")
    if target.host == typed.host and target.scheme == "https" and (typed.insecure or typed.access.unchecked):
        return SecretUrl(target.reveal().replace("https://", "https+insecure://", 1))
    return target


def _send(
    adapter: WatchedAdapter, current: SecretUrl, typed: SecretUrl, watch: Watch, question: bytes | None = None
) -> requests.Response:
    headers, certificate = dict(_HEADERS), None
    if question is not None:
        headers["Content-Type"] = "application/octet-stream"
    if current.origin == typed.origin:
        headers.update(typed.access.sent(typed.userinfo))
        certificate = typed.access.client_certificate
    spoken = current.on_the_wire()
    proxies = proxies_of_environment(current, spoken)
    return adapter.send(
        requests.Request("GET" if question is None else "POST", spoken, headers=headers, data=question).prepare(),
        stream=True,
        # The watch ends the exchange at the deadline; the socket's own limit only stands in if it could not.
        timeout=watch.remaining + _SPARE_SECONDS,
        verify=_roots(current, typed, proxies),
        cert=certificate,
        proxies=proxies,
    )


def _roots(current: SecretUrl, typed: SecretUrl, proxies: Mapping[str, str]) -> str | bool:
    """Return where the certificates of authorities are, True for the usual ones, False if none is looked at."""
    if current.insecure:
        return False
    is_encrypted = current.scheme == "https" or any(proxy.startswith("https:") for proxy in proxies.values())
    return typed.access.ca_file or (is_encrypted and authorities_of_environment()) or True


class _Measured(urllib3.HTTPResponse):
    """An answer of which a chunk of a negative length is refused: urllib3 reads all that comes, however much it is."""

    def _update_chunk_length(self) -> None:
        super()._update_chunk_length()
        if self.chunk_left is not None and self.chunk_left < 0:
            raise urllib3.exceptions.InvalidChunkLength(self, b"-")


def _pieces(response: requests.Response, size: int, watch: Watch) -> Iterator[bytes]:
    # A function put into the answer that knows the answer would keep its socket open until garbage is collected.
    response.raw.__class__ = _Measured
    for piece in response.raw.stream(size, decode_content=False):
        watch.received += len(piece)
        yield piece


def _read(
    response: requests.Response, watch: Watch, max_bytes: int, on_progress: Callable[[int], None] | None
) -> bytes:
    # Not a list of pieces: a server may send a byte in each, and an object takes fifty.
    body = io.BytesIO()
    for piece in _pieces(response, _PIECE, watch):
        body.write(piece)
        if watch.received > max_bytes:
            raise too_large(max_bytes)
        if on_progress:
            on_progress(watch.received)
    return body.getvalue()


def _words(response: requests.Response, watch: Watch) -> bytes:
    """Return the first bytes of what a refusal says, or nothing if they do not come soon."""
    words = b""
    with contextlib.suppress(*_BELOW_HTTP), watch.at_most(min(_WORDS_SECONDS, watch.remaining / 2)):
        words = _read_start(response, watch, MAX_ERROR_BODY)
    watch.check()
    return words


def _read_start(response: requests.Response, watch: Watch, max_bytes: int) -> bytes:
    start = b""
    for piece in _pieces(response, max_bytes, watch):
        start += piece
        if len(start) >= max_bytes:
            break
    return start[:max_bytes]
