"""The lines of a text form, one at a time, by the rules of Go's `bufio.Scanner`, which google/pprof reads them with."""

from __future__ import annotations

import io

from tui.errors import BadProfile
from tui.pprof.legacy.verdict import NotThisForm, malformed

_MAX_LINE = 1 << 16
"""Bytes of a line with its newline that `bufio.Scanner` takes; it also bounds what one line can cost here."""


class Lines:
    """A cursor over lines; `line` is the present one without its newline, empty before the first and after the last."""

    def __init__(self, raw: bytes) -> None:
        """Begin before the first line of `raw`."""
        self._stream = io.BytesIO(raw)
        self._number = 0
        self.line = b""

    def advance(self) -> bool:
        """Go to the next line and return True, or return False at the end.

        Raises:
            BadProfile: the next line is longer than pprof reads.
        """
        line = self._stream.readline(_MAX_LINE)
        self._number += 1
        if line.endswith(b"\n"):
            self.line = line[:-2] if line.endswith(b"\r\n") else line[:-1]
            return True
        if len(line) == _MAX_LINE:
            raise malformed(f"bufio.Scanner: token too long: line {self._number} is longer than {_MAX_LINE} bytes")
        self.line = line.removesuffix(b"\r")
        return bool(line)


def first_line(raw: bytes) -> bytes:
    """Return the first line of `raw`.

    Raises:
        NotThisForm: it is too long to be one.
    """
    end = raw.find(b"\n", 0, _MAX_LINE)
    if end < 0 and len(raw) >= _MAX_LINE:
        raise NotThisForm
    return raw[: end if end >= 0 else len(raw)].removesuffix(b"\r")


def after_comments(raw: bytes) -> Lines:
    """Return a cursor at the first line that is neither blank nor a comment, or at the end.

    Raises:
        NotThisForm: a line is too long before that.
    """
    lines = Lines(raw)
    try:
        while lines.advance() and is_blank_or_comment(lines.line):
            pass
    except BadProfile:
        raise NotThisForm from None
    return lines


def is_blank_or_comment(line: bytes) -> bool:
    """Say whether a line holds nothing, or begins with `#`."""
    trimmed = line.strip()
    return not trimmed or trimmed.startswith(b"#")


def begins_memory_map(line: bytes) -> bool:
    """Say whether a line announces the memory map that ends a text form."""
    return b"--- Memory map: ---" in line or b"MAPPED_LIBRARIES:" in line
