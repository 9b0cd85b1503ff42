"""Which frames a pattern matches, and what the samples through them add up to.

Patterns are RE2, as pprof's are: linear time, so nothing that is typed can hang the screen. Case counts only if the
pattern has a capital letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import re2

from tui.analysis.frames import FrameTable
from tui.analysis.namelines import NameLines
from tui.analysis.regex import escaped
from tui.analysis.stacks import Stacks
from tui.errors import BadOption
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array

_PLAIN = re.compile(r"[A-Za-z0-9_/ ,:;<>=@#%&!~'\"-][A-Za-z0-9_/ ,:;<>=@#%&!~'\".-]*")
"""Patterns of characters that stand for themselves, or by a dot for any one, as most are that somebody types."""
_DOT, _LINE_BREAK = b".\n"
_ADDRESS = len("0123456789abcdef ")
"""Bytes of an address before a name."""
_ABOUT_LINES = re.compile(r"\\[AzCQ]|\(\?(?!i\)|:|P?<)")
"""Parts of patterns that mean something else where names stand in lines of one text."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Result of a search."""

    pattern: str
    frames: BoolArray
    """bool[n_frames]: frames whose name matches."""
    count: int
    """Number of frames that match and are in samples that weigh anything."""
    value: int
    """Value of the samples with a matching frame, each counted once."""

    def in_text(self, text: str) -> bool:
        """Say whether the pattern occurs in some other text of one line, such as one of source."""
        return _compiled(self.pattern).found_in(text.encode("utf-8", "replace"))

    def in_lines(self, lines: NameLines) -> BoolArray:
        """bool[n]: lines in which the pattern occurs."""
        return _compiled(self.pattern).lines(lines)


def search(table: FrameTable, stacks: Stacks, values: Int64Array, weighing: BoolArray, pattern: str) -> Matches:
    """Return the frames that match a pattern anywhere in their printable name.

    Args:
        table: the frames.
        stacks: the stacks of n samples in those frames.
        values: int64[n], in the unit of the sample type.
        weighing: bool[n_frames], frames in samples that weigh anything.
        pattern: an RE2 pattern, not empty.

    Raises:
        BadOption: the pattern is no regular expression.
    """
    found = _compiled(pattern).lines(table.joined)
    per_sample = stacks.having_frames(found)[stacks.of_sample]
    return Matches(pattern, found, int((found & weighing).sum()), int(values[per_sample].sum(dtype=np.int64)))


def named(table: FrameTable, text: str) -> BoolArray:
    """bool[n_frames]: frames in whose printable name a text occurs, in capitals or not."""
    return _compiled(escaped(text.lower())).lines(table.joined)


def begun(table: FrameTable, text: str) -> BoolArray:
    """bool[n_frames]: frames of which the name may begin with a text, without its address or its import path, too.

    The text is not empty; capitals count, and a dot in it is any character.
    """
    if not len(table):
        return np.zeros(0, np.bool_)
    joined, starts = table.joined.text, table.joined.starts
    signs = np.frombuffer(joined, np.uint8)
    at = _places(joined, text.encode("utf-8", "replace"))
    after_slash = at[signs[at - 1] == ord("/")]
    if len(after_slash):
        # The last slash of a name: none stands between it and the end of the name.
        slashes, ends = np.flatnonzero(signs == ord("/")), np.flatnonzero((signs == ord(" ")) | (signs == ord("\n")))
        after_slash = after_slash[_next(slashes, after_slash) >= _next(ends, after_slash)]
    # What stands before it in its line: nothing, or an address.
    column = at - starts[np.searchsorted(starts, at, side="right") - 1]
    return _lines_at(starts, np.append(at[(column == 0) | (column == _ADDRESS)], after_slash))


def _next(places: IndexArray, at: IndexArray) -> IndexArray:
    """int64[n]: the first of some places (ascending) that is not before each of `at`; a very high one if none is."""
    return np.append(places, np.iinfo(np.int64).max)[np.searchsorted(places, at)]


class _Compiled:
    """A pattern made ready, for bytes of UTF-8."""

    def __init__(self, pattern: str) -> None:
        self._folds = pattern == pattern.lower()
        self._plain = pattern.encode() if _PLAIN.fullmatch(pattern) else None
        self._in_lines = not _ABOUT_LINES.search(pattern)
        raw = pattern.encode("utf-8", "replace")
        try:
            _parse(raw)
            # One that finds each line in which the pattern occurs once. It would hide a parenthesis too many.
            self._compiled = re2.compile(b"(?m)^.*(?:" + raw + b")" if self._in_lines else raw, self._options())
        except re2.error as error:
            raise BadOption(f"not a regular expression: {_reason(error)}", where=f"/{pattern}") from None

    def _options(self) -> re2.Options:
        options = re2.Options()
        options.case_sensitive = not self._folds
        options.log_errors = False
        # What a group holds is nobody's business here, and finding it out takes several times as long.
        options.never_capture = True
        options.never_nl = self._in_lines
        return options

    def found_in(self, line: bytes) -> bool:
        """Say whether the pattern occurs in a line."""
        return self._compiled.search(line) is not None

    def lines(self, lines: NameLines) -> BoolArray:
        """bool[n]: lines in which the pattern occurs."""
        if not len(lines):
            return np.zeros(0, np.bool_)
        text, starts = lines.text, lines.starts
        # Beyond ASCII, a letter may have more than two cases.
        if self._plain is not None and text.isascii():
            return _lines_at(starts, _places(lines.small if self._folds else text, self._plain))
        if not self._in_lines:
            return np.fromiter(map(self.found_in, text.split(b"\n")), np.bool_, len(lines))
        return _lines_at(starts, np.array([match.start() for match in self._compiled.finditer(text)], np.int64))


def _parse(pattern: bytes) -> None:
    """Raise `re2.error` if this is no pattern, in far less time than it takes to make one ready."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        if not _reason(error).startswith("pattern too large"):
            raise


def _places(text: bytes, plain: bytes) -> IndexArray:
    """Return where a plain pattern occurs in a text; all places are narrowed down at once, byte by byte."""
    content = np.frombuffer(text, np.uint8)
    at = np.flatnonzero(content[: max(len(text) - len(plain) + 1, 0)] == plain[0])
    for distance, byte in enumerate(plain[1:], 1):
        found = content[at + distance]
        at = at[np.flatnonzero(found != _LINE_BREAK if byte == _DOT else found == byte)]
    return at


def _lines_at(starts: IndexArray, at: IndexArray) -> BoolArray:
    """Return which lines, that begin at `starts`, some places are in."""
    found = np.zeros(len(starts), np.bool_)
    found[np.searchsorted(starts, at, side="right") - 1] = True
    return found


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> _Compiled:
    return _Compiled(pattern)


def as_pattern(typed: str) -> str:
    """Return what is searched for as a pattern of pprof's, to which capitals always count."""
    return typed if typed != typed.lower() else f"(?i){typed}"


def _reason(error: re2.error) -> str:
    reason = error.args[0] if error.args else str(error)
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
