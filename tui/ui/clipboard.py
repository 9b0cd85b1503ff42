"""What is copied: to the clipboard of the terminal, also over SSH, and to a file, since a terminal may refuse."""

from __future__ import annotations

import platformdirs
from textual.app import App

from tui.kept import short_path, write_whole


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
        write_whole(path, text + "\n")
    except OSError:
        return ""
    return f", also in {short_path(path)}"
