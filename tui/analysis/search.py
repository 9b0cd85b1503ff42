"""Which frames a pattern matches, and what the samples through them add up to.

Patterns are RE2, as pprof's are: linear time, so nothing that is typed can hang the screen. Case counts only if the
pattern has a capital letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import re2

from tui.analysis.frames import FrameTable
from tui.analysis.stacks import Stacks
from tui.errors import BadOption
from tui.pprof.arrays import BoolArray, Int64Array


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Result of a search."""

    pattern: str
    frames: BoolArray
    """bool[n_frames]: frames whose name matches."""
    count: int
    """Number of frames that match and are in some sample."""
    value: int
    """Value of the samples with a matching frame, each counted once."""

    def in_text(self, text: str) -> bool:
        """Say whether the pattern occurs in some other text, such as a line of source."""
        return _compiled(self.pattern).search(text) is not None


def search(table: FrameTable, stacks: Stacks, values: Int64Array, pattern: str) -> Matches:
    """Return the frames that match a pattern anywhere in their printable name.

    Args:
        table: the frames.
        stacks: the stacks of n samples in those frames.
        values: int64[n], in the unit of the sample type.
        pattern: an RE2 pattern, not empty.

    Raises:
        BadOption: the pattern is no regular expression.
    """
    compiled = _compiled(pattern)
    found = np.fromiter(
        (compiled.search(table.label(frame)) is not None for frame in range(len(table))), np.bool_, len(table)
    )
    hit = found[stacks.frames]
    per_sample = _any(hit, stacks)[stacks.of_sample]
    present = np.zeros(len(table), np.bool_)
    present[stacks.frames] = True
    return Matches(pattern, found, int((found & present).sum()), int(values[per_sample].sum(dtype=np.int64)))


class _Compiled(Protocol):
    """A compiled pattern, as RE2 gives it."""

    def search(self, text: str) -> object | None:
        """Return the first match; None if there is none."""


@lru_cache(maxsize=16)
def _compiled(pattern: str) -> _Compiled:
    options = re2.Options()
    options.case_sensitive = pattern != pattern.lower()
    options.log_errors = False
    try:
        compiled: _Compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise BadOption(f"not a regular expression: {_reason(error)}", where=f"/{pattern}") from None
    return compiled


def as_pattern(typed: str) -> str:
    """Return what is searched for as a pattern of pprof's, to which capitals always count."""
    return typed if typed != typed.lower() else f"(?i){typed}"


def _any(hit: BoolArray, stacks: Stacks) -> BoolArray:
    """bool[n_stacks]: stacks in which some call is hit."""
    so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(hit)])
    return so_far[stacks.offsets[1:]] > so_far[stacks.offsets[:-1]]


def _reason(error: re2.error) -> str:
    reason = error.args[0] if error.args else str(error)
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
