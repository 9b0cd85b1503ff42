"""A source file that the user names by hand: what completes its path, whether it will do, and what is learned of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import islice
from pathlib import Path, PurePosixPath

from tui.errors import FileTrouble
from tui.looking import is_file, is_folder
from tui.symbols.interpreted import without_scheme
from tui.symbols.pathmaps import Map, PathMaps, learned
from tui.symbols.places import Search, tails
from tui.symbols.sourcefiles import SourceFile, find_source, read_source
from tui.text import clean

_LOOKED_AT = 4000
"""Names of a folder that are looked at for what completes a path."""
_OFFERED = 200


def completions(typed: str) -> list[str]:
    """Return paths that begin as typed, folders with a slash at the end; hidden ones only if their dot is typed."""
    folder, _, beginning = typed.rpartition("/")
    opened = os.path.expanduser(f"{folder}/") if "/" in typed else "."
    try:
        with os.scandir(opened) as entries:
            names = [
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in islice(entries, _LOOKED_AT)
                if entry.name.startswith(beginning) and (beginning or not entry.name.startswith("."))
            ]
    except (OSError, ValueError):
        return []
    before = f"{folder}/" if "/" in typed else ""
    return [before + name for name in sorted(names) if clean(name) == name][:_OFFERED]


def chosen_file(typed: str, recorded: bytes, last_line: int) -> SourceFile:
    """Return the file that a user means by a path; in a folder, the one with the longest end of the recorded path.

    Args:
        typed: the path, which may begin with `~` or in the folder that is worked in.
        recorded: the path as the profile has it.
        last_line: the highest line that the profile names; the file must have it.

    Raises:
        FileTrouble: it is no such file; says why.
    """
    try:
        path = Path(os.path.abspath(os.path.expanduser(typed.strip())))
        if is_folder(path):
            path = _below(path, recorded)
        source = read_source(path)
    except (OSError, ValueError) as trouble:
        raise FileTrouble(getattr(trouble, "strerror", None) or str(trouble)) from None
    if last_line > len(source.lines):
        raise FileTrouble(f"it ends at line {len(source.lines)}, the profile names line {last_line}")
    return source


def _below(folder: Path, recorded: bytes) -> Path:
    """Return the file in a folder that has the longest end of a recorded path.

    Raises:
        FileTrouble: there is none.
    """
    path = PurePosixPath(without_scheme(os.fsdecode(recorded)))
    for tail in tails(path):
        if is_file(folder / tail):
            return folder / tail
    raise FileTrouble(f"there is no {clean(path.name)} in this folder")


def teach(source: SourceFile, recorded: bytes, maps: PathMaps, search: Callable[[], Search]) -> tuple[Map, str]:
    """Have a file found under a recorded path, and others like it; return the map, and why it is not remembered.

    Args:
        source: the file.
        recorded: the path as the profile has it.
        maps: learns.
        search: returns where sources are looked for with the maps as they are then.
    """
    meant = learned(recorded, source.place)
    trouble = maps.add([meant])
    found = find_source(recorded, search())
    if not isinstance(found, SourceFile) or os.path.realpath(found.place) != os.path.realpath(source.place):
        # Another file comes first: then this one stands for that path alone.
        meant = without_scheme(os.fsdecode(recorded)), str(source.place)
        trouble = maps.add([meant])
    return meant, trouble
