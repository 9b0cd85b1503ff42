"""What went wrong with a request, in one line: the server's own words where it has any, and what to do next.

The texts of requests' exceptions are never used, for they hold the URL with its secrets. What Go's handlers say is in
net/http/pprof; only they mark their words with X-Go-Pprof, so only then is a body quoted, as pprof does.
"""

from __future__ import annotations

import http.client
import math
import re
import ssl
import time
from collections.abc import Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

import urllib3.exceptions

from tui.errors import FetchError, Refused, TimedOut, Unreachable, WayOut
from tui.fetch.cancel import Watch
from tui.fetch.secret_url import SecretUrl
from tui.fetch.target import GO_CPU_SECONDS
from tui.fetch.way_in import way_in, way_on

MAX_ERROR_BODY = 4096
"""Bytes read of the body of a refusal."""
_MAX_WORDS = 200
"""Characters quoted from a server; the longest of Go's own is 70."""
_TO_HTTPS = "Client sent an HTTP request to an HTTPS server."
_HEAD_TROUBLE = (http.client.BadStatusLine, http.client.LineTooLong, urllib3.exceptions.InvalidHeader)
_WORDS_REMEDIES = {
    "already in use": "Another CPU profile is running; try again when it has ended.",
    "already enabled": "Another trace is running; try again when it has ended.",
    "parameter is not supported": "Leave -seconds out.",
    "params are incompatible": "Leave debug out of the URL.",
    'invalid value for "seconds"': "Try -seconds 5.",
    "Unknown profile": "Is the name right? The server's /debug/pprof/ lists them.",
}
_ENDS_BY_ITSELF = ("already in use", "already enabled")
_TOO_LONG = "exceeds server's WriteTimeout"
_SHORTER = (50, 25, 12, 8, 4, 2, 1)
"""Lengths that fit into usual WriteTimeouts of 60, 30, 15, 10 and 5 s, for no server tells its own."""
_STATUS_REMEDIES = {
    404: "Is pprof mounted there? Its usual place is /debug/pprof/.",
    405: "It does not answer GET: is the path right?",
    407: "The proxy wants a password: put it into the proxy's URL.",
    429: "Try again later.",
    502: "A proxy in between could not reach the program.",
    503: "Try again later.",
    504: "A proxy in between gave up waiting; ask for fewer -seconds.",
}
_LATER = (429, 503)
_LONGEST_WAIT = 86_400
"""Seconds to wait that are believed; beyond a day it is no matter of waiting."""
_SOON = 1.0
"""Seconds in which a server closes a connection of a kind that it does not want."""
_CLIENT_CERTIFICATE = "Does the server want a client certificate? Give one with -tls_cert and -tls_key."
_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")


def refusal(
    status: int, reason: str, headers: Mapping[str, str], body: bytes, url: SecretUrl, final: SecretUrl
) -> Refused:
    """Return the error for an answer with another status than 200.

    Args:
        status: the HTTP status code.
        reason: the reason phrase that came with it.
        headers: the answer's headers, names in lower case.
        body: the first MAX_ERROR_BODY bytes of the body.
        url: what was asked.
        final: where that led in the end.
    """
    # Words that a proxy has packed are not unpacked: who refuses is not trusted with more than the first bytes.
    packed = headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
    words = "" if packed else _first_line(body)
    if words == _TO_HTTPS:
        remedy = "Use https:// instead of http://."
        return Refused(f"server says: {words.rstrip('.')}", status=status, where=url.display, remedy=remedy)
    if "x-go-pprof" in headers and "text/plain" in headers.get("content-type", "") and words:
        remedy, way_out = _help_with(words, url)
        return Refused(
            f"server says: {url.scrub(words)}", status=status, where=url.display, remedy=remedy, way_out=way_out
        )
    line = url.scrub(f"{status} {reason[:_MAX_WORDS] or http.client.responses.get(status, '')}".strip())
    after = _asked_to_wait(headers) if status in _LATER else 0
    remedy, way_out = _STATUS_REMEDIES.get(status, ""), WayOut(later=status in _LATER, after=after)
    if after:
        remedy = f"Try again in {after} s."
    what = f"server answered {line}"
    if final.origin != url.origin:
        there = _led_to(url, final)
        what = f"redirected to {there}, which answered {line}"
        if status in (401, 403):
            remedy = way_on(url, there)
    elif status in (401, 403):
        remedy, way_out = way_in(status, headers, url)
    return Refused(what, status=status, where=url.display, remedy=remedy, way_out=way_out)


def _asked_to_wait(headers: Mapping[str, str]) -> int:
    """Return the seconds of Retry-After, which may be a date; 0 if there is none that makes sense."""
    written = headers.get("retry-after", "").strip()
    if written.isascii() and written.isdigit():
        seconds = float(written[:_MAX_WORDS])
    else:
        try:
            when = parsedate_to_datetime(written)
            # Without a zone, or with one that is unknown, it is no time of here: HTTP has none but GMT.
            seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError, OSError):
            return 0
    return math.ceil(seconds) if 0 < seconds <= _LONGEST_WAIT else 0


def _help_with(words: str, url: SecretUrl) -> tuple[str, WayOut]:
    """Return what to do about the words of a pprof handler."""
    if _TOO_LONG in words:
        asked = next((value for key, value in url.query if key == "seconds"), "")
        length = int(asked) if asked.isdecimal() else GO_CPU_SECONDS
        shorter = next((seconds for seconds in _SHORTER if seconds < length), None)
        return (f"Try -seconds {shorter}." if shorter else "Ask whoever runs it to raise it."), WayOut(seconds=shorter)
    remedy = next((remedy for part, remedy in _WORDS_REMEDIES.items() if part in words), "")
    return remedy, WayOut(later=any(part in words for part in _ENDS_BY_ITSELF))


