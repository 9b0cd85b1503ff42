"""What is said of an error that nobody foresaw: short, without the values of variables, which may be secrets."""

from __future__ import annotations

import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

import platformdirs

from tui import __version__
from tui.kept import short_path, write_whole
from tui.text import clean

_LAST = 8
"""Calls shown of those that led to the error."""
_WHOLE = 200
"""Calls kept in the file."""
_LONGEST = 200


def crash_file() -> Path:
    """Return the file that the report is kept in."""
    return platformdirs.user_state_path("pprof-tui", appauthor=False) / "crash.txt"


def report(error: BaseException) -> str:
    """Return a few lines about an error, and keep more of them in a file that only the user may read."""
    what = f"{type(error).__name__}: {clean(str(error))[:_LONGEST]}".rstrip(": ")
    head = f"pprof-tui {__version__}: something went wrong that nobody foresaw: {what}"
    try:
        path = crash_file()
        write_whole(path, "\n".join([f"{datetime.now():%Y-%m-%d %H:%M:%S}", head, *_calls(error, _WHOLE)]) + "\n")
        tail = f"This and more is in {clean(short_path(path))}; please report it."
    except OSError as trouble:
        tail = f"Please report it. (It could not be written to a file: {(trouble.strerror or 'no reason').lower()}.)"
    return "\n".join([head, *_calls(error, _LAST), tail])


def _calls(error: BaseException, most: int) -> list[str]:
    """Return where the last calls before an error were made, the outermost first."""
    # Only those wanted are looked at: a recursion may be a thousand calls deep.
    found = traceback.extract_tb(_nearest(error.__traceback__, most))
    return [f"  {clean(_short(call.filename))}:{call.lineno} in {clean(call.name)}" for call in found]


def _nearest(trace: TracebackType | None, most: int) -> TracebackType | None:
    """Return the part of a traceback that holds its last calls."""
    ahead, depth = trace, 0
    while ahead is not None:
        ahead, depth = ahead.tb_next, depth + 1
    for _ in range(depth - most):
        trace = trace.tb_next if trace is not None else None
    return trace


def _short(path: str) -> str:
    """Return a path from the package's folder on: where it is installed says nothing of the error."""
    parts = Path(path).parts
    return "/".join(parts[-3:])
