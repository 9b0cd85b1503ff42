"""From addresses, values and a memory map to a `Profile`: what all legacy forms have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tui.pprof.arrays import BoolArray, IndexArray, Int64Array, UInt64Array
from tui.pprof.distinct import shared
from tui.pprof.legacy import uninteresting
from tui.pprof.legacy.attach import attach
from tui.pprof.legacy.maps import Region
from tui.pprof.legacy.stacks import Stacks
from tui.pprof.profile import Functions, Header, Labels, Locations, Mapping, Profile
from tui.pprof.strings import StringTable


@dataclass(frozen=True, slots=True)
class Form:
    """What a legacy form says of itself once."""

    sample_types: Sequence[tuple[str, str]]
    """Type and unit of each value."""
    period_type: tuple[str, str]
    """Type and unit of `period`."""
    period: int
    duration_nanos: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """What a form that brings names along calls its addresses."""

    of_address: dict[int, tuple[bytes, int]] = field(default_factory=dict)
    """Function and line by address."""
    file_of: dict[bytes, bytes] = field(default_factory=dict)
    """Source file, or library, by function."""


def profile_of_addresses(
    form: Form,
    values: Int64Array,
    stacks: Stacks,
    regions: list[Region],
    *,
    block_sizes: Int64Array | None = None,
    dropped: BoolArray | None = None,
) -> Profile:
    """Return the profile of a form without names.

    Args:
        form: its header.
        values: int64[n_samples, n_types].
        stacks: addresses lowered where they are return addresses.
        regions: the memory map as `maps` returns it.
        block_sizes: int64[n_samples]: the label `bytes` of each sample; None for no labels.
        dropped: bool[len(stacks.addresses)]: calls to leave out; their locations stay in the table.
    """
    distinct, rows = _in_order_of_appearance(stacks.addresses)
    regions, mapping = _mapped(distinct, distinct != 0, regions)
    if dropped is not None:
        stacks, rows = stacks.where(~dropped), rows[~dropped]
    strings = _Strings()
    stack_of_sample, stack_offsets, stack_locations = shared(stacks.offsets, rows.astype(np.uint32))
    return Profile(
        header=_header(form, strings),
        values=values,
        stack_of_sample=stack_of_sample,
        stack_offsets=stack_offsets,
        stack_locations=stack_locations,
        labels=_block_labels(block_sizes, strings),
        mappings=_mappings(regions, strings),
        locations=_locations(distinct, mapping, np.zeros(len(distinct) + 1, np.int64), [], []),
        functions=_functions([], strings),
        strings=strings.table(),
    )


def profile_of_names(
    form: Form, values: Int64Array, stacks: Stacks, names: Names, *, block_sizes: Int64Array | None = None
) -> Profile:
    """Return the profile of a form with names; as in google/pprof its locations keep no address.

    Args:
        form: its header.
        values: int64[n_samples, n_types].
        stacks: addresses as the form has them.
        names: what it calls them.
        block_sizes: int64[n_samples]: the label `bytes` of each sample; None for no labels.
    """
    distinct, rows = _in_order_of_appearance(stacks.addresses)
    named = [names.of_address.get(address) for address in distinct.tolist()]
    has_name = np.array([name is not None for name in named], np.bool_)
    regions, mapping = _mapped(distinct, (distinct != 0) & ~has_name, [])
    functions: dict[bytes, int] = {}
    line_function = [functions.setdefault(name[0], len(functions)) for name in named if name]
    strings = _Strings()
    stack_of_sample, stack_offsets, stack_locations = shared(stacks.offsets, rows.astype(np.uint32))
    return Profile(
        header=_header(form, strings),
        values=values,
        stack_of_sample=stack_of_sample,
        stack_offsets=stack_offsets,
        stack_locations=stack_locations,
        labels=_block_labels(block_sizes, strings),
        mappings=_mappings(regions, strings),
        locations=_locations(
            np.zeros(len(distinct), np.uint64),
            mapping,
            np.concatenate([np.zeros(1, np.int64), np.cumsum(has_name)]),
            line_function,
            [name[1] for name in named if name],
        ),
        functions=_functions([(name, names.file_of[name]) for name in functions], strings),
        strings=strings.table(),
    )


class _Strings:
    """A string table that grows."""

    def __init__(self) -> None:
        self._index: dict[bytes, int] = {b"": 0}

    def index(self, text: str | bytes) -> int:
        # Words of the file, such as the name of a count, may be no UTF-8.
        raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        return self._index.setdefault(raw, len(self._index))

    def table(self) -> StringTable:
        return StringTable(self._index)


def _in_order_of_appearance(addresses: UInt64Array) -> tuple[UInt64Array, IndexArray]:
    """Return the distinct addresses in the order in which samples name them, and for each address its row there."""
    distinct, first, place = np.unique(addresses, return_index=True, return_inverse=True)
    order = np.argsort(first)
    row = np.empty(len(distinct), np.int64)
    row[order] = np.arange(len(distinct))
    return distinct[order], row[place]


def _mapped(addresses: UInt64Array, wanted: BoolArray, regions: list[Region]) -> tuple[list[Region], IndexArray]:
    """Return the regions and for each address its row there, -1 for those that are not wanted."""
    rows = np.full(len(addresses), -1, np.int64)
    regions, rows[wanted] = attach(addresses[wanted], regions)
    return regions, rows


def _header(form: Form, strings: _Strings) -> Header:
    drop_frames, keep_frames = uninteresting.frames([kind for kind, _ in form.sample_types])
    kind, unit = form.period_type
    return Header(
        sample_types=tuple((strings.index(kind), strings.index(unit)) for kind, unit in form.sample_types),
        period_type=(strings.index(kind), strings.index(unit)),
        period=form.period,
        duration_nanos=form.duration_nanos,
        drop_frames=strings.index(drop_frames),
        keep_frames=strings.index(keep_frames),
    )


def _block_labels(block_sizes: Int64Array | None, strings: _Strings) -> Labels:
    """Return a label `bytes` for each sample; unlike on the wire, one of 0 is a label here as well."""
    sizes = np.zeros(0, np.int64) if block_sizes is None else block_sizes
    nothing = np.zeros(len(sizes), np.int64)
    return Labels(np.arange(len(sizes)), np.full(len(sizes), strings.index("bytes")), nothing, sizes, nothing)


def _mappings(regions: list[Region], strings: _Strings) -> tuple[Mapping, ...]:
    return tuple(
        Mapping(
            id=row + 1,
            start=region.start,
            limit=region.limit,
            offset=region.offset,
            file=strings.index(region.file),
            build_id=strings.index(region.build_id),
            has_functions=False,
            has_filenames=False,
            has_line_numbers=False,
            has_inline_frames=False,
        )
        for row, region in enumerate(regions)
    )


def _locations(
    addresses: UInt64Array, mapping: IndexArray, line_offsets: IndexArray, functions: list[int], lines: list[int]
) -> Locations:
    return Locations(
        ids=np.arange(1, len(addresses) + 1, dtype=np.uint64),
        mapping=mapping,
        address=addresses,
        folded=np.zeros(len(addresses), np.bool_),
        line_offsets=line_offsets,
        line_function=np.array(functions, np.int64),
        line_number=np.array(lines, np.int64),
        line_column=np.zeros(len(lines), np.int64),
    )


def _functions(names_and_files: list[tuple[bytes, bytes]], strings: _Strings) -> Functions:
    name = np.array([strings.index(name) for name, _ in names_and_files], np.int64)
    return Functions(
        ids=np.arange(1, len(name) + 1, dtype=np.uint64),
        name=name,
        system_name=name,
        filename=np.array([strings.index(file) for _, file in names_and_files], np.int64),
        start_line=np.zeros(len(name), np.int64),
    )
