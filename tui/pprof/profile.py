"""The immutable, columnar Profile: numpy columns where there are many rows, plain rows where there are few.

The words are google/pprof's. Columns refer to the string table and to other tables by index; ids of the wire are kept
for export and messages only. `Sample`, `Location` and `Function` are light views of one row, made when asked for.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from tui.pprof.arrays import BoolArray, FrameArray, IndexArray, Int64Array, UInt64Array
from tui.pprof.runs import taken
from tui.pprof.strings import StringTable
from tui.pprof.views import Function, Label, Line, Location, Sample


@dataclass(frozen=True, slots=True)
class ValueType:
    """What a column of values measures."""

    type: str
    """Such as `cpu` or `inuse_space`."""
    unit: str
    """Such as `nanoseconds` or `bytes`."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A binary mapped into the profiled process."""

    id: int
    start: int
    """First address."""
    limit: int
    """Address behind the last one."""
    offset: int
    """Offset in the file of what is mapped at `start`."""
    file: int
    """String index of the path; 0 if unknown."""
    build_id: int
    """String index of the build id; 0 if unknown."""
    has_functions: bool
    has_filenames: bool
    has_line_numbers: bool
    has_inline_frames: bool


class Columns:
    """A group of columns that is compared by content."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(
            np.array_equal(mine, theirs) if isinstance(mine, np.ndarray) else mine == theirs
            for mine, theirs in zip(self._compared(), other._compared(), strict=True)
        )

    def _compared(self) -> Iterator[Any]:
        """Yield what is compared."""
        return (getattr(self, column.name) for column in fields(self))  # type: ignore[arg-type]

    @property
    def nbytes(self) -> int:
        """About how many bytes it takes in memory."""
        parts = (getattr(self, column.name) for column in fields(self))  # type: ignore[arg-type]
        return sum(part.nbytes for part in parts if isinstance(part, np.ndarray | Columns | StringTable))

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key


@dataclass(frozen=True, slots=True, eq=False)
class Functions(Columns):
    """All functions, one row each."""

    ids: UInt64Array
    name: IndexArray
    """String index; 0 if unknown."""
    system_name: IndexArray
    """String index of the name as the linker knows it."""
    filename: IndexArray
    """String index of the source file; 0 if unknown."""
    start_line: Int64Array

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Locations(Columns):
    """All locations; each has any number of lines, innermost inlined call first."""

    ids: UInt64Array
    mapping: IndexArray
    """Row of the profile's mappings; -1 for none."""
    address: UInt64Array
    folded: BoolArray
    line_offsets: IndexArray
    """int64[n+1]: lines of location i are rows line_offsets[i] to line_offsets[i+1] of the line columns."""
    line_function: IndexArray
    """int64[n_lines]: row of `Functions`."""
    line_number: Int64Array
    line_column: Int64Array

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Labels(Columns):
    """Labels of all samples, one row for each key and value, in the order of the wire."""

    sample: IndexArray
    """int64[n]: the sample it belongs to, ascending."""
    key: IndexArray
    """String index."""
    string: IndexArray
    """String index of a text value; 0 if the value is a number."""
    number: Int64Array
    unit: IndexArray
    """String index of the number's unit; 0 for none."""

    def __len__(self) -> int:
        return len(self.sample)


@dataclass(frozen=True, slots=True)
class Header:
    """What a profile says of itself once; texts are string indexes, so that export writes them as they came."""

    sample_types: tuple[tuple[int, int], ...] = ()
    """Type and unit of each column of values."""
    period_type: tuple[int, int] = (0, 0)
    period: int = 0
    time_nanos: int = 0
    duration_nanos: int = 0
    comments: tuple[int, ...] = ()
    default_sample_type: int = 0
    drop_frames: int = 0
    keep_frames: int = 0
    doc_url: int = 0


class PartOf(NamedTuple):
    """Where a profile with fewer samples came from."""

    whole: weakref.ref[Profile]
    stacks: IndexArray
    """int64[n_stacks]: the stack of the whole that each stack is."""


