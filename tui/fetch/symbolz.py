"""Asks a server which functions are at its addresses: `/symbol` of Go and gperftools, `/symbolz` of others.

The rules are google/pprof's (`internal/symbolz`): where it is asked, and how questions and answers are written.
"""

from __future__ import annotations

import posixpath
import re
import time
from collections.abc import Sequence

from tui.errors import Refused
from tui.fetch.cancel import CancelToken
from tui.fetch.http import ask_only
from tui.fetch.secret_url import SecretUrl

_GO = "/debug/pprof/"
_GPERFTOOLS = ("/pprof/heap", "/pprof/growth", "/pprof/profile", "/pprof/pmuprofile", "/pprof/contention")
_ANSWER = re.compile(rb"(0x[0-9a-fA-F]+)\s+(.*)")
_OF_THE_PROFILE = ("seconds", "debug", "gc")
_LONGEST_ADDRESS = 18
"""Characters of an address."""
_MOST_BYTES = 64 << 20
_MOST_EACH = 4096
"""Bytes of answer for each address, on average."""
_METHOD_NOT_ALLOWED = 405
_IN_A_URL = 300
"""Addresses asked for with one GET: longer URLs are refused by some proxies."""


def symbol_url(url: SecretUrl) -> SecretUrl:
    """Return where the server of a profile is asked for names.

    What the query says of the profile is left out; what remains may be what lets us in.
    """
    path = url.parts.path
    name = "symbol" if _GO in path or path.endswith(_GPERFTOOLS) else "symbolz"
    sibling = posixpath.normpath(f"{path or '/'}/../{name}").lstrip("/")
    return url.with_path(f"/{sibling}").with_query(dict.fromkeys(_OF_THE_PROFILE))


def ask_symbols(
    url: SecretUrl, addresses: Sequence[int], *, deadline: float, cancel: CancelToken | None = None
) -> dict[int, bytes]:
    """Return the names of the functions at addresses, as far as the server knows them.

    They are asked for as google/pprof does, by one POST. Servers of Go since 1.22 answer a GET alone, and are
    asked again that way, some addresses at a time.

    Args:
        url: where the profile came from.
        addresses: in the process.
        deadline: time for all answers, in s.
        cancel: calls it off.

    Raises:
        FetchError: it has no names to give, or cannot be asked.
        TooLarge: it says more than names could be.
    """
    place, ends = symbol_url(url), time.monotonic() + deadline
    most = min(_MOST_BYTES, 4096 + len(addresses) * _MOST_EACH)
    question = "+".join(map(hex, addresses)).encode()
    try:
        return _read(ask_only(place, question, deadline=deadline, max_bytes=most, cancel=cancel).body, addresses)
    except Refused as refusal:
        if refusal.status != _METHOD_NOT_ALLOWED:
            raise
    found: dict[int, bytes] = {}
    for first in range(0, len(addresses), _IN_A_URL):
        some = addresses[first : first + _IN_A_URL]
        left = max(ends - time.monotonic(), 0.0)
        reply = ask_only(_with_addresses(place, some), None, deadline=left, max_bytes=most, cancel=cancel)
        found |= _read(reply.body, some)
    return found


def _with_addresses(url: SecretUrl, addresses: Sequence[int]) -> SecretUrl:
    """Return the URL with addresses in front of what its query holds already."""
    bare, _, query = url.reveal().partition("?")
    asked = "+".join(map(hex, addresses))
    return SecretUrl(f"{bare}?{asked}{'+&' if query else ''}{query}", url.access)


def _read(answer: bytes, addresses: Sequence[int]) -> dict[int, bytes]:
    """Return the names in an answer, of the addresses that were asked for; a line that is cut off says nothing."""
    found: dict[int, bytes] = {}
    asked = set(addresses)
    for line in answer.split(b"\n")[:-1]:
        pair = _ANSWER.search(line)
        if pair and len(pair[1]) <= _LONGEST_ADDRESS and int(pair[1], 16) in asked and pair[2].strip():
            found[int(pair[1], 16)] = pair[2].strip()
    return found
