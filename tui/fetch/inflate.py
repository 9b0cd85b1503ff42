"""Undoes a Content-Encoding that nobody asked for, within a limit.

Requests are sent with `Accept-Encoding: identity`, for a profile is gzip already; some proxy compresses all the same.
"""

from __future__ import annotations

import zlib

from tui.errors import BadProfile, TooLarge, Unreachable
from tui.fetch.limits import too_large
from tui.pprof.gunzip import gunzip


def undo_content_encoding(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return `body` as it was before `encoding` was applied.

    Raises:
        Unreachable: the encoding is not gzip, or the body is not what the encoding says.
        TooLarge: more than `max_bytes` would come out.
    """
    if not _is_packed(body, encoding):
        return body
    try:
        return gunzip(body, max_bytes)
    except BadProfile:
        raise _broken() from None
    except TooLarge:
        raise too_large(max_bytes) from None


def undo_at_start(start: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return what the first bytes of a body were before `encoding` was applied, `max_bytes` of it at the most.

    Raises:
        Unreachable: as `undo_content_encoding`; that the end is missing is no damage.
    """
    if not _is_packed(start, encoding):
        return start
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start, max_bytes)
    except zlib.error:
        raise _broken() from None


def _is_packed(body: bytes, encoding: str) -> bool:
    name = encoding.strip().lower()
    if name in ("", "identity") or not body:
        return False
    if name not in ("gzip", "x-gzip"):
        raise Unreachable(f"server sent Content-Encoding {name[:40]} unasked", remedy="A proxy in between may do that.")
    if not body.startswith(b"\x1f\x8b"):
        raise _broken()
    return True


def _broken() -> Unreachable:
    return Unreachable("the gzip Content-Encoding of the answer is damaged", remedy="Try again.")
