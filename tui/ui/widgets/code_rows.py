"""What stands on each line of a listing: remarks, lines of a function, and below them what was inlined there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, overload

from tui.analysis.inlined import InlinedLine, InlinedLines
from tui.analysis.listing import FileListing, LineCost
from tui.symbols.sourcefiles import SourceFile

_BEFORE, _AFTER = 3, 40
"""Lines shown before the function begins and after its last line that costs anything."""
_HOT = 20
"""A line is hot if it costs at least one part in so many of its function."""

Place = tuple[bytes, int]
"""File as recorded, and line."""
Key: TypeAlias = tuple[tuple[bytes, int, int], ...]
"""File, line and function of a row, below those of the lines that it was inlined into; functions as frame ids, -1 for
the function that is listed."""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a line of its own."""

    text: str
    warns: bool = False
    """It says that something may be wrong."""


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one file."""

    listing: FileListing
    source: SourceFile | None
    """None if the file was not found: then the lines that cost anything are shown alone."""
    inlined: InlinedLines
    """What was inlined into its lines."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One line of source."""

    key: Key
    cost: LineCost | InlinedLine | None
    """None if nothing was counted there."""
    source: SourceFile | None
    inlined: tuple[InlinedLine, ...] = ()
    """What was inlined into it."""
    unfolded: bool = False
    """What was inlined into it stands below."""

    @property
    def line(self) -> int:
        """Line number; 0 if unknown."""
        return self.key[-1][1]

    @property
    def place(self) -> Place:
        """File and line."""
        return self.key[-1][:2]

    @property
    def depth(self) -> int:
        """How deep it was inlined; 0 for a line of the function itself."""
        return len(self.key) - 1

    @property
    def frame(self) -> int:
        """The function that was inlined; -1 for the function that is listed."""
        return self.key[-1][2]

    @property
    def text(self) -> str | None:
        """The line as it is in the source; None if there is none."""
        known = self.source is not None and 0 < self.line <= len(self.source.lines)
        return self.source.lines[self.line - 1] if self.source is not None and known else None

    def is_hot(self, total: int) -> bool:
        """Say whether it costs much of a function of so much."""
        return self.cost is not None and abs(self.cost.cum) * _HOT >= total


Row: TypeAlias = Note | CodeRow


@dataclass(frozen=True, slots=True)
class _Plain:
    """Lines of a file that cost nothing, one after the other."""

    section: Section
    first: int
    """Line number of the first."""


