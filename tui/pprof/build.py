"""Makes a `Profile` from stacks of named frames: for writers of profiles and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tui.pprof import profile as columns
from tui.pprof.profile import Functions, Header, Labels, Locations, Profile
from tui.pprof.strings import StringTable


class Frame(NamedTuple):
    """One call of a stack."""

    function: str
    file: str = ""
    line: int = 0
    start_line: int = 0


class ProfileBuilder:
    """Collects samples; `build` makes the profile. Each distinct frame becomes one location with one line."""

    def __init__(
        self,
        sample_types: Sequence[tuple[str, str]],
        *,
        default_sample_type: str = "",
        period_type: tuple[str, str] = ("", ""),
        period: int = 0,
        time_nanos: int = 0,
        duration_nanos: int = 0,
        comments: Iterable[str] = (),
        mapping_file: str = "",
    ) -> None:
        """Begin a profile.

        Args:
            sample_types: type and unit of each value.
            default_sample_type: the type to show first.
            period_type: type and unit of `period`.
            period: distance between two samples.
            time_nanos: when the profile was taken, nanoseconds since 1970.
            duration_nanos: how long it took.
            comments: free text.
            mapping_file: path of the program; empty for a profile without mappings.
        """
        self._strings: dict[bytes, int] = {b"": 0}
        self._functions: dict[tuple[int, int, int], int] = {}
        self._locations: dict[tuple[int, int], int] = {}
        self._values: list[Sequence[int]] = []
        self._stacks: dict[tuple[int, ...], int] = {}
        self._stack_of_sample: list[int] = []
        self._labels: list[tuple[int, int, int, int, int]] = []
        self._mapping_file = self._string(mapping_file)
        self._header = Header(
            sample_types=tuple((self._string(kind), self._string(unit)) for kind, unit in sample_types),
            period_type=(self._string(period_type[0]), self._string(period_type[1])),
            period=period,
            time_nanos=time_nanos,
            duration_nanos=duration_nanos,
            comments=tuple(map(self._string, comments)),
            default_sample_type=self._string(default_sample_type),
        )

    def add(self, stack: Iterable[Frame], values: Sequence[int], labels: Mapping[str, str | int] | None = None) -> None:
        """Add a sample.

        Args:
            stack: its frames, leaf first.
            values: one for each sample type.
            labels: text or whole numbers by key.
        """
        sample = len(self._values)
        self._values.append(values)
        locations = tuple(self._location(frame) for frame in stack)
        self._stack_of_sample.append(self._stacks.setdefault(locations, len(self._stacks)))
        for key, value in (labels or {}).items():
            text, number = (self._string(value), 0) if isinstance(value, str) else (0, value)
            self._labels.append((sample, self._string(key), text, number, 0))

    def build(self) -> Profile:
        """Return the profile of all samples added so far."""
        depths = np.array([0, *map(len, self._stacks)], np.int64)
        label_columns = np.array(self._labels, np.int64).reshape(-1, 5).T
        mappings = (columns.Mapping(1, 0, 0, 0, self._mapping_file, 0, True, True, True, False),)
        return Profile(
            strings=StringTable(self._strings),
            header=self._header,
            values=np.array(self._values, np.int64).reshape(len(self._values), len(self._header.sample_types)),
            stack_of_sample=np.array(self._stack_of_sample, np.int64),
            stack_offsets=np.cumsum(depths),
            stack_locations=np.array([row for stack in self._stacks for row in stack], np.uint32),
            labels=Labels(*(np.ascontiguousarray(column) for column in label_columns)),
            mappings=mappings if self._mapping_file else (),
            locations=self._location_columns(),
            functions=self._function_columns(),
        )

    def _string(self, text: str) -> int:
        return self._strings.setdefault(text.encode("utf-8", "surrogateescape"), len(self._strings))

    def _location(self, frame: Frame) -> int:
        key = (self._string(frame.function), self._string(frame.file), frame.start_line)
        function = self._functions.setdefault(key, len(self._functions))
        return self._locations.setdefault((function, frame.line), len(self._locations))

    def _location_columns(self) -> Locations:
        count = len(self._locations)
        function, line = np.array(list(self._locations), np.int64).reshape(-1, 2).T
        return Locations(
            ids=np.arange(1, count + 1, dtype=np.uint64),
            mapping=np.full(count, 0 if self._mapping_file else -1),
            address=np.zeros(count, np.uint64),
            folded=np.zeros(count, np.bool_),
            line_offsets=np.arange(count + 1),
            line_function=np.ascontiguousarray(function),
            line_number=np.ascontiguousarray(line),
            line_column=np.zeros(count, np.int64),
        )

    def _function_columns(self) -> Functions:
        name, filename, start_line = np.array(list(self._functions), np.int64).reshape(-1, 3).T
        return Functions(
            ids=np.arange(1, len(name) + 1, dtype=np.uint64),
            name=np.ascontiguousarray(name),
            system_name=np.ascontiguousarray(name),
            filename=np.ascontiguousarray(filename),
            start_line=np.ascontiguousarray(start_line),
        )
