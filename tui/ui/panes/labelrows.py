"""Labels as rows: each key, and its values below it, with weight and bar."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from textual.message import Message
from textual.strip import Strip

from tui.analysis.labels import LabelKey, LabelValue
from tui.analysis.search import Matches
from tui.pprof.arrays import IndexArray
from tui.session import Session
from tui.ui import keys
from tui.ui.glyphs import GLYPHS
from tui.ui.widgets.bars import bar
from tui.ui.widgets.cells import Piece, cut, strip
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell

NONE = "  these samples carry no labels; Go sets them with pprof.Do"
Place = tuple[str, str | int | None]
"""A key as recorded, and one of its values; None for the key itself."""
_BAR = 12
"""Cells of the longest bar."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a key, or one of its values."""

    key: LabelKey
    value: LabelValue | None = None

    @property
    def text(self) -> str:
        """The value, or of a key its name."""
        return self.key.name if self.value is None else self.value.text


class Entries:
    """The rows: each key, and its values below it."""

    def __init__(self, found: Sequence[LabelKey] = ()) -> None:
        self._keys = found
        self._starts = [0, *accumulate(1 + len(key.values) for key in found)]

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, row: int) -> Entry:
        number = bisect_right(self._starts, row) - 1
        key, place = self._keys[number], row - self._starts[number]
        return Entry(key, key.values[place - 1] if place else None)

    def place(self, row: int) -> Place | None:
        """Return what stands in a row; None if there is no such row."""
        if row >= len(self):
            return None
        entry = self[row]
        return entry.key.recorded, entry.value.value if entry.value is not None else None

    def find(self, place: Place) -> int:
        """Return the row of a key or a value; of one that is gone -1."""
        recorded, value = place
        for number, key in enumerate(self._keys):
            if key.recorded == recorded:
                at = -1 if value is None else key.values.find(value)
                return self._starts[number] + 1 + at if value is None or at >= 0 else -1
        return -1

    def matching(self, matches: Matches) -> IndexArray:
        """int64[n]: the rows that a search finds."""
        found = [np.zeros(0, np.int64)]
        for key, start in zip(self._keys, self._starts, strict=False):
            found.append(np.flatnonzero([matches.in_text(key.name)]) + start)
            found.append(np.flatnonzero(matches.in_lines(key.values.lines)) + start + 1)
        return np.concatenate(found)


class LabelList(Rows):
    """Keys, each above its values."""

    BINDINGS = keys.bindings("labels")

    @dataclass
    class Filtered(Message):
        """The user wants to keep or drop the samples with a label."""

        option: str
        """`tagfocus` or `tagignore`."""
        text: str

    @dataclass
    class Regrouped(Message):
        """The user wants a key's values as frames."""

        option: str
        """`tagroot` or `tagleaf`."""
        key: str

    @dataclass
    class Unable(Message):
        """What the user wants cannot be said."""

        why: str

    session: Session | None = None
    index = 0
    entries = Entries()
    note = NONE
    """What is said where there are no rows."""
    matches: Matches | None = None

    def clear(self) -> None:
        """Have no rows."""
        self.session = self.matches = None
        self.entries, self.note = Entries(), ""

    @property
    def has_rows(self) -> bool:
        """Whether there are keys."""
        return len(self.entries) > 0

    def row_count(self) -> int:
        """Return the number of keys and values."""
        return max(len(self.entries), 1)

    def may_rest(self, row: int) -> bool:
        """The cursor may rest everywhere but on the note that there is nothing."""
        return row < len(self.entries)

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one key or value."""
        if not self.entries:
            return strip([(self.note, self.palette.faint)], width, self.palette.plain)
        pieces = self._pieces(self.entries[row], width)
        if under_cursor:
            style = self.palette.cursor if self.has_focus else self.palette.held
            return strip([(text, style) for text, _ in pieces], width, style)
        return strip(pieces, width, self.palette.plain)

    def _pieces(self, entry: Entry, width: int) -> list[Piece]:
        assert self.session is not None
        one = entry.value or entry.key
        total = abs(self.session.top(self.index).total) or 1
        numbers = f"{self.session.write(one.weight, self.index):>9} {self.session.share(one.weight, self.index):>6} "
        samples = f"{one.samples:>7,} "
        drawn = bar(abs(one.weight) / total, _BAR) if width >= 56 else ""
        name = entry.value.text if entry.value else f"{entry.key.name}{GLYPHS.dot}{len(entry.key.values):,} values"
        indent = "  " if entry.value else ""
        room = width - len(numbers) - len(samples) - len(drawn) - len(indent) - 1
        style = self.palette.plain if entry.value else self.palette.strong
        found = self.matches is not None and self.matches.in_text(entry.text)
        return [
            (numbers, style),
            (samples, self.palette.faint),
            (f"{drawn} {indent}", self.palette.bar),
            (cut(name or "(empty)", room), self.palette.match if found else style),
        ]

    def text(self) -> str:
        """Return what stands under the cursor: a value, or a key; nothing if there are no labels."""
        return self.entries[self.cursor].text if self.entries else ""

    def action_ignore_label(self) -> None:
        """Drop the samples with this value."""
        self._filter("tagignore")

    def action_choose(self) -> None:
        """Keep the samples with this value; on a key, put it at the root."""
        if self.entries and self.entries[self.cursor].value is None:
            self.action_regroup("tagroot")
        else:
            self._filter("tagfocus")

    def action_regroup(self, option: str) -> None:
        """Make frames of this key's values."""
        if self.entries:
            tell(self, self.Regrouped(option, self.entries[self.cursor].key.recorded))

    def _filter(self, option: str) -> None:
        if not self.entries:
            return
        entry = self.entries[self.cursor]
        if entry.value is None:
            tell(self, self.Unable("choose a value of this key, not the key itself"))
        elif not entry.value.filter:
            tell(self, self.Unable(f"{option} has no words for a key with = in it"))
        else:
            tell(self, self.Filtered(option, entry.value.filter))