class CodeRows(Sequence[Row]):
    """The rows of some parts; those of lines that cost nothing may be very many, and are made when asked for."""

    def __init__(
        self,
        parts: Iterable[Section | Note] = (),
        unfolded: Collection[Key] = (),
        sources: Mapping[bytes, SourceFile] | None = None,
    ) -> None:
        """Lay out parts.

        Args:
            parts: notes and files, in order.
            unfolded: keys of the rows below which the lines inlined there are to stand.
            sources: files by their path as recorded, for lines inlined.
        """
        self._unfolded, self._sources = unfolded, sources or {}
        self._runs: list[Row | _Plain] = []
        self._starts: list[int] = []
        self._count = 0
        for part in parts:
            if isinstance(part, Note):
                self._add(part)
            else:
                self._add_section(part)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, row: int) -> Row: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Row]: ...
    def __getitem__(self, row: int | slice) -> Row | Sequence[Row]:
        """Return a row; negative numbers are not understood."""
        if isinstance(row, slice):
            return [self[number] for number in range(*row.indices(self._count))]
        if not 0 <= row < self._count:
            raise IndexError(row)
        run = bisect_right(self._starts, row) - 1
        shown = self._runs[run]
        return _plain_row(shown.section, shown.first + row - self._starts[run]) if isinstance(shown, _Plain) else shown

    def costly(self) -> Iterator[tuple[int, CodeRow]]:
        """Yield the rows at which anything was counted, each with its number."""
        for start, shown in zip(self._starts, self._runs, strict=True):
            if isinstance(shown, CodeRow) and shown.cost is not None:
                yield start, shown

    def find(self, key: Key) -> int:
        """Return the number of the row with a key; -1 if there is none."""
        for number, (start, shown) in enumerate(zip(self._starts, self._runs, strict=True)):
            if isinstance(shown, CodeRow) and shown.key == key:
                return start
            if isinstance(shown, _Plain):
                behind = self._starts[number + 1] if number + 1 < len(self._starts) else self._count
                inside = 0 <= key[0][1] - shown.first < behind - start
                if inside and key == _plain_row(shown.section, key[0][1]).key:
                    return start + key[0][1] - shown.first
        return -1

    def _add(self, shown: Row | _Plain, count: int = 1) -> None:
        self._starts.append(self._count)
        self._runs.append(shown)
        self._count += count

    def _add_section(self, section: Section) -> None:
        """Add the lines to show: with a source those of the function, without one those that cost anything."""
        costs = {cost.line: cost for cost in section.listing.lines}
        length = len(section.source.lines) if section.source is not None else 0
        # Of lines that the file does not have, the costs are all that there is to see.
        for line in costs:
            if not 0 < line <= length:
                self._add_line(section, costs[line])
        known = [line for line in costs if 0 < line <= length]
        if not known:
            return
        start = section.listing.start_line or known[0]
        first, last = max(min(start, known[0]) - _BEFORE, 1), min(known[-1] + _AFTER, length)
        for line in known:
            if line > first:
                self._add(_Plain(section, first), line - first)
            self._add_line(section, costs[line])
            first = line + 1
        if last >= first:
            self._add(_Plain(section, first), last - first + 1)

    def _add_line(self, section: Section, cost: LineCost) -> None:
        place = (section.listing.recorded, cost.line)
        key = ((*place, -1),)
        row = CodeRow(key, cost, section.source, section.inlined.get(place, ()), key in self._unfolded)
        self._add(row)
        if row.unfolded:
            self._add_below(row)

    def _add_below(self, row: CodeRow) -> None:
        """Add the rows of what was inlined into a row; inlining is never deep, so that this may call itself."""
        for inlined in row.inlined:
            key = (*row.key, (inlined.file, inlined.line, inlined.frame))
            below = CodeRow(key, inlined, self._sources.get(inlined.file), inlined.inner, key in self._unfolded)
            self._add(below)
            if below.unfolded:
                self._add_below(below)


def _plain_row(section: Section, line: int) -> CodeRow:
    return CodeRow(((section.listing.recorded, line, -1),), None, section.source)


def renumbered(key: Key, numbers: Mapping[int, int]) -> Key:
    """Return the key of a row in another profile.

    Args:
        key: its key.
        numbers: the number that each frame has there; -2 stands for one that has none.
    """
    return tuple((file, line, frame if frame < 0 else numbers.get(frame, -2)) for file, line, frame in key)


def opened(row: CodeRow) -> list[Key]:
    """Return what to unfold to see what was inlined into a row: as far as there is one way to go, all of it."""
    keys = [row.key]
    inlined = row.inlined
    while len(inlined) == 1 and inlined[0].inner:
        keys.append((*keys[-1], (inlined[0].file, inlined[0].line, inlined[0].frame)))
        inlined = inlined[0].inner
    return keys


def files_below(row_inlined: InlinedLines, unfolded: Collection[Key]) -> set[bytes]:
    """Return the files of the lines inlined that are shown, as recorded."""
    return {line.file for key in unfolded for line in _inlined_at(row_inlined, key)}


def _inlined_at(inlined: InlinedLines, key: Key) -> tuple[InlinedLine, ...]:
    """Return what was inlined into the row of a key; nothing if there is no such row."""
    lines = inlined.get(key[0][:2], ())
    for file, number, frame in key[1:]:
        lines = next((line.inner for line in lines if (line.file, line.line, line.frame) == (file, number, frame)), ())
    return lines
