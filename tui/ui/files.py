"""Where this program keeps what is the user's, and how a file is written so that nobody ever finds half of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

LARGEST = 1 << 20
"""Bytes of the largest file of settings that is read."""


def settings_file() -> Path:
    """Return the file that the user writes."""
    return platformdirs.user_config_path("pprof-tui", appauthor=False) / "config.toml"


def memory_file() -> Path:
    """Return the file in which we remember what was chosen on the screen."""
    return platformdirs.user_state_path("pprof-tui", appauthor=False) / "view.json"


def write_whole(path: Path, text: str) -> None:
    """Write a file that only the user may read; another program sees it as it was or as it will be.

    Raises:
        OSError: it cannot be written; then it is as it was.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made with mode 0600, in the same folder so that it takes the other's place in one step.
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def short_path(path: Path) -> str:
    """Return a path as it is told to people: from their home folder, if it is there."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
