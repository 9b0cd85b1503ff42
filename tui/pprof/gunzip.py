"""Decompresses what a profile comes in, within a limit, with Go's verdicts on what is no gzip."""

from __future__ import annotations

from collections.abc import Iterator

from isal import isal_zlib

from tui.errors import BadProfile, TooLarge

MAX_BYTES = 512 << 20
"""Most bytes a profile may have when decompressed, unless the caller says otherwise."""
_MAX_MEMBERS = 1000
"""Writers of pprof make one gzip member; thousands of empty ones are a way to burn time."""
_GZIP = b"\x1f\x8b"
_PIECE, _STEP = 64 << 20, 8 << 20
"""Bytes decompressed at a time: to be kept, and to be counted only."""
_HONEST = 20
"""Profiles shrink to a tenth; what shrinks to less than this part of itself is counted before more of it is kept."""


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
    count, counted = 0, False
    for part in _pieces(data, min(_PIECE, max_bytes + 1)):
        count += len(part)
        if count > max_bytes:
            raise _too_large(max_bytes)
        if part:
            parts.append(part)
        if count >= _PIECE and count > _HONEST * len(data) and not counted:
            # A bomb within the limit may have it; one beyond it would take all of its memory to be refused.
            _check_size(data, max_bytes)
            counted = True
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _check_size(data: bytes, max_bytes: int) -> None:
    """Decompress everything, and keep nothing of it."""
    count = 0
    for piece in _pieces(data, _STEP):
        count += len(piece)
        if count > max_bytes:
            raise _too_large(max_bytes)


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge(
        f"the profile is larger than {max_bytes:,} bytes decompressed", remedy="Raise the limit with --max-bytes."
    )


def _pieces(data: bytes, most: int) -> Iterator[bytes]:
    """Yield what comes out of all members, at most so many bytes at a time."""
    for _ in range(_MAX_MEMBERS):
        if len(data) >= 2 and not data.startswith(_GZIP):
            raise BadProfile(
                "decompressing profile: gzip: invalid header", remedy="Something was appended to the file."
            )
        reader = isal_zlib.decompressobj(wbits=31)
        while not reader.eof:
            piece = _next(reader, data, most)
            yield piece
            data = reader.unconsumed_tail
            if len(piece) < most and not reader.eof:
                raise BadProfile(
                    "decompressing profile: unexpected EOF",
                    remedy="The file is cut off; take or copy the profile again.",
                )
        data = reader.unused_data
        if not data:
            return
    raise BadProfile(
        f"decompressing profile: more than {_MAX_MEMBERS} gzip members",
        remedy="No writer of profiles makes such a file; take the profile again.",
    )


def _next(reader: isal_zlib.Decompress, data: bytes, most: int) -> bytes:
    try:
        return bytes(reader.decompress(data, most))
    except isal_zlib.error as error:  # type: ignore[misc]  # an exception, though its stub does not say so
        said = str(error).lower()
        reason = "invalid checksum" if "checksum" in said or "crc" in said else "invalid data"
        raise BadProfile(
            f"decompressing profile: gzip: {reason}", remedy="The file is damaged; take the profile again."
        ) from error
