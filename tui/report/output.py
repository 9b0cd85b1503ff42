"""Where a report goes: to stdout, or into a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tui.errors import FileTrouble, ProfileError
from tui.text import clean


def print_report(made: Iterable[str] | bytes) -> None:
    """Write a report to stdout: names as recorded into a pipe or file, cleaned on a terminal.

    Raises:
        ProfileError: it cannot be written; that whoever reads has seen enough is no error.
    """
    if not isinstance(made, bytes) and sys.stdout.isatty():
        made = map(clean, made)
    try:
        sys.stdout.buffer.writelines(encoded(made))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go_of_stdout()
    except OSError as trouble:
        _let_go_of_stdout()
        raise ProfileError(f"cannot write to stdout: {trouble.strerror}") from None


def write_report(made: Iterable[str] | bytes, path: Path) -> None:
    """Write a report to a file, over whatever was there, as pprof does.

    Raises:
        FileTrouble: it cannot be written.
    """
    content = b"".join(encoded(made))
    try:
        path.write_bytes(content)
    except OSError as trouble:
        raise FileTrouble(f"{trouble.strerror}", where=str(path)) from None


def encoded(made: Iterable[str] | bytes) -> Iterator[bytes]:
    """Yield a report in bytes: its lines with their ends and with names as recorded, or what is no text as it is."""
    if isinstance(made, bytes):
        yield made
        return
    for line in made:
        yield line.encode("utf-8", "surrogateescape") + b"\n"


def _let_go_of_stdout() -> None:
    """Have what is left for stdout go nowhere: Python would find the same trouble again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
