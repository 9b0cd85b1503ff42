"""Several profiles as one: equal samples become one whose values are the sums.

Follows google/pprof's `profile.Merge`: what makes two mappings, functions, locations or samples equal, in which order
they are numbered, and how headers combine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tui.pprof.arrays import FrameArray, IndexArray, Int64Array, UInt64Array
from tui.pprof.distinct import digests, groups
from tui.pprof.drawn import drawn, seed
from tui.pprof.firstuse import by_first_use, locations_by_use, mappings_by_use
from tui.pprof.parts import labels_where, with_samples
from tui.pprof.profile import Functions, Header, Labels, Locations, Mapping, Profile
from tui.pprof.runs import offsets_of, taken
from tui.pprof.scale import check_compatible
from tui.pprof.strings import StringTable

_PAGE = 0x1000
"""Sizes of mappings are compared after rounding up to this."""


def merge(profiles: Sequence[Profile]) -> Profile:
    """Return the sum of profiles that measure the same.

    Raises:
        BadOption: they do not measure the same.
    """
    for other in profiles[1:]:
        check_compatible(profiles[0], other)
    sources = [with_samples(profile, (profile.values != 0).any(axis=1)) for profile in profiles]
    merger = _Merger(sources)
    merged = merger.merged()
    if (merged.values == 0).all(axis=1).any():
        # Values that cancelled out leave samples behind that only a second round takes away.
        return merge([merged])
    return merged


@dataclass(frozen=True, eq=False)
class _Source:
    """A profile whose strings and tables are numbered as in the merged one."""

    profile: Profile
    string: IndexArray
    """int64[n_strings]: index in the merged string table."""
    function: IndexArray
    """int64[n_functions]: row of the merged functions, before they are put into order."""
    mapping: IndexArray
    """int64[n_mappings + 1]: merged mapping; -1 for those that no sample uses, and for none, the last entry."""
    shift: Int64Array
    """int64[n_mappings + 1]: what addresses move by, since programs are loaded at different places."""


class _Stacks(NamedTuple):
    """Stacks of the merged samples, in the order in which these use them."""

    of_sample: IndexArray
    offsets: IndexArray
    locations: FrameArray
    """Merged locations, before they are put into order."""


class _Merger:
    """Numbers everything anew across profiles."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._strings: dict[bytes, int] = {b"": 0}
        self._functions: dict[tuple[int, ...], int] = {}
        self._mappings: dict[tuple[int, int, bytes], int] = {}
        self._mapping_rows: list[Mapping] = []
        self._locations: dict[bytes, int] = {}
        self._all_columns: dict[int, bytes] = {}
        """Lines of locations that have columns which do not count in comparing, by merged location."""
        self._profiles = profiles
        self._sources = [self._source(profile) for profile in profiles]

    def merged(self) -> Profile:
        """Return the merged profile."""
        locations = [self._location_rows(source) for source in self._sources]
        stack = np.concatenate(
            [rows[s.profile.stack_locations] for rows, s in zip(locations, self._sources, strict=True)]
        )
        offsets = offsets_of(np.concatenate([np.diff(profile.stack_offsets) for profile in self._profiles]))
        before = np.cumsum([0, *(profile.n_stacks for profile in self._profiles)]).tolist()
        of_sample = np.concatenate(
            [profile.stack_of_sample + first for profile, first in zip(self._profiles, before[:-1], strict=True)]
        )
        labels = self._labels()
        values = np.concatenate([profile.values for profile in self._profiles])
        digest = digests(offsets, stack)
        first, number = groups(digest[of_sample] + _label_digest(labels, len(values)))
        sums = np.zeros((len(first), values.shape[1]), np.int64)
        np.add.at(sums, number, values)
        # Of equal stacks, which several profiles may bring, the first one used stays.
        used, stack_of_sample = groups(digest[of_sample[first]])
        stacks = _Stacks(stack_of_sample, *taken(offsets, stack.astype(np.uint32), of_sample[first][used]))
        return self._assembled(stacks, _labels_of(labels, first, len(values)), sums)

    def _source(self, profile: Profile) -> _Source:
        strings = self._strings
        string = np.array([strings.setdefault(raw, len(strings)) for raw in profile.strings.raw], np.int64)
        table = profile.functions
        rows = zip(
            table.start_line.tolist(),
            string[table.name].tolist(),
            string[table.system_name].tolist(),
            string[table.filename].tolist(),
            strict=True,
        )
        function = np.array([self._functions.setdefault(row, len(self._functions)) for row in rows], np.int64)
        count = len(profile.mappings)
        numbers, shifts = np.full(count + 1, -1), [0] * (count + 1)
        # The first mapping of all is the program itself. Of the others, the first one used says where equal ones begin.
        main = [0] if count and not self._mapping_rows else []
        for place in (*main, *mappings_by_use(profile)):
            mapping = profile.mappings[place]
            numbers[place] = row = self._mapping(profile, mapping, string)
            shifts[place] = self._mapping_rows[row].start - mapping.start
        return _Source(profile, string, function, numbers, _wrapping(shifts))

    def _mapping(self, profile: Profile, mapping: Mapping, string: IndexArray) -> int:
        """Return the merged mapping that is equal to one of a profile."""
        raw = profile.strings.raw
        size = (mapping.limit - mapping.start + _PAGE - 1) % (1 << 64)
        key = (size - size % _PAGE, mapping.offset, raw[mapping.build_id] or raw[mapping.file])
        if key not in self._mappings:
            self._mappings[key] = len(self._mapping_rows)
            renamed = replace(mapping, file=int(string[mapping.file]), build_id=int(string[mapping.build_id]))
            self._mapping_rows.append(renamed)
        return self._mappings[key]

    def _location_rows(self, source: _Source) -> IndexArray:
        """int64[n_locations]: merged location of each location of a profile.

        Lines are compared by function and line, and the last one by column too: so does pprof. What is kept is the
        location that a sample uses first, with all of its columns.
        """
        table = source.profile.locations
        column = np.zeros(len(table.line_column), np.int64)
        counts = np.diff(table.line_offsets)
        lasts = table.line_offsets[1:][counts > 0] - 1
        column[lasts] = table.line_column[lasts]
        compared, whole = (
            np.stack([source.function[table.line_function], table.line_number, columns], axis=1).tobytes()
            for columns in (column, table.line_column)
        )
        mapping = source.mapping[table.mapping]
        starts = _wrapping([*(row.start for row in self._mapping_rows), 0])
        address = table.address.view(np.int64) + source.shift[table.mapping] - starts[mapping]
        heads = np.stack([address, mapping, table.folded], axis=1).tobytes()
        edges = (table.line_offsets * 24).tolist()
        keys = [heads[24 * row : 24 * row + 24] + compared[edges[row] : edges[row + 1]] for row in range(len(table))]
        if compared != whole:
            for row in locations_by_use(source.profile).tolist():
                if keys[row] not in self._locations:
                    self._all_columns[len(self._locations)] = whole[edges[row] : edges[row + 1]]
                    self._locations[keys[row]] = len(self._locations)
        return np.array([self._locations.setdefault(key, len(self._locations)) for key in keys], np.int64)

    def _labels(self) -> Labels:
        before = np.cumsum([0, *(profile.n_samples for profile in self._profiles)]).tolist()
        parts = [
            (s.profile.labels.sample + first, s.string[s.profile.labels.key], s.string[s.profile.labels.string],
             s.profile.labels.number, s.string[s.profile.labels.unit])
            for s, first in zip(self._sources, before[:-1], strict=True)
        ]  # fmt: skip
        return Labels(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _assembled(self, stacks: _Stacks, labels: Labels, values: Int64Array) -> Profile:
        """Put tables into the order in which the samples kept use them, and leave out what none uses."""
        used, row_of = by_first_use(stacks.locations.astype(np.int64), len(self._locations))
        keys = list(self._locations)
        for number, whole in self._all_columns.items():
            keys[number] = keys[number][:24] + whole
        heads, line_counts, lines = _location_keys(keys, used)
        functions, function_of = by_first_use(lines[:, 0], len(self._functions))
        forced = [0] if self._mapping_rows else []
        mappings, mapping_of = by_first_use(
            np.array([*forced, *heads[:, 1][heads[:, 1] >= 0]], np.int64), len(self._mapping_rows)
        )
        rows = np.array(list(self._functions), np.int64).reshape(-1, 4)[functions]
        starts = _wrapping([*(row.start for row in self._mapping_rows), 0])
        return Profile(
            strings=StringTable(self._strings),
            header=self._header(),
            values=values,
            stack_of_sample=stacks.of_sample,
            stack_offsets=stacks.offsets,
            stack_locations=row_of[stacks.locations].astype(np.uint32),
            labels=labels,
            mappings=tuple(
                replace(self._mapping_rows[row], id=place + 1) for place, row in enumerate(mappings.tolist())
            ),
            locations=Locations(
                ids=np.arange(1, len(used) + 1, dtype=np.uint64),
                mapping=np.append(mapping_of, -1)[heads[:, 1]],
                address=(heads[:, 0] + starts[heads[:, 1]]).view(np.uint64),
                folded=heads[:, 2] != 0,
                line_offsets=np.concatenate([np.zeros(1, np.int64), np.cumsum(line_counts)]),
                line_function=function_of[lines[:, 0]],
                line_number=np.ascontiguousarray(lines[:, 1]),
                line_column=np.ascontiguousarray(lines[:, 2]),
            ),
            functions=Functions(
                ids=np.arange(1, len(functions) + 1, dtype=np.uint64),
                name=np.ascontiguousarray(rows[:, 1]),
                system_name=np.ascontiguousarray(rows[:, 2]),
                filename=np.ascontiguousarray(rows[:, 3]),
                start_line=np.ascontiguousarray(rows[:, 0]),
            ),
        )

    def _header(self) -> Header:
        """Combine headers: earliest time, summed durations, longest period, all comments, first of the rest."""
        headers = [profile.header for profile in self._profiles]
        first, string = headers[0], self._sources[0].string
        time = 0
        for header in headers:
            if time == 0 or header.time_nanos < time:
                time = header.time_nanos
        period = 0
        for header in headers:
            if period == 0 or period < header.period:
                period = header.period

        def earliest(field: str) -> int:
            values = (int(s.string[getattr(s.profile.header, field)]) for s in self._sources)
            return next(filter(None, values), 0)

        comments = (int(s.string[comment]) for s in self._sources for comment in s.profile.header.comments)
        return Header(
            sample_types=tuple((int(string[kind]), int(string[unit])) for kind, unit in first.sample_types),
            period_type=(int(string[first.period_type[0]]), int(string[first.period_type[1]])),
            period=period,
            time_nanos=time,
            duration_nanos=sum(header.duration_nanos for header in headers),
            comments=tuple(dict.fromkeys(comments)),
            default_sample_type=earliest("default_sample_type"),
            drop_frames=int(string[first.drop_frames]),
            keep_frames=int(string[first.keep_frames]),
            doc_url=earliest("doc_url"),
        )


def _label_digest(labels: Labels, count: int) -> UInt64Array:
    """uint64[count]: equal for samples with equal labels; the order of values counts within a key, not between keys."""
    order = np.lexsort((np.arange(len(labels)), labels.key, labels.sample))
    sample, key = labels.sample[order], labels.key[order]
    begins = np.concatenate([[True], (sample[1:] != sample[:-1]) | (key[1:] != key[:-1])])
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    columns = (key, labels.string[order], labels.number[order], labels.unit[order], place)
    mixed = np.zeros(len(order), np.uint64)
    for column, factor in zip(columns, drawn(seed(), len(columns)), strict=True):
        mixed = (mixed ^ column.astype(np.int64).view(np.uint64)) * factor
        mixed ^= mixed >> np.uint64(29)
    digest = np.zeros(count, np.uint64)
    np.add.at(digest, sample, mixed)
    return digest


def _location_keys(keys: list[bytes], used: IndexArray) -> tuple[Int64Array, IndexArray, Int64Array]:
    """Return address, mapping and folded of some locations, how many lines each has, and all their lines."""
    chosen = [keys[row] for row in used.tolist()]
    heads = np.frombuffer(b"".join(key[:24] for key in chosen), np.int64).reshape(-1, 3)
    lines = np.frombuffer(b"".join(key[24:] for key in chosen), np.int64).reshape(-1, 3)
    return heads, np.array([len(key) // 24 - 1 for key in chosen], np.int64), lines


def _labels_of(labels: Labels, samples: IndexArray, count: int) -> Labels:
    """Return the labels of some of `count` samples, numbered anew and in their order."""
    new_sample = np.full(count, -1)
    new_sample[samples] = np.arange(len(samples))
    chosen = labels_where(labels, new_sample[labels.sample] >= 0)
    sample = new_sample[chosen.sample]
    order = np.argsort(sample, kind="stable")
    return Labels(sample[order], *(column[order] for column in (chosen.key, chosen.string, chosen.number, chosen.unit)))


def _wrapping(numbers: list[int]) -> Int64Array:
    """Return numbers of any size as int64, wrapped as Go's arithmetic wraps."""
    return np.array([number % (1 << 64) for number in numbers], np.uint64).view(np.int64)
