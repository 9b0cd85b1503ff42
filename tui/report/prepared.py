"""From a profile and options to what a report prints: pprof's `generateRawReport`, step by step.

What the filters leave is `analysis.filtered`; here is what a command forces, and how frames are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tui import units
from tui.analysis.filtered import FILTERS, filtered
from tui.analysis.frames import Granularity
from tui.analysis.framing import frame_table
from tui.analysis.graph import Counted, Graph, Limits, by_path, trimmed_graph
from tui.analysis.regex import Pattern
from tui.analysis.sampletype import sample_index
from tui.analysis.stacks import expand
from tui.analysis.tags import number_units
from tui.numerals import scaled
from tui.options import Options
from tui.pprof.arrays import Int64Array
from tui.pprof.profile import Profile

_UNTRIMMED = frozenset({"peek", "list", "disasm", "weblist", "proto", "raw", "callgrind"})
_WITH_PATTERN = frozenset({"peek", "list", "disasm", "weblist"})
_BY_ADDRESS = frozenset({"proto", "raw", "callgrind"})
_GRAPHS = frozenset({"dot", "callgrind"})
"""Reports that heed call_tree; pprof ignores it elsewhere."""
_UNLIMITED = frozenset({"top", "text", "topproto", "json"})
_GRAPH_ROWS = 80
"""Rows of tree and dot when nobody says how many."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A filtered profile with everything that a report needs to know."""

    profile: Profile
    """What the filters left."""
    options: Options
    """As given, with what the command forces."""
    index: int
    """Column of values."""
    sample_type: str
    """Name of the sample type as recorded; `mean_` before it for a mean."""
    sample_unit: str
    values: Int64Array
    """int64[n_samples]."""
    divisors: Int64Array | None
    """int64[n_samples] for a mean, else None."""
    total: int
    """What percentages refer to."""
    label_units: dict[int, str]
    """Unit of numeric labels, by the string index of their key."""
    remarks: tuple[str, ...]
    """Lines for stderr, such as patterns that matched nothing."""
    pattern: Pattern | None
    """Argument of peek and list."""

    by_path: bool
    """Frames are told apart by the path to them."""

    @property
    def filters(self) -> list[str]:
        """The filters in force, as the legend shows them."""
        given = ((name, getattr(self.options, name)) for name in FILTERS)
        return [f"{name}={value}" for name, value in given if value]

    def write(self, value: int, unit: str) -> str:
        """Return a value in a unit, after `divide_by`."""
        return units.label(scaled(value, 1 / self.options.divide_by), self.sample_unit, unit)

    def counted(self, *, binaries: bool = False, whole_paths: bool = False) -> Counted:
        """Return the samples in frames of the report's granularity.

        Args:
            binaries: keep frames of different binaries apart.
            whole_paths: leave paths as recorded; otherwise their beginnings are cut as the options say. pprof does not
                cut them in traces.
        """
        options, profile = self.options, self.profile
        table = frame_table(
            profile,
            Granularity(options.granularity or "functions"),
            noinlines=options.noinlines,
            columns=options.showcolumns,
            binaries=binaries,
            source_path=None if whole_paths else options.source_path,
            trim_path=options.trim_path,
        )
        return Counted(table, *expand(profile, table), self.values, self.divisors)

    def graph(self, *, binaries: bool = False) -> Graph:
        """Return the frames that the report shows; `binaries` keeps those of different ones apart."""
        return trimmed_graph(self.counted_for_graph(binaries=binaries), self.limits)

    def counted_for_graph(self, *, binaries: bool = False) -> Counted:
        """Return the samples in the frames of the report, told apart by the path to them if the options say so."""
        counted = self.counted(binaries=binaries)
        return by_path(counted) if self.by_path else counted

    @property
    def limits(self) -> Limits:
        """What the options leave out."""
        options = self.options
        return Limits(
            options.sort, options.nodecount, options.nodefraction, options.edgefraction, options.drop_negative
        )

    def unit_for(self, graph: Graph, *, whole: bool = False) -> str:
        """Return the unit that all values of a report are written in; `whole` for reports without fractions."""
        if self.options.unit != "minimum" or not len(graph.frames):
            return self.options.unit
        return units.common_unit(
            graph.smallest(), self.total, self.sample_unit, 1 / self.options.divide_by, whole=whole
        )


def prepare(profile: Profile, options: Options, command: str, argument: str = "") -> Prepared:
    """Filter a profile and count its total.

    Args:
        profile: the profile.
        options: what is asked for.
        command: the report, in pprof's words: `top`, `tree`, `peek`, ...
        argument: pattern of `peek` and `list`.

    Raises:
        BadOption: an option's value makes no sense, or not for this profile.
    """
    label_units, remarks = number_units(profile)
    options = _forced(options, command)
    index = sample_index(profile, options.sample_index)
    pattern = Pattern(argument, "argument") if command in _WITH_PATTERN else None
    left = filtered(profile, options)
    profile = left.profile
    kind, unit = (profile.strings.decoded(string) for string in profile.header.sample_types[index])
    return Prepared(
        profile=profile,
        options=options,
        index=index,
        sample_type=f"mean_{kind}" if options.mean else kind,
        sample_unit=unit,
        values=np.ascontiguousarray(profile.values[:, index]),
        divisors=np.ascontiguousarray(profile.values[:, 0]) if options.mean else None,
        total=left.total(index),
        label_units=label_units,
        remarks=(*remarks, *left.remarks),
        pattern=pattern,
        by_path=options.call_tree and command in _GRAPHS,
    )


def _forced(options: Options, command: str) -> Options:
    """Return the options with what a command forces (`applyCommandOverrides`)."""
    changes: dict[str, object] = {}
    if options.nodecount == -1:
        changes["nodecount"] = 0 if command in _UNLIMITED else _GRAPH_ROWS
    if command == "list":
        changes["granularity"] = "lines"
    if command in _BY_ADDRESS:
        changes["granularity"] = "addresses"
    if command in _UNTRIMMED or not options.trim:
        changes.update(nodecount=0, nodefraction=0.0, edgefraction=0.0, trim=False)
    return replace(options, **changes)  # type: ignore[arg-type]  # names of fields, given above