def explain(error: Exception, url: SecretUrl, final: SecretUrl, watch: Watch) -> FetchError:
    """Return the error for an exchange that failed below HTTP.

    Args:
        error: what requests, urllib3 or the socket raised.
        url: what was asked.
        final: where that led in the end.
        watch: knows how far it came.
    """
    if final.origin == url.origin:
        return _explained(error, url, watch)
    found = _explained(error, final, watch)
    found.what = f"redirected to {_led_to(url, final)}: {found.what}"
    found.where = url.display
    return found


def _led_to(url: SecretUrl, final: SecretUrl) -> str:
    """Return where a redirect led, as it is shown: what it has in its query is between the two servers, and long."""
    return url.scrub(final.display.partition("?")[0])


def _explained(error: Exception, url: SecretUrl, watch: Watch) -> FetchError:
    causes = list(_causes(error))
    for cause in causes:
        if found := _explain_tls(cause, url) or _explain_broken(cause, url, watch):
            return found
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return Unreachable(f"connection failed: {cause.strerror}", where=url.display)
    if isinstance(error, ValueError):
        return Unreachable("this URL cannot be asked for", where=url.display, remedy="Is it spelled right?")
    return Unreachable(f"connection failed ({type(causes[-1]).__name__})", where=url.display)


def _explain_tls(cause: BaseException, url: SecretUrl) -> FetchError | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        what = f"certificate not accepted: {cause.verify_message}"
        remedy = "Name its CA with -tls_ca FILE, or skip the check with -insecure."
        return Unreachable(what, where=url.display, remedy=remedy)
    if not isinstance(cause, ssl.SSLError):
        return None
    reason = (cause.reason or "handshake failed").replace("_", " ").lower()
    if reason in ("wrong version number", "record layer failure", "packet length too long", "http request"):
        return Unreachable("this port does not speak TLS", where=url.display, remedy="Use http:// instead of https://.")
    remedy = _CLIENT_CERTIFICATE if re.search("certificate|unknown ca|access denied|handshake failure", reason) else ""
    return Unreachable(f"TLS: {reason}", where=url.display, remedy=remedy)


def _explain_broken(cause: BaseException, url: SecretUrl, watch: Watch) -> FetchError | None:
    if isinstance(
        cause, http.client.RemoteDisconnected | ConnectionAbortedError | ConnectionResetError | BrokenPipeError
    ):
        return _explain_lost(cause, url, watch)
    if cut := _explain_cut(cause, url, watch.received):
        return cut
    if isinstance(cause, OSError) and (tunnel := _TUNNEL.match(str(cause))):
        status = int(tunnel[1])
        what = f"the proxy answered {status} {http.client.responses.get(status, '')}".strip()
        return Refused(what, status=status, where=url.display, remedy=_STATUS_REMEDIES.get(status, ""))
    if isinstance(cause, TimeoutError):
        return TimedOut("no answer in time", where=url.display, remedy="Ask for fewer -seconds.")
    if isinstance(cause, _HEAD_TROUBLE) or (isinstance(cause, http.client.HTTPException) and not watch.received):
        remedy = "Is this the right port?"
        return Unreachable(f"{url.address} does not speak proper HTTP", where=url.display, remedy=remedy)
    return None


def _explain_lost(cause: BaseException, url: SecretUrl, watch: Watch) -> FetchError:
    """Return the error for a connection that ended before an answer came, or was reset in the middle of one."""
    if watch.answered:
        # What came of a piece that is not whole is not counted.
        when = f"after {watch.received} bytes" if watch.received else "in the middle of its answer"
        remedy = "Try again; a port-forward may have died."
        return Unreachable(f"connection to {url.address} reset {when}", where=url.display, remedy=remedy)
    if watch.waited > _SOON:
        # It was taken, and kept for so long that it is not the wrong port or protocol.
        what = f"connection to {url.address} ended after {watch.waited:.0f} s, before there was an answer"
        return Unreachable(what, where=url.display, remedy="Did the program, a proxy or a port-forward end or restart?")
    maybe_tls = "Is it https://?" if url.scheme == "http" else _CLIENT_CERTIFICATE
    if url.socket_path:
        maybe_tls = "Does it speak HTTP?"
    # What says that nothing came is a kind of reset.
    if isinstance(cause, http.client.RemoteDisconnected | ConnectionAbortedError):
        return Unreachable("server closed the connection without an answer", where=url.display, remedy=maybe_tls)
    return Unreachable(f"connection to {url.address} reset", where=url.display, remedy=maybe_tls)


def _explain_cut(cause: BaseException, url: SecretUrl, received: int) -> FetchError | None:
    """Return the error for a body that ends too early, or whose chunks are none; None if it is something else."""
    if isinstance(cause, urllib3.exceptions.InvalidChunkLength):
        what = f"the answer breaks the rules of HTTP after {received} bytes"
        return Unreachable(what, where=url.display, remedy="Try again; a proxy in between may have garbled it.")
    whole = ""
    if isinstance(cause, http.client.IncompleteRead):
        partial: object = cause.partial
        if isinstance(partial, bytes):
            # Its numbers are of one chunk.
            received += len(partial)
        elif cause.expected:
            whole = f" of {received + cause.expected}"
    elif not (isinstance(cause, urllib3.exceptions.ProtocolError) and "ended prematurely" in str(cause)):
        return None
    what = f"server closed after {received}{whole} bytes"
    return Unreachable(what, where=url.display, remedy="Try again; a port-forward or proxy may have cut it off.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and all it was made from, outermost first; urllib3 keeps some in args and `reason`."""
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        related = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        waiting += [other for other in related if isinstance(other, BaseException)]


def _first_line(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    return (text.splitlines() or [""])[0][:_MAX_WORDS]
