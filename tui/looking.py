"""Looks for files where it may not look, by names that no file can have: what cannot be seen is not there.

pathlib raises for some of that: a folder that is closed to us, a part of a name that is too long, a zero byte.
"""

from __future__ import annotations

import glob
import os
from pathlib import Path


def is_there(path: Path) -> bool:
    """Say whether something has this name."""
    return os.path.exists(path)


def is_file(path: Path) -> bool:
    """Say whether it is a regular file, or a link to one."""
    return os.path.isfile(path)


def is_folder(path: Path) -> bool:
    """Say whether it is a folder, or a link to one."""
    return os.path.isdir(path)


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return what there is below a folder, in no order.

    Args:
        folder: its name is taken to the letter.
        pattern: as a shell has it, relative to the folder; `literal` makes one of a name that is not ours.
    """
    try:
        return [folder / name for name in glob.glob(pattern, root_dir=folder)]
    except ValueError:
        return []


literal = glob.escape
