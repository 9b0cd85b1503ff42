"""Undoes a Content-Encoding that nobody asked for, within a limit.

Requests are sent with `Accept-Encoding: identity`, for a profile is gzip already; some proxy compresses all the same.
"""

from __future__ import annotations

from isal import isal_zlib

from tui.errors import Unreachable
from tui.fetch.limits import too_large

_GZIP_WRAPPED = 31
_MAX_MEMBERS = 100
"""Each further member costs a copy of the rest: thousands of empty ones would take minutes."""


def undo_content_encoding(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return `body` as it was before `encoding` was applied.

    Raises:
        Unreachable: the encoding is not gzip, or the body is not what the encoding says.
        TooLarge: more than `max_bytes` would come out.
    """
    name = encoding.strip().lower()
    if name in ("", "identity") or not body:
        return body
    if name not in ("gzip", "x-gzip"):
        raise Unreachable(f"server sent Content-Encoding {name[:40]} unasked", remedy="A proxy in between may do that.")
    parts: list[bytes] = []
    room = max_bytes
    for _ in range(_MAX_MEMBERS):
        reader = isal_zlib.decompressobj(wbits=_GZIP_WRAPPED)
        try:
            part = reader.decompress(body, room + 1)
        except isal_zlib.error:  # type: ignore[misc]  # an exception, though its stub does not say so
            raise _broken() from None
        room -= len(part)
        if room < 0:
            raise too_large(max_bytes)
        if not reader.eof:
            raise _broken()
        parts.append(part)
        body = reader.unused_data
        if not body:
            return b"".join(parts)
    raise _broken()


def _broken() -> Unreachable:
    return Unreachable("the gzip Content-Encoding of the answer is damaged", remedy="Try again.")