@dataclass(frozen=True, eq=False)
class Profile(Columns):
    """Everything a pprof file says."""

    strings: StringTable
    header: Header
    values: Int64Array
    """int64[n_samples, n_types], each column in the unit of its sample type."""
    stack_of_sample: IndexArray
    """int64[n_samples]: the stack of each sample; samples share stacks, and each stack is some sample's."""
    stack_offsets: IndexArray
    """int64[n_stacks+1]: stack i is stack_locations[stack_offsets[i]:stack_offsets[i+1]]."""
    stack_locations: FrameArray
    """[n]: rows of `locations`, leaf first."""
    labels: Labels
    mappings: tuple[Mapping, ...]
    locations: Locations
    functions: Functions
    part_of: PartOf | None = None
    """The profile that this is some samples of, otherwise unchanged; None if there is none."""

    @cached_property
    def sample_types(self) -> tuple[ValueType, ...]:
        """What each column of values measures, as clean text."""
        return tuple(ValueType(self.strings[kind], self.strings[unit]) for kind, unit in self.header.sample_types)

    @cached_property
    def period_type(self) -> ValueType:
        """What `period` is measured in."""
        kind, unit = self.header.period_type
        return ValueType(self.strings[kind], self.strings[unit])

    @property
    def period(self) -> int:
        """Distance between two samples in the unit of `period_type`."""
        return self.header.period

    @property
    def time_nanos(self) -> int:
        """When it was taken, nanoseconds since 1970; 0 if unknown."""
        return self.header.time_nanos

    @property
    def duration_nanos(self) -> int:
        """How long it took, in nanoseconds; 0 if unknown or a snapshot."""
        return self.header.duration_nanos

    @cached_property
    def comments(self) -> tuple[str, ...]:
        """Free text, as clean text."""
        return tuple(self.strings[comment] for comment in self.header.comments)

    @property
    def default_sample_type(self) -> str:
        """Type of the column to show first; empty if the profile does not say."""
        return self.strings[self.header.default_sample_type]

    @property
    def drop_frames(self) -> str:
        """Pattern of frames that the writer thinks uninteresting; empty for none."""
        return self.strings.decoded(self.header.drop_frames)

    @property
    def keep_frames(self) -> str:
        """Pattern of exceptions from `drop_frames`; empty for none."""
        return self.strings.decoded(self.header.keep_frames)

    @property
    def doc_url(self) -> str:
        """Where the profile is explained; empty if nowhere."""
        return self.strings[self.header.doc_url]

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return len(self.values)

    @property
    def n_stacks(self) -> int:
        """Number of stacks; few of them are equal, but some may be."""
        return len(self.stack_offsets) - 1

    def unshared(self) -> tuple[IndexArray, FrameArray]:
        """Return offsets (int64[n_samples+1]) and locations of a stack for each sample of its own."""
        return taken(self.stack_offsets, self.stack_locations, self.stack_of_sample)

    @cached_property
    def binary(self) -> str:
        """Base name of the first mapping's file, which pprof takes for the program; empty if unknown."""
        return self.strings[self.mappings[0].file].rpartition("/")[2] if self.mappings else ""

    def _compared(self) -> Iterator[Any]:
        # How samples share stacks says nothing of them.
        shared = ("stack_of_sample", "stack_offsets", "stack_locations", "part_of")
        yield from (getattr(self, column.name) for column in fields(self) if column.name not in shared)
        yield from self.unshared()

    def function(self, row: int) -> Function:
        """Return a view of one function."""
        table, text = self.functions, self.strings
        return Function(
            int(table.ids[row]),
            text[table.name[row]],
            text[table.system_name[row]],
            text[table.filename[row]],
            int(table.start_line[row]),
        )

    def location(self, row: int) -> Location:
        """Return a view of one location."""
        table = self.locations
        lines = tuple(
            Line(self.function(int(table.line_function[at])), int(table.line_number[at]), int(table.line_column[at]))
            for at in range(table.line_offsets[row], table.line_offsets[row + 1])
        )
        mapping = self.mappings[table.mapping[row]] if table.mapping[row] >= 0 else None
        return Location(int(table.ids[row]), int(table.address[row]), mapping, lines, bool(table.folded[row]))

    def sample(self, row: int) -> Sample:
        """Return a view of one sample."""
        number = self.stack_of_sample[row]
        stack = self.stack_locations[self.stack_offsets[number] : self.stack_offsets[number + 1]]
        return Sample(
            tuple(self.location(int(location)) for location in stack),
            tuple(int(value) for value in self.values[row]),
            tuple(self._labels_of(row)),
        )

    def _labels_of(self, row: int) -> Iterator[Label]:
        table, text = self.labels, self.strings
        first, behind = np.searchsorted(table.sample, (row, row + 1))
        for at in range(first, behind):
            string = int(table.string[at])
            value = text[string] if string else int(table.number[at])
            yield Label(text[table.key[at]], value, text[table.unit[at]])
