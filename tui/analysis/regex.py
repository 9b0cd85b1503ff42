"""Patterns as pprof means them: RE2, unanchored, and applied once to each distinct string.

RE2 takes linear time, so neither a typed pattern nor one that a profile brings along can hang the program.
"""

from __future__ import annotations

import re

import numpy as np

from tui.errors import BadOption
from tui.pprof.arrays import BoolArray, IndexArray
from tui.pprof.strings import StringTable

_ONE_BYTE = r"\C"
"""Any one byte, which Go's engine does not know: its patterns are of characters."""
_SIGN = re.compile(r"\\x\{([0-9a-fA-F]{1,5})\}|\\x([0-9a-fA-F]{2})|\\(\W)")
"""One sign that is escaped, by its number or as it is."""
_ESCAPES = re.compile(r"\\Q.*?(?:\\E|$)|\\.", re.DOTALL)


def escaped(text: str) -> str:
    """Return a pattern that matches `text` itself."""
    return "".join(f"\\{character}" if character in r"\.+*?()|[]{}^$" else character for character in text)


def unescaped(pattern: str) -> str:
    """Return the text that an escaped pattern matches; of one that is not escaped, the pattern itself."""
    return _SIGN.sub(lambda sign: sign[3] or chr(int(sign[1] or sign[2], 16)), pattern)


def plainly(pattern: str) -> str:
    """Return a pattern that matches the same, with signs as they are that it has by number."""
    return _SIGN.sub(lambda sign: escaped(unescaped(sign[0])), pattern)


class Pattern:
    """A compiled pattern that remembers what it said about each string."""

    def __init__(self, text: str, option: str, *, ignore_case: bool = False) -> None:
        """Compile a pattern.

        Args:
            text: the pattern in RE2's syntax.
            option: the option it was given for, for the error text.
            ignore_case: True if capitals do not count.

        Raises:
            BadOption: it is no regular expression.
        """
        if any(token[0] == _ONE_BYTE for token in _ESCAPES.finditer(text)):
            raise BadOption(f"parsing {option} regexp: error parsing regexp: invalid escape sequence: `{_ONE_BYTE}`")
        import re2  # a profile seen without filters has no use for it

        options = re2.Options()
        options.log_errors = False
        options.case_sensitive = not ignore_case
        # Nobody asks what a group holds, and finding it out takes a hundred times as long.
        options.never_capture = True
        try:
            self._compiled = re2.compile(text.encode("utf-8", "surrogateescape"), options)
        except re2.error as error:
            raise BadOption(f"parsing {option} regexp: error parsing regexp: {_reason(error)}: `{text}`") from None
        self.text = text

    def found_in(self, string: bytes) -> bool:
        """Say whether the pattern occurs in a string."""
        return self._compiled.search(string) is not None

    def strings(self, table: StringTable, indexes: IndexArray) -> BoolArray:
        """Say for each of some strings of a table whether the pattern occurs in it (bool, shape of `indexes`)."""
        distinct, place = np.unique(indexes, return_inverse=True)
        raw, search = table.raw, self._compiled.search
        found = np.fromiter((search(raw[index]) is not None for index in distinct.tolist()), np.bool_, len(distinct))
        hits: BoolArray = found[place].reshape(np.shape(indexes))
        return hits


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else str(error)
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
