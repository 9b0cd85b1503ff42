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

    Raises:
        OSError: it is not there or may not be read.
        ValueError: no file can have such a name.
        FileTrouble: it is no regular file, or too large.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        status = os.fstat(file.fileno())
        if status.st_size > most:
            raise _too_large(most)
        # What the kernel makes up as it is read, such as a process's environment, says that it is empty; and of the
        # kernel's log, what is read is gone.
        content = (file.read(most + 1) or b"") if status.st_size else b""
        if len(content) > most:
            raise _too_large(most)
        return content, status.st_mtime


def open_regular(path: Path) -> int:
    """Return a descriptor of a regular file, to be closed by whoever asked.

    A path in a profile may name a device, or a pipe with nobody at the other end: it is opened without waiting and
    looked at before anything is read.

    Raises:
        OSError: it is not there or may not be read.
        ValueError: no file can have such a name.
        FileTrouble: it is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise FileTrouble("not a regular file")


class Content:
    """A regular file that is read piece by piece, so that a large one costs no memory."""

    def __init__(self, path: Path, most: int) -> None:
        """Open a file.

        Args:
            path: names it.
            most: largest size that is accepted, in bytes.

        Raises:
            OSError: it is not there or may not be read.
            ValueError: no file can have such a name.
            FileTrouble: it is no regular file, or too large.
        """
        self._descriptor = -1
        self._descriptor = open_regular(path)
        status = os.fstat(self._descriptor)
        self.size = status.st_size
        self.stamp = (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)
        """What changes when the file does."""
        if self.size > most:
            raise _too_large(most)

    def __del__(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    @property
    def reopened(self) -> str:
        """A path that opens this very file again, whatever its name stands for by now."""
        return f"/dev/fd/{self._descriptor}"

    def read(self, offset: int, size: int) -> bytes:
        """Return `size` bytes from `offset` on.

        Raises:
            ValueError: the file does not have them.
            OSError: they cannot be read.
        """
        if offset < 0 or size < 0 or offset + size > self.size:
            raise ValueError("the file is cut off")
        content = os.pread(self._descriptor, size, offset)
        if len(content) != size:
            raise ValueError("the file is cut off")
        return content


def _too_large(most: int) -> FileTrouble:
    return FileTrouble(f"larger than {most >> 20} MB")
