"""Finds and reads the source file that a profile names.

A path in a profile was made by somebody else: only regular files are read, without waiting for anybody at the other end
of a pipe, and only up to a size.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from tui.errors import FileTrouble
from tui.text import clean

MAX_BYTES = 8 << 20
"""Largest source file that is read."""
_TAB = 4
_LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text of a source file, safe to show."""

    path: str
    """Where it was found, as clean text."""
    lines: tuple[str, ...]
    """Lines without their ends, tabs expanded, clean."""
    modified: float
    """When the file was last changed, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no source."""

    reason: str
    """One line."""
    tried: tuple[str, ...]
    """Paths looked at, clean."""


@lru_cache(maxsize=64)
def find_source(recorded: bytes, directory: Path) -> SourceFile | Missing:
    """Return the source file that a profile calls `recorded`.

    Tried are the path itself, then in `directory` and each of its parents the longest end of the path that exists
    there: a profile of `/build/app/server/main.go` finds `server/main.go` in a checkout.

    Args:
        recorded: the path as the profile has it.
        directory: where to look besides.
    """
    if not recorded:
        return Missing("the profile does not say which file this function is in", ())
    path = PurePosixPath(os.fsdecode(recorded))
    tried = list(_candidates(path, directory))
    for candidate in tried:
        try:
            return _read(candidate)
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            continue
        except (OSError, ValueError, FileTrouble) as trouble:
            reason = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else str(trouble)
            return Missing(f"{clean(str(candidate))}: {clean(reason)}", (clean(str(candidate)),))
    return Missing("no such file here", tuple(clean(str(candidate)) for candidate in tried))


def _candidates(path: PurePosixPath, directory: Path) -> list[Path]:
    candidates = [Path(path)] if path.is_absolute() else []
    parts = [part for part in path.parts if part not in ("/", "..", ".")]
    for start in range(1 if path.is_absolute() else 0, len(parts)):
        tail = PurePosixPath(*parts[start:])
        candidates += [parent / tail for parent in (directory, *directory.parents)]
    return list(dict.fromkeys(candidates))


def read_lines(path: Path) -> list[str]:
    """Return the lines of a regular file as they are (`surrogateescape`), without their ends.

    Raises:
        OSError: it is not there, may not be read, is no regular file, or is too large.
    """
    try:
        content, _ = _content(path)
    except FileTrouble as trouble:
        raise OSError(0, str(trouble)) from None
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    return [line.removesuffix("\r") for line in (lines[:-1] if not lines[-1] else lines)]


def _read(path: Path) -> SourceFile:
    """Read a source file for the screen.

    Raises:
        OSError: it is not there or may not be read.
        FileTrouble: it is no regular file, or too large.
    """
    content, modified = _content(path)
    text = content.decode("utf-8", "surrogateescape")
    lines = (line[:_LONGEST_LINE].expandtabs(_TAB) for line in text.replace("\r\n", "\n").split("\n"))
    return SourceFile(clean(str(path)), tuple(clean(line) for line in lines), modified)


def _content(path: Path) -> tuple[bytes, float]:
    """Return the bytes of a regular file and when it was last changed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise FileTrouble("not a regular file")
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise FileTrouble(f"larger than {MAX_BYTES >> 20} MB")
    return content, status.st_mtime
