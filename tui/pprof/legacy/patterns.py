"""Patterns over the bytes of a line, in linear time: a line of digits alone takes Python's `re` quadratic time."""

from __future__ import annotations

import re
from typing import Protocol, cast

import re2


class Match(Protocol):
    """Where a pattern was found, as `re.Match`."""

    def __getitem__(self, group: int, /) -> bytes:
        """Return a group, or the whole match for 0."""
        ...

    def groups(self, default: bytes = ...) -> tuple[bytes, ...]:
        """Return all groups, with `default` for those that took no part."""
        ...

    def end(self) -> int:
        """Return the position behind the match."""
        ...


class LinePattern:
    """A pattern in RE2's syntax; any byte is a character, so names need not be UTF-8."""

    def __init__(self, text: bytes, usual: bytes = b"") -> None:
        """Compile a pattern.

        Args:
            text: what to find, anywhere in a line.
            usual: for `re`, what nearly all lines begin with, found ten times as fast. Where it matches it must give
                what `text` gives, and it must not backtrack.
        """
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        self._general = re2.compile(text, options)
        self._usual = re.compile(usual) if usual else None

    def search(self, line: bytes) -> Match | None:
        """Return the first place where the pattern occurs, if any."""
        usual = self._usual.match(line) if self._usual else None
        return cast("Match | None", usual or self._general.search(line))
