"""What is copied: to the clipboard of the terminal, also over SSH, and to a file, since a terminal may refuse."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Callable, Mapping
from threading import Lock

import platformdirs

from tui.kept import short_path, write_whole

_PIECE = 512
"""Bytes of a control string that GNU screen takes for one; from 768 on, it shows the rest as text."""
_one_at_a_time = Lock()


def keep(text: str, is_wanted: Callable[[], bool]) -> str:
    """Write what was copied into a file, which may take as long as a disk does, and so is done in a thread.

    The file is the user's alone: a name may be a secret.

    Args:
        text: clean text; newlines are kept.
        is_wanted: says whether nothing else was copied since.

    Returns:
        Where it is, as words for a notice; nothing if it could not be written.
    """
    path = platformdirs.user_cache_path("pprof-tui", appauthor=False) / "copied.txt"
    with _one_at_a_time, contextlib.suppress(OSError):
        if is_wanted():
            write_whole(path, text + "\n")
            return f", also in {short_path(path)}"
    return ""


def told(text: str, environment: Mapping[str, str]) -> str:
    """Return what tells the terminal to put a text into its clipboard: OSC 52, through what stands in between.

    tmux hands it on to the terminal where its user allows either (`set-clipboard on`, `allow-passthrough on`), and GNU
    screen what comes in pieces as a control string for the terminal.

    Args:
        text: clean text.
        environment: variables, by which both make themselves known.
    """
    plain = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"
    terminal = environment.get("TERM", "")
    # Over SSH the kind of terminal is all that comes along, and that of older versions of tmux is screen's.
    if "STY" in environment or ("TMUX" not in environment and terminal.startswith("screen")):
        pieces = (plain[start : start + _PIECE] for start in range(0, len(plain), _PIECE))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) + (plain if len(plain) <= _PIECE else "")
    if "TMUX" in environment or terminal.startswith("tmux"):
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    return plain
