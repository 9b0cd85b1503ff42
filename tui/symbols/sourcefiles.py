"""Finds and reads the source file that a profile names."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from tui.errors import FileTrouble
from tui.symbols.places import Search, candidates
from tui.symbols.regular import read_regular
from tui.symbols.textlines import TextLines
from tui.text import clean

_TAB = 4
_LONGEST_LINE = 4096
_KNOWN, _KNOWN_BYTES = 64, 1 << 20
"""Files that are known at a time, and the memory that they may take together, but for the last one."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text of a source file, safe to show."""

    path: str
    """Where it was found, as clean text."""
    lines: TextLines
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


class _Known:
    """What was found last, as far as it fits into the memory that is for it."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[bytes, Search], SourceFile | Missing] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[bytes, Search]) -> SourceFile | Missing | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: tuple[bytes, Search], found: SourceFile | Missing) -> None:
        with self._lock:
            self._found[key] = found
            nbytes = sum(_nbytes(one) for one in self._found.values())
            while len(self._found) > 1 and (len(self._found) > _KNOWN or nbytes > _KNOWN_BYTES):
                _, gone = self._found.popitem(last=False)
                nbytes -= _nbytes(gone)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


def _nbytes(found: SourceFile | Missing) -> int:
    return found.lines.nbytes if isinstance(found, SourceFile) else 0


_known = _Known()


def find_source(recorded: bytes, search: Search) -> SourceFile | Missing:
    """Return the source file that a profile calls `recorded`.

    Args:
        recorded: the path as the profile has it.
        search: where to look.
    """
    if (found := _known.get((recorded, search))) is None:
        found = _find(recorded, search)
        _known.put((recorded, search), found)
    return found


def _find(recorded: bytes, search: Search) -> SourceFile | Missing:
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
    _known.clear()


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
    text = content.decode("utf-8", "surrogateescape").replace("\r\n", "\n")
    # The last line break ends the last line, and begins none.
    return SourceFile(clean(str(path)), _safe(text.removesuffix("\n")), modified, path)


def _safe(text: str) -> TextLines:
    """Return the lines of a text, safe to show: all at once where nothing has to be made clean, as in most files."""
    whole = text.expandtabs(_TAB)
    in_one = whole.replace("\n", " ")
    if clean(in_one) == in_one and (lines := TextLines(whole)).longest <= _LONGEST_LINE:
        return lines
    return TextLines("\n".join(clean(line[:_LONGEST_LINE].expandtabs(_TAB)) for line in text.split("\n")))
