"""Undoes a Content-Encoding that nobody asked for, within a limit.

Requests are sent with `Accept-Encoding: identity`, for a profile is gzip already; some proxy compresses all the same.
"""

from __future__ import annotations

from tui.errors import BadProfile, TooLarge, Unreachable
from tui.fetch.limits import too_large
from tui.pprof.gunzip import gunzip


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
    broken = Unreachable("the gzip Content-Encoding of the answer is damaged", remedy="Try again.")
    if not body.startswith(b"\x1f\x8b"):
        raise broken
    try:
        return gunzip(body, max_bytes)
    except BadProfile:
        raise broken from None
    except TooLarge:
        raise too_large(max_bytes) from None
