"""What is on the screen, and what follows from it.

A `Session` is one profile and everything derived from it, computed once and kept; a `ViewState` is what the user has
chosen, immutable, so that a step back is the state before. A key press is `replace(state, ...)`; panes ask the session
for the results that the state needs.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from tui import units
from tui.analysis.calltree import CallTree, Node, Weights, call_tree
from tui.analysis.filtered import filtered
from tui.analysis.frames import FrameTable, Granularity, frame_table
from tui.analysis.graph import divided
from tui.analysis.listing import Listing, listing
from tui.analysis.peek import Peek, peek
from tui.analysis.regex import escaped
from tui.analysis.sampletype import sample_index
from tui.analysis.search import Matches, search
from tui.analysis.stacks import Stacks, calls_inlined, expand
from tui.analysis.top import Top, top
from tui.layout.viewport import Viewport
from tui.options import Options, flags
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array
from tui.pprof.profile import Profile, ValueType

_Result = TypeVar("_Result")
_KEPT = 256
"""Results kept at a time: enough to walk back and forth, few enough to forget."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the user has chosen to see of a session."""

    index: int
    """Column of values, that is the sample type."""
    zooms: tuple[Viewport, ...]
    """Viewports from the whole profile to the one on the screen; never empty."""
    node: Node
    """Node of the call tree under the cursor."""
    frame: int
    """Selected frame, the one selection of all panes; -1 for the root."""
    gathered: int = 0
    """Of the selected node's children, how many heavier ones stand before the `+N` box that the cursor is on; 0 if it
    is on the node itself."""
    pattern: str = ""
    """What is searched for; empty for nothing."""
    flame: bool = False
    """True shows the root at the bottom."""
    sort: str = "flat"
    """Column that the top table is sorted by: `flat`, `cum` or `name`."""
    reverse: bool = False
    """True sorts the top table the other way round."""

    @property
    def viewport(self) -> Viewport:
        """What the flame graph shows."""
        return self.zooms[-1]


