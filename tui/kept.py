"""Files in which this program keeps something for its user: written whole, read with a limit, set aside if damaged."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tui.whole import write_unfinished

LARGEST = 1 << 20
"""Bytes of the largest such file that is read."""
_remarks: list[str] = []


def write_whole(path: Path, text: str) -> None:
    """Write a file that only the user may read; another program sees it as it was or as it will be.

    Raises:
        OSError: it cannot be written; then it is as it was.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # In the same folder, so that it takes the other's place in one step.
    unfinished = write_unfinished(path.parent, [text.encode("utf-8", "surrogateescape")])
    try:
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def read_json(path: Path) -> object:
    """Return what a file of JSON says.

    Raises:
        OSError: it cannot be read.
        ValueError: it is damaged.
    """
    with path.open("rb") as file:
        text = file.read(LARGEST)
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None


def set_aside(path: Path) -> None:
    """Rename a damaged file to `NAME.damaged`, so that it can be mended, and remark upon it."""
    aside = path.with_name(path.name + ".damaged")
    try:
        path.replace(aside)
        remark(f"{short_path(path)} was damaged; it is {aside.name} now, and begun anew")
    except OSError:
        remark(f"{short_path(path)} is damaged, and cannot be set aside")


def remark(text: str) -> None:
    """Have something said to the user as soon as there is a place for it; of each thing once."""
    if text not in _remarks:
        _remarks.append(text)


def untold() -> list[str]:
    """Return what is to be said; whoever takes it says it."""
    taken, _remarks[:] = _remarks[:], []
    return taken


def short_path(path: Path) -> str:
    """Return a path as it is told to people: from their home folder, if it is there."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
