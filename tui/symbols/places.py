"""All places that a source file may be in, likeliest first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from tui.paths import trimmed_path
from tui.symbols.golang import go_candidates
from tui.symbols.interpreted import node_candidates, python_candidates, without_scheme
from tui.symbols.pathmaps import MAPS
from tui.symbols.processes import Process, local_port, process_at
from tui.symbols.rust import rust_candidates

_DEEPEST, _DEEPEST_OF_PACKAGES = 64, 256
"""Folders at the end of a path that are looked for together, and of one that languages are asked about; no checkout
and no package is deeper, and each of thousands would be tried with all that are behind it."""

COMPILED_IN: dict[Path, None] = {}
"""Folders that binaries of this run's profiles say they were compiled in."""


@dataclass(frozen=True, slots=True)
class Search:
    """Where to look for sources."""

    directory: Path
    """The folder that was worked in."""
    source_path: str = ""
    """Folders, separated as in $PATH (pprof's option)."""
    trim_path: str = ""
    """Beginnings to cut off, separated likewise (pprof's option)."""
    maps: tuple[tuple[str, str], ...] = ()
    """Beginnings of recorded paths, and the folders that stand for them here; or whole paths, and the files."""
    process: Process | None = None
    """The process of this machine that the profile came from."""
    compiled_in: tuple[Path, ...] = ()
    """Folders that binaries were compiled in; relative paths of C and C++ begin there."""

    @classmethod
    def here(cls, source_path: str, trim_path: str, origin: str = "") -> Search:
        """Return what is searched from the present folder, with the maps in use.

        Args:
            source_path: as the option says.
            trim_path: likewise.
            origin: where the profile came from; if that is a server of this machine, its process is looked at.
        """
        return cls(_present_folder(), source_path, trim_path, MAPS.all(), _process_of(origin), tuple(COMPILED_IN))


def _present_folder() -> Path:
    """Return the folder that we are in; the root if somebody has removed it meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return Path("/")


@lru_cache(maxsize=8)
def _process_of(origin: str) -> Process | None:
    port = local_port(origin)
    return process_at(port) if port else None


def candidates(recorded: bytes, search: Search) -> Iterator[Path]:
    """Yield the places: as recorded, by pprof's options, by maps, by the customs of languages, by ends of the path."""
    text = without_scheme(os.fsdecode(recorded))
    path = PurePosixPath(text)
    seen: set[Path] = set()
    for place in _places(path, recorded if text == os.fsdecode(recorded) else os.fsencode(text), search):
        if place not in seen:
            seen.add(place)
            yield place


def _places(path: PurePosixPath, recorded: bytes, search: Search) -> Iterator[Path]:
    process = search.process
    # Of a whole path somebody has said which file it is.
    yield from (Path(file) for whole, file in search.maps if PurePosixPath(whole) == path)
    if path.is_absolute():
        # What the process itself would find in its container comes before what lies there outside.
        if process is not None and process.root is not None:
            yield process.root / path.relative_to("/")
        yield Path(path)
    else:
        if process is not None:
            yield process.directory / path
        yield from (folder / path for folder in search.compiled_in)
    yield from pprof_places(recorded, search.source_path or str(search.directory), search.trim_path)
    for beginning, folder in search.maps:
        if (rest := _below(path, PurePosixPath(beginning))) is not None:
            yield Path(folder) / rest
    yield from by_custom(path, search.directory)


def by_custom(path: PurePosixPath, directory: Path) -> Iterator[Path]:
    """Yield places that pprof does not look at: where languages keep sources, and ends of the path nearby."""
    if len(path.parts) <= _DEEPEST_OF_PACKAGES:
        yield from go_candidates(path, directory)
        yield from python_candidates(path, directory)
        yield from node_candidates(path, directory)
        yield from rust_candidates(path)
    # Ends of paths meet other files as well, so what a language knows comes first, and the shortest end last.
    yield from _upwards(tails(path), directory)


def pprof_places(recorded: bytes, source_path: str, trim_path: str) -> Iterator[Path]:
    """Yield the places that google/pprof looks at (`openSourceFile`)."""
    path = Path(os.fsdecode(trimmed_path(recorded, source_path, trim_path)))
    if path.is_absolute():
        yield path
        return
    for folder in filter(None, source_path.split(":")):
        for parent in (Path(folder), *Path(folder).parents):
            yield parent / path


def _below(path: PurePosixPath, beginning: PurePosixPath) -> PurePosixPath | None:
    """Return what follows a beginning of the path; None if it begins otherwise."""
    return path.relative_to(beginning) if path.is_relative_to(beginning) else None


def tails(path: PurePosixPath) -> list[PurePosixPath]:
    """Return the ends of a path, the longest first."""
    parts = [part for part in path.parts if part not in ("/", "..", ".")]
    first = max(1 if path.is_absolute() else 0, len(parts) - _DEEPEST)
    return [PurePosixPath(*parts[start:]) for start in range(first, len(parts))]


def _upwards(tails: list[PurePosixPath], directory: Path) -> Iterator[Path]:
    for tail in tails:
        yield from (parent / tail for parent in (directory, *directory.parents))
