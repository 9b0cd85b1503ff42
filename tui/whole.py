"""Files that are there whole or not at all, however the program ends, and that only their user may read."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

UNFINISHED = ".pprof-tui-"
"""What the name of a file begins with that is not finished, or was not when the program was killed."""
_LINKS_UNSUPPORTED = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


def write_unfinished(folder: Path, pieces: Iterable[bytes]) -> Path:
    """Write a file of mode 0600 to the disk under a name that nobody looks for; return its path.

    Args:
        folder: where it is to have its name in the end, so that it can get that in one step.
        pieces: its content.

    Raises:
        OSError: it cannot be written; then it is gone. So it is after whatever `pieces` raises.
    """
    descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(unfinished)
        raise
    return Path(unfinished)


def give_name(unfinished: Path, final: Path) -> bool:
    """Give a finished file its name; False if something has it already, be it a link to nowhere.

    Raises:
        OSError: it cannot be given.
    """
    try:
        os.link(unfinished, final)
    except FileExistsError:
        return False
    except OSError as trouble:
        if trouble.errno not in _LINKS_UNSUPPORTED:
            raise
        if not _reserve(final):
            return False
        os.replace(unfinished, final)
    return True


def write_new(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file that is not there yet; return its size in bytes.

    Raises:
        FileExistsError: it is there.
        OSError: it cannot be written; then it is not there.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    unfinished = write_unfinished(path.parent, pieces)
    try:
        size = unfinished.stat().st_size
        if not give_name(unfinished, path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        return size
    finally:
        with contextlib.suppress(FileNotFoundError):
            unfinished.unlink()


def _reserve(final: Path) -> bool:
    """Create an empty file that nobody else can have; False if there is one already."""
    try:
        os.close(os.open(final, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return False
    return True
