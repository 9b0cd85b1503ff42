"""What was fetched before, by this program or by `go tool pprof`: profiles in the folder where both keep them.

What a file is of stands in its name. Where it came from does not, so that is noted beside, for our own; a convenience:
where nothing can be written or read, there is simply nothing to tell.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tui.fetch.store import SavedProfile, saved_profiles
from tui.kept import write_whole
from tui.looking import is_file
from tui.text import clean

_NAME = re.compile(r"pprof\.(?:(?P<rest>.+)\.)?\d+\.pb\.gz", re.DOTALL)
_TYPES = frozenset(
    {
        *("samples", "cpu", "wall", "alloc_objects", "alloc_space", "inuse_objects", "inuse_space", "objects", "space"),
        *("contentions", "delay", "goroutine", "goroutineleak", "threadcreate", "thread", "allocations", "size"),
    }
)
"""Sample types, at which the name of a program ends; any other type is taken for the last part alone."""
_KINDS = (
    ("cpu", "cpu"),
    ("wall", "wall"),
    ("inuse_space", "heap"),
    ("alloc_space", "allocs"),
    ("delay", "contention"),
)
"""What a profile is called that has a sample type, the first that fits."""
_MAX_NOTES_BYTES = 1 << 18
_KEPT_NOTES = 500
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile that was fetched before; all texts are fit to be shown."""

    path: Path
    """Where it is."""
    name: str
    """Its file's name."""
    program: str
    """The program profiled; empty if the name does not say."""
    kind: str
    """What it is of, such as `cpu`, `heap` or `goroutine`; empty if the name does not say."""
    source: str
    """Where it was fetched, as it can be typed again; empty if another program saved it."""
    modified: float
    """When it was saved, in s since 1970."""
    size: int
    """Its size in bytes."""


def history() -> Iterator[Kept]:
    """Yield what was fetched before, newest first; names are taken apart as they are asked for."""
    sources = _noted()
    for saved in saved_profiles():
        yield _described(saved, sources)


def note_source(path: Path, display: str) -> None:
    """Note where a saved profile came from, for `history`.

    Args:
        path: where it was saved.
        display: its target as it is shown, without secrets.
    """
    line = json.dumps({"path": str(path), "source": display}) + "\n"
    with contextlib.suppress(OSError), _lock:
        notes = _path()
        notes.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _cut_short(notes)
        descriptor = os.open(notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(line)


def _described(saved: SavedProfile, sources: dict[str, str]) -> Kept:
    program, types = _taken_apart(saved.path.name)
    kind = next((kind for type_, kind in _KINDS if type_ in types), types[-1] if types else "")
    return Kept(
        path=saved.path,
        name=clean(saved.path.name),
        program=clean(program),
        kind=clean(kind),
        source=clean(sources.get(str(saved.path), "")),
        modified=saved.modified,
        size=saved.size,
    )


def _taken_apart(name: str) -> tuple[str, list[str]]:
    """Return the program and the sample types of `pprof.PROGRAM.TYPE.TYPE.001.pb.gz`; a program may have dots."""
    match = _NAME.fullmatch(name)
    parts = (match["rest"] or "").split(".") if match else []
    first = len(parts)
    while first and parts[first - 1] in _TYPES:
        first -= 1
    if first == len(parts):
        first = max(len(parts) - 1, 0)
    return ".".join(parts[:first]), parts[first:]


def _noted() -> dict[str, str]:
    """Return sources by path; of two notes on one path, which a new file may take over, the later counts."""
    sources = {}
    with contextlib.suppress(OSError), _path().open("rb") as file:
        for line in file.read(2 * _MAX_NOTES_BYTES).splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
                entry = json.loads(line)
                sources[str(entry["path"])] = str(entry["source"])
    return sources


def _cut_short(notes: Path) -> None:
    """Leave the latest notes if there are too many."""
    if not is_file(notes) or notes.stat().st_size < _MAX_NOTES_BYTES:
        return
    kept = notes.read_bytes().splitlines(keepends=True)[-_KEPT_NOTES:]
    write_whole(notes, b"".join(kept).decode("utf-8", "surrogateescape"))


def _path() -> Path:
    return platformdirs.user_state_path("pprof-tui", appauthor=False) / "saved.jsonl"
