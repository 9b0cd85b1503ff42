"""What was fetched is kept, as it was received, where and as `go tool pprof` keeps it.

Folder and name are pprof's (internal/driver: fetch.go, tempfile.go), so that either tool finds the other's files.
Unlike there, only the user can read them, a file appears whole or not at all, nothing is ever overwritten, and numbers
go on after 9999. A number is not given again while a later one is there, so that names stay in the order of time.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.errors import FileTrouble
from tui.looking import is_folder, matching
from tui.whole import UNFINISHED, give_name, write_unfinished

_SUFFIX = ".pb.gz"
_ABANDONED_SECONDS = 3600
_MAX_STEM_BYTES = 200 - len(f".999999999{_SUFFIX}")
_NUMBER = re.compile(r"[0-9]{3,9}")
_NOT_IN_NAMES = re.compile(r"[^\w.+@=-]+")
_swept: set[Path] = set()
"""Folders that were looked through in this run."""


@dataclass(frozen=True, slots=True)
class SavedProfile:
    """A profile that was saved by this program or by `go tool pprof`."""

    path: Path
    """Where it is."""
    modified: float
    """When it was last written, in s since 1970."""
    size: int
    """Its size in bytes."""


def save(body: bytes, *, binary: str, types: Sequence[str]) -> Path:
    """Write `body` to a new file and return its path: `pprof.BINARY.TYPE.TYPE.001.pb.gz`, or one after the last number.

    Args:
        body: a profile as received; if it is not gzip it is compressed, so that its name is true.
        binary: path or name of the program profiled; left out of the name if empty.
        types: names of the sample types, such as `samples` and `cpu`.

    Raises:
        FileTrouble: the file cannot be written; the profile at hand is as good as before.
    """
    folder = _folder_to_write()
    stem = _stem(binary, types)
    try:
        _sweep(folder)
        packed = body if body.startswith(b"\x1f\x8b") else gzip.compress(body, mtime=0)
        unfinished = write_unfinished(folder, [packed])
        try:
            return _publish(unfinished, folder, stem)
        finally:
            with contextlib.suppress(FileNotFoundError):
                unfinished.unlink()
    except OSError as trouble:
        raise _not_saved(trouble, folder) from None


def saved_profiles() -> list[SavedProfile]:
    """Return all profiles saved so far, newest first; none if the folder is not there."""
    found = []
    for folder in _folders():
        if is_folder(folder):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                found = [saved for entry in entries if (saved := _as_saved(entry))]
            break
    return sorted(found, key=lambda saved: (saved.modified, saved.path), reverse=True)


def _as_saved(entry: os.DirEntry[str]) -> SavedProfile | None:
    try:
        if not (entry.name.startswith("pprof.") and entry.name.endswith(_SUFFIX)):
            return None
        if not entry.is_file(follow_symlinks=False):
            return None
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return SavedProfile(Path(entry.path), status.st_mtime, status.st_size)


def _folders() -> list[Path]:
    """Return the folders to try, pprof's: $PPROF_TMPDIR, ~/pprof, the temporary folder if one can be written to."""
    folders = []
    if chosen := os.environ.get("PPROF_TMPDIR"):
        folders.append(Path(chosen))
    if home := os.environ.get("HOME"):
        folders.append(Path(home, "pprof"))
    with contextlib.suppress(FileNotFoundError):
        folders.append(Path(tempfile.gettempdir()))
    return folders


def _folder_to_write() -> Path:
    troubles = []
    for folder in _folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return folder
        except OSError as trouble:
            troubles.append((trouble, folder))
    raise _not_saved(*(troubles[0] if troubles else (None, None)))


def _stem(binary: str, types: Sequence[str]) -> str:
    """Return the name up to its number; whatever else a name may hold becomes `_`, and what is too long is cut."""
    given = [binary.replace("\\", "/").rstrip("/").rpartition("/")[2], *types]
    parts = ["pprof", *filter(None, (_NOT_IN_NAMES.sub("_", part).strip(".") for part in given))]
    return ".".join(parts).encode()[:_MAX_STEM_BYTES].decode("utf-8", "ignore").rstrip(".")


def _publish(unfinished: Path, folder: Path, stem: str) -> Path:
    """Give the finished file its name; a name that exists, even as a dangling link, is passed over."""
    number = _highest(folder, stem) + 1
    while not give_name(unfinished, final := folder / f"{stem}.{number:03d}{_SUFFIX}"):
        # Someone else was faster.
        number += 1
    return final


def _highest(folder: Path, stem: str) -> int:
    """Return the highest number that a file of this stem has; 0 if there is none, or no telling."""
    begin, highest = f"{stem}.", 0
    # A folder may be closed to whoever looks, and open to whoever writes.
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(begin) and name.endswith(_SUFFIX):
                number = name[len(begin) : -len(_SUFFIX)]
                highest = max(highest, int(number) if _NUMBER.fullmatch(number) else 0)
    return highest


def _sweep(folder: Path) -> None:
    """Remove what a run that was killed in the middle of saving left behind; once is enough."""
    if folder in _swept:
        return
    _swept.add(folder)
    for left in matching(folder, f"{UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()


def _not_saved(trouble: OSError | None, folder: Path | None) -> FileTrouble:
    reason = (trouble.strerror if trouble else None) or "no folder to write to"
    return FileTrouble(
        f"profile not saved: {reason.lower()}",
        where=str(folder) if folder else "",
        remedy="Set PPROF_TMPDIR to a folder with room.",
    )
