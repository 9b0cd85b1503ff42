"""Decompresses what a profile comes in, within a limit, with Go's verdicts on what is no gzip."""

from __future__ import annotations

from isal import isal_zlib

from tui.errors import BadProfile, TooLarge

MAX_BYTES = 512 << 20
"""Most bytes a profile may have when decompressed, unless the caller says otherwise."""
_MAX_MEMBERS = 1000
"""Writers of pprof make one gzip member; thousands of empty ones are a way to burn time."""
_GZIP = b"\x1f\x8b"


def gunzip(data: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Return `data` decompressed if it is gzip, else as it is.

    Several gzip members are joined, as Go does.

    Raises:
        BadProfile: the gzip stream is cut off, damaged, or followed by something else.
        TooLarge: more than `max_bytes` would come out.
    """
    if not data.startswith(_GZIP):
        if len(data) > max_bytes:
            raise _too_large(max_bytes)
        return data
    parts: list[bytes] = []
    room = max_bytes
    for _ in range(_MAX_MEMBERS):
        part, data = _member(data, room)
        if len(part) > room:
            raise _too_large(max_bytes)
        parts.append(part)
        room -= len(part)
        if not data:
            return parts[0] if len(parts) == 1 else b"".join(parts)
    raise BadProfile(
        f"decompressing profile: more than {_MAX_MEMBERS} gzip members",
        remedy="No writer of profiles makes such a file; take the profile again.",
    )


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(
        f"the profile is larger than {max_bytes:,} bytes decompressed", remedy="Raise the limit with --max-bytes."
    )


def _member(data: bytes, room: int) -> tuple[bytes, bytes]:
    """Decompress one gzip member, but only one byte beyond `room`; return its content and what follows it."""
    if len(data) >= 2 and not data.startswith(_GZIP):
        raise BadProfile("decompressing profile: gzip: invalid header", remedy="Something was appended to the file.")
    reader = isal_zlib.decompressobj(wbits=31)
    try:
        content: bytes = reader.decompress(data, room + 1)
    except isal_zlib.error as error:  # type: ignore[misc]  # an exception, though its stub does not say so
        reason = (
            "invalid checksum" if "checksum" in str(error).lower() or "crc" in str(error).lower() else "invalid data"
        )
        raise BadProfile(
            f"decompressing profile: gzip: {reason}", remedy="The file is damaged; take the profile again."
        ) from error
    if not reader.eof and len(content) <= room:
        raise BadProfile(
            "decompressing profile: unexpected EOF", remedy="The file is cut off; take or copy the profile again."
        )
    return content, reader.unused_data
