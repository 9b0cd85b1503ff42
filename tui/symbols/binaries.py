"""Where the binary that a mapping names is on this machine, and the file with what debuggers know of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tui.errors import FileTrouble, ProfileError
from tui.looking import is_there, matching
from tui.symbols.binary import Binary

SEARCHED = "PPROF_BINARY_PATH"
"""Names the environment variable with folders to search, separated as in $PATH."""
_DEBUG = Path("/usr/lib/debug")


def locate(recorded: str, build_id: str, root: Path | None = None) -> Binary:
    """Return the binary that a mapping names, found as google/pprof finds it, and by debug links of distributions.

    Args:
        recorded: the path as the profile has it.
        build_id: the build id as the profile has it; a file with another one is not taken.
        root: the root folder of the process, if that is another than ours.

    Raises:
        ProfileError: there is none, with the reason.
    """
    refused: ProfileError | None = None
    for path in dict.fromkeys(_candidates(recorded, build_id, root)):
        try:
            found = Binary(path)
        except FileTrouble as trouble:
            # That a file is damaged tells more than that it is missing; and if it is, the place in the profile counts.
            if is_there(path) or (refused is None and str(path) == recorded):
                refused = trouble
            continue
        if is_other_build(build_id, found.build_id):
            refused = FileTrouble(f"it has build id {found.build_id}, the profile is of {build_id}", where=str(path))
            continue
        return found
    raise refused or FileTrouble("no such binary here", where=recorded or "the profile names no binary")


def with_debug_info(binary: Binary) -> Iterator[Binary]:
    """Yield the binary itself, and files of the same build that hold what was taken out of it."""
    yield binary
    for path in _debug_candidates(binary):
        try:
            found = Binary(path)
        except FileTrouble:
            continue
        if not is_other_build(binary.build_id, found.build_id):
            yield found


def is_other_build(wanted: str, found: str) -> bool:
    """Say whether two build ids, where both are known, are of different builds; one may be cut short."""
    shorter, longer = sorted((wanted.lower(), found.lower()), key=len)
    return bool(shorter) and not longer.startswith(shorter)


def _candidates(recorded: str, build_id: str, root: Path | None) -> Iterator[Path]:
    name = os.path.basename(recorded)
    if name in (".", ".."):
        name = ""
    has_id = len(build_id) > 2 and "/" not in build_id
    searched = os.environ.get(SEARCHED) or str(Path.home() / "pprof/binaries")
    for folder in map(Path, filter(None, searched.split(os.pathsep))):
        if has_id:
            yield folder / build_id / name
            yield from sorted(matching(folder / build_id, "*"))
            yield folder / recorded.lstrip("/") / build_id
            yield folder / build_id[:2] / f"{build_id[2:]}.debug"
        if name:
            below = folder / recorded.lstrip("/")
            yield from (folder / name, below, below.with_name(f"{name}.debug"))
            yield below.parent / ".debug" / f"{name}.debug"
            yield folder / "usr/lib/debug" / below.parent.relative_to(folder) / f"{name}.debug"
    if recorded and root is not None:
        yield root / recorded.lstrip("/")
    if recorded:
        yield Path(recorded)
    if has_id:
        yield _DEBUG / ".build-id" / build_id[:2] / f"{build_id[2:]}.debug"
    if name:
        yield Path(name)


def _debug_candidates(binary: Binary) -> Iterator[Path]:
    """Yield where debuggers look: by build id, and by the name that the binary gives."""
    build_id, folder = binary.build_id, binary.path.absolute().parent
    if len(build_id) > 2:
        yield _DEBUG / ".build-id" / build_id[:2] / f"{build_id[2:]}.debug"
        for searched in filter(None, os.environ.get(SEARCHED, "").split(os.pathsep)):
            yield Path(searched) / build_id[:2] / f"{build_id[2:]}.debug"
    if link := os.path.basename(binary.debug_link):
        yield from (folder / link, folder / ".debug" / link, Path(f"{_DEBUG}{folder}") / link)
    yield from sorted(matching(folder / f"{binary.path.name}.dSYM/Contents/Resources/DWARF", "*"))[:1]
