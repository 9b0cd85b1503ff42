"""How much is read from outside before it is called too much, and how that is said."""

from __future__ import annotations

from tui.errors import TooLarge

DEFAULT_MAX_BYTES = 512 << 20
"""Bytes read from one file or server: far above any honest profile (a million samples are 84 MB raw), below a bomb."""


def too_large(max_bytes: int, *, where: str = "") -> TooLarge:
    """Return the error for a source that went on after `max_bytes` bytes."""
    size = f"{max_bytes >> 20} MB" if max_bytes >= 1 << 20 else f"{max_bytes} bytes"
    return TooLarge(f"more than {size} of input", where=where, remedy="Raise the limit with --max-bytes.")
