"""Bytes of a file or of standard input, within a limit: regular files, pipes, `<(...)` and /dev/stdin alike."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from tui.errors import FileTrouble
from tui.fetch.limits import DEFAULT_MAX_BYTES, too_large

_PIECE = 1 << 20
STDIN_NAME = "standard input"


def read_file(path: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """Return the content of the file at `path`. A pipe is read to its end, which may never come.

    Raises:
        FileTrouble: it is missing, unreadable, a directory or a terminal.
        TooLarge: it has more than `max_bytes` bytes.
    """
    where = str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (OSError, ValueError) as trouble:
        raise _trouble(trouble, where) from None
    try:
        return _read_descriptor(descriptor, where, max_bytes)
    finally:
        os.close(descriptor)


def read_stdin(max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """Return standard input to its end.

    Raises:
        FileTrouble: it is closed, unreadable, a directory or a terminal.
        TooLarge: more than `max_bytes` bytes came.
    """
    if sys.__stdin__ is None or sys.__stdin__.closed:
        raise FileTrouble("it is closed", where=STDIN_NAME, remedy="Pipe a profile into it.")
    descriptor = sys.__stdin__.fileno()
    return _read_descriptor(descriptor, STDIN_NAME, max_bytes)


def _read_descriptor(descriptor: int, where: str, max_bytes: int) -> bytes:
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise FileTrouble("this is a directory", where=where, remedy="Name a profile in it.")
        if os.isatty(descriptor):
            raise FileTrouble("this is a terminal, not a profile", where=where, remedy="Pipe a profile into it.")
        if status.st_size > max_bytes:
            raise too_large(max_bytes, where=where)
        pieces, size = [], 0
        while piece := os.read(descriptor, _PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > max_bytes:
                raise too_large(max_bytes, where=where)
    except OSError as trouble:
        raise _trouble(trouble, where) from None
    return b"".join(pieces)


def _trouble(trouble: OSError | ValueError, where: str) -> FileTrouble:
    if isinstance(trouble, FileNotFoundError):
        return FileTrouble("no such file", where=where)
    reason = trouble.strerror if isinstance(trouble, OSError) else None
    return FileTrouble((reason or "cannot be read").lower(), where=where)