class Session:
    """A profile, where it came from, and all results that views of it need."""

    def __init__(
        self, profile: Profile, *, title: str, origin: str = "", options: Options | None = None, warning: str = ""
    ) -> None:
        """Open a profile.

        Args:
            profile: the profile.
            title: what to call it: file name or server and profile, clean and without secrets.
            origin: where it can be had again, as a command line names it.
            options: filters, and how to count; pprof's defaults if not given.
            warning: what went wrong without harm while it was loaded; empty for nothing.

        Raises:
            BadOption: the options make no sense, or the profile has no such sample type.
        """
        self.options = options or Options()
        self.whole = profile
        self._filtered = filtered(profile, self.options)
        self.profile = self._filtered.profile
        self.remarks = self._filtered.remarks
        self.title, self.origin = title, origin
        self.warning = warning
        self._first_index = sample_index(profile, self.options.sample_index)
        self._results: dict[tuple[object, ...], object] = {}

    @cached_property
    def table(self) -> FrameTable:
        """Names of frames, at the granularity of the options; pprof's default is functions."""
        options = self.options
        return frame_table(
            self.profile,
            Granularity(options.granularity or "functions"),
            noinlines=options.noinlines,
            columns=options.showcolumns,
            source_path=options.source_path,
            trim_path=options.trim_path,
        )

    @cached_property
    def stacks(self) -> Stacks:
        """All samples in frames."""
        return expand(self.profile, self.table)

    @cached_property
    def call_inlined(self) -> BoolArray:
        """bool[n_calls]: calls inlined into the next one of their stack."""
        return calls_inlined(self.profile, self.table)

    @cached_property
    def tree(self) -> CallTree:
        """The call tree of all samples."""
        return call_tree(self.stacks)

    def prepare(self) -> Session:
        """Compute what the first screen needs, so that the thread that draws need not."""
        state = self.first_state()
        self.weights(state.index)
        self.rows(state)
        return self

    def first_state(self) -> ViewState:
        """Return the state that a profile opens in: the whole of it, the root selected."""
        return ViewState(self._first_index, (Viewport(self.tree.root),), self.tree.root, -1)

    def sample_type(self, state: ViewState) -> ValueType:
        """Return the sample type on show."""
        return self.profile.sample_types[state.index]

    def values(self, index: int) -> Int64Array:
        """int64[n_samples]: one column of values."""
        return self._kept(("values", index), lambda: np.ascontiguousarray(self.profile.values[:, index]))

    def weights(self, index: int) -> Weights:
        """What the stacks of the tree weigh."""
        return self._kept(("weights", index), lambda: Weights.of(self.tree, self.values(index)))

    def top(self, index: int) -> Top:
        """Flat and cum of every frame; divided by the first sample type if the options ask for a mean."""
        return self._kept(("top", index), lambda: self._top(index))

    def _top(self, index: int) -> Top:
        found = replace(top(self.stacks, self.values(index)), total=self._filtered.total(index))
        if not self.options.mean:
            return found
        divisors = top(self.stacks, self.values(0))
        return replace(found, flat=divided(found.flat, divisors.flat), cum=divided(found.cum, divisors.cum))

    @cached_property
    def counting(self) -> int:
        """Column that counts how often the program was sampled; -1 if the profile has none."""
        types = self.profile.sample_types
        names = [value_type.type if value_type.unit == "count" else "" for value_type in types]
        return next((index for index, name in enumerate(names) if name in ("samples", "sample")), -1)

    def rows(self, state: ViewState) -> IndexArray:
        """Frames in the order of the top table."""
        return self._kept(
            ("rows", state.index, state.sort, state.reverse),
            lambda: self._trimmed(
                state.index, self.top(state.index).order(self.table, by=state.sort, reverse=state.reverse)
            ),
        )

    def _trimmed(self, index: int, rows: IndexArray) -> IndexArray:
        """Leave out rows as the options say; without a word from the user all are shown."""
        options, found = self.options, self.top(index)
        if options.drop_negative:
            rows = rows[(found.flat[rows] > 0) | ((found.flat[rows] == 0) & (found.cum[rows] >= 0))]
        if not options.trim:
            return rows
        if options.nodefraction != Options().nodefraction:
            rows = rows[np.abs(found.cum[rows]) >= abs(int(found.total * options.nodefraction))]
        return rows[: options.nodecount] if options.nodecount > 0 else rows

    def peek(self, state: ViewState) -> Peek | None:
        """Callers and callees of the selected frame; none for the root."""
        if state.frame < 0:
            return None
        return self._kept(
            ("peek", state.index, state.frame),
            lambda: peek(self.stacks, self.values(state.index), self.call_inlined, self.table.name_order, state.frame),
        )

    def listing(self, state: ViewState) -> Listing | None:
        """Line costs of the selected frame; none for the root."""
        if state.frame < 0:
            return None
        return self._kept(
            ("listing", state.index, state.frame),
            lambda: listing(self.profile, self.table, self.stacks, self.values(state.index), state.frame),
        )

    def matches(self, state: ViewState) -> Matches | None:
        """What the pattern finds; none without a pattern.

        Raises:
            BadOption: the pattern is no regular expression.
        """
        if not state.pattern:
            return None
        return self._kept(
            ("matches", state.index, state.pattern),
            lambda: search(self.table, self.stacks, self.values(state.index), state.pattern),
        )

    def layout(self, key: tuple[object, ...], compute: Callable[[], _Result]) -> _Result:
        """Return what a pane laid out before under `key`, or lay it out now."""
        return self._kept(("layout", *key), compute)

    def paths(self, frame: int) -> tuple[IndexArray, IndexArray]:
        """All nodes of a frame, as depths and first stacks, in the order of the tree."""
        return self._kept(("paths", frame), lambda: self.tree.occurrences(frame))

    def heaviest(self, index: int, frame: int, within: Node) -> Node:
        """Return the heaviest node of a frame, below `within` if it has one there; the root for no frame."""
        depths, firsts = self.paths(frame) if frame >= 0 else (np.zeros(0, np.int64), np.zeros(0, np.int64))
        if not len(depths):
            return self.tree.root
        inside = (depths >= within.depth) & (firsts >= within.first) & (firsts < within.behind)
        if inside.any():
            depths, firsts = depths[inside], firsts[inside]
        nodes = [self.tree.node(depth, first) for depth, first in zip(depths.tolist(), firsts.tolist(), strict=True)]
        return max(nodes, key=lambda node: (self.weights(index).width(node), -node.depth))

    def write(self, value: int, index: int) -> str:
        """Return a value in the unit that suits it, as pprof writes it."""
        options = self.options
        if options.divide_by != 1:
            value = int(value / options.divide_by)
        to = "auto" if options.unit == "minimum" else options.unit
        return units.label(value, self.profile.sample_types[index].unit, to)

    def share(self, value: int, index: int) -> str:
        """Return a value as a percentage of the total."""
        return units.percentage(value, self.top(index).total).strip()

    def with_options(self, options: Options) -> Session:
        """Return the same profile under other options.

        Raises:
            BadOption: an option makes no sense.
        """
        return Session(self.whole, title=self.title, origin=self.origin, options=options)

    def command(self, state: ViewState, pane: str) -> str:
        """Return the command line of `go tool pprof` that shows what a pane shows.

        Args:
            state: what is on the screen.
            pane: `flame`, `top`, `peek` or `source`.
        """
        name = self.table.strings.decoded(int(self.table.name[state.frame])) if state.frame >= 0 else ""
        pattern = f"^{escaped(name)}$" if name else "."
        report = {"top": "-top", "peek": f"-peek={pattern}", "source": f"-list={pattern}"}.get(pane, "-http=localhost:")
        chosen = replace(self.options, sample_index=self.sample_type(state).type)
        if pane == "top" and state.sort == "cum":
            chosen = replace(chosen, sort="cum")
        return shlex.join(["go", "tool", "pprof", report, *flags(chosen), self.origin or self.title])

    def carried_over(self, old: Session, state: ViewState) -> ViewState:
        """Return this session's state that shows what `state` showed of an older profile.

        Frames are found again by name, and nodes by the names on their path; what is gone falls back to its nearest
        ancestor that is still there.
        """
        numbers = {self.table.sort_key(frame): frame for frame in range(len(self.table))}

        def found(node: Node) -> Node:
            path = [numbers.get(old.table.sort_key(frame), -2) for frame in old.tree.path(node)]
            return self.tree.find(path)

        zooms = tuple(dict.fromkeys(Viewport(found(zoom.node)) for zoom in state.zooms))
        node = found(state.node)
        frame = numbers.get(old.table.sort_key(state.frame), -1) if state.frame >= 0 else -1
        types = [value_type.type for value_type in self.profile.sample_types]
        wanted = old.sample_type(state).type
        index = types.index(wanted) if wanted in types else self._first_index
        return replace(state, index=index, zooms=zooms, node=node, frame=frame, gathered=0)

    def _kept(self, key: tuple[object, ...], compute: Callable[[], _Result]) -> _Result:
        """Return a result from an earlier time, or compute it now."""
        if key not in self._results:
            while len(self._results) >= _KEPT:
                del self._results[next(iter(self._results))]
            self._results[key] = compute()
        return self._results[key]  # type: ignore[return-value]  # keyed by kind and arguments of `compute`
