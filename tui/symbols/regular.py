"""Reads files that somebody else's path names: only regular ones, without waiting, and only up to a size."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tui.errors import FileTrouble

MAX_BYTES = 8 << 20
"""Largest file that is read."""


def read_regular(path: Path, most: int = MAX_BYTES) -> tuple[bytes, float]:
    """Return the bytes of a regular file and when it was last changed, in seconds since 1970.

    A path in a profile may name a device, or a pipe with nobody at the other end: it is opened without waiting and
    looked at before anything is read.

    Raises:
        OSError: it is not there or may not be read.
        ValueError: no file can have such a name.
        FileTrouble: it is no regular file, or too large.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise FileTrouble("not a regular file")
        content = file.read(most + 1)
    if len(content) > most:
        raise FileTrouble(f"larger than {most >> 20} MB")
    return content, status.st_mtime
