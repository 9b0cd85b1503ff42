"""Finds and reads the source file that a profile names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tui.errors import FileTrouble
from tui.symbols.places import Search, candidates
from tui.symbols.regular import read_regular
from tui.text import clean

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
    place: Path = Path()
    """The path itself, to open the file by."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is no source."""

    reason: str
    """One line."""
    tried: tuple[str, ...]
    """Paths looked at, clean."""


@lru_cache(maxsize=64)
def find_source(recorded: bytes, search: Search) -> SourceFile | Missing:
    """Return the source file that a profile calls `recorded`.

    Args:
        recorded: the path as the profile has it.
        search: where to look.
    """
    if not recorded:
        return Missing("the profile does not say which file this function is in", ())
    tried: list[str] = []
    refused = ""
    for place in candidates(recorded, search):
        tried.append(clean(str(place)))
        try:
            return read_source(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, FileTrouble) as trouble:
            reason = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else str(trouble)
            refused = refused or f"{tried[-1]}: {clean(reason)}"
    return Missing(refused or "no such file here", tuple(tried))


def forget_sources() -> None:
    """Read files anew when they are next asked for, since they may have changed."""
    find_source.cache_clear()


def read_lines(recorded: bytes, search: Search) -> list[str]:
    """Return the lines of a source file as they are (`surrogateescape`), without their ends.

    Raises:
        OSError: google/pprof's reason, if the file is nowhere.
    """
    first: OSError | None = None
    for place in candidates(recorded, search):
        try:
            content, _ = read_regular(place)
        except (OSError, ValueError, FileTrouble) as trouble:
            first = first or (trouble if isinstance(trouble, OSError) else OSError(0, str(trouble)))
            continue
        lines = content.decode("utf-8", "surrogateescape").split("\n")
        return [line.removesuffix("\r") for line in (lines[:-1] if not lines[-1] else lines)]
    raise first or FileNotFoundError(0, "no such file")


def doubts(source: SourceFile, last_line: int, taken: float) -> list[str]:
    """Return why the lines may not be those that were profiled.

    Args:
        source: the file found.
        last_line: the highest line that the profile names.
        taken: when the profile was taken, in seconds since 1970; 0 if unknown.
    """
    said = []
    if last_line > len(source.lines):
        said.append(f"the profile names line {last_line}, the file ends at {len(source.lines)}: it is another version")
    if taken and source.modified > taken:
        said.append("the file was changed after the profile was taken: lines may be off")
    return said


def read_source(path: Path) -> SourceFile:
    """Read a source file for the screen.

    Raises:
        OSError: it is not there or may not be read.
        ValueError: no file can have such a name.
        FileTrouble: it is no regular file, empty, or too large.
    """
    content, modified = read_regular(path)
    if not content:
        raise FileTrouble("it is empty")
    text = content.decode("utf-8", "surrogateescape")
    lines = (line[:_LONGEST_LINE].expandtabs(_TAB) for line in text.replace("\r\n", "\n").split("\n"))
    return SourceFile(clean(str(path)), tuple(clean(line) for line in lines), modified, path)
