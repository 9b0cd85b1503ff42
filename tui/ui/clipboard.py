"""What is copied: to the clipboard of the terminal, also over SSH, and to a file, since a terminal may refuse."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs
from textual.app import App


def copy(app: App[None], text: str) -> str:
    """Copy a text; return where it can be found besides, as words for a notice, or nothing if it cannot be written.

    The terminal is told by OSC 52, to which it gives no answer. The file is the user's alone: a name may be a secret.

    Args:
        app: whose terminal it is.
        text: clean text; newlines are kept.
    """
    app.copy_to_clipboard(text)
    path = platformdirs.user_cache_path("pprof-tui", appauthor=False) / "copied.txt"
    try:
        _write(path, text + "\n")
    except OSError:
        return ""
    return f", also in {_shown(path)}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made with mode 0600, in the same folder so that it takes the other's place in one step.
    descriptor, unfinished = tempfile.mkstemp(prefix=".copied-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def _shown(path: Path) -> str:
    try:
        return f"~/{path.relative_to(Path.home())}"
    except ValueError:
        return str(path)
