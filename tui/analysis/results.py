"""Everything that is counted of a profile under some chips, each thing once and kept.

What an option means to each view is here. Where pprof has the view, it means what it means there; a flame graph and
the callers of one function also heed the limits that pprof keeps for its own graphs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from tui import units
from tui.analysis.calltree import Node, Weights
from tui.analysis.framecalls import FrameCalls, FramePlaces, frame_calls, frame_places
from tui.analysis.framed import Framed
from tui.analysis.graph import divided, quotient
from tui.analysis.inlined import InlinedLines, inlined_by_line
from tui.analysis.linecalls import LineCalls, calls_by_line
from tui.analysis.listing import Listing, listing
from tui.analysis.narrowing import narrowed_top
from tui.analysis.peek import Neighbour, Peek, mean_of, peek
from tui.analysis.search import Matches, search
from tui.analysis.stacksums import StackSums
from tui.analysis.top import Top, top, top_of_locations
from tui.numerals import least_kept, scaled
from tui.pprof.arrays import BoolArray, IndexArray, Int64Array

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Callers and callees of a function, with what was left out of them."""

    peek: Peek
    left_out: tuple[int, int]
    """How many callers and callees `edgefraction` and `drop_negative` leave out."""


class Results(Framed):
    """A profile under some chips, and what follows from them."""

    _latest_places: FramePlaces | None = None
    _latest_calls: FrameCalls | None = None

    def values(self, index: int) -> Int64Array:
        """int64[n_samples]: one column of values."""
        return self._kept(("values", index), lambda: np.ascontiguousarray(self.profile.values[:, index]))

    def weights(self, index: int, key: tuple[object, ...] = ("root",)) -> Weights:
        """What the stacks of a tree weigh."""
        return self._kept(("weights", index, *key), lambda: self.grown(key).weigh(self.values(index)))

    def worth(self, index: int, key: tuple[object, ...], node: Node) -> int:
        """Return what a node is worth: the sum of its samples, or their mean."""
        value = self.weights(index, key).value(node)
        return quotient(value, self.weights(0, key).value(node)) if self.options.mean else value

    def top(self, index: int) -> Top:
        """Flat and cum of every frame; divided by the first sample type if the options ask for a mean."""
        return self._kept(("top", index), lambda: self._top(index))

    def _top(self, index: int) -> Top:
        found = replace(self._weighed(index), total=self._filtered.total(index))
        if not self.options.mean:
            return found
        divisors = self._weighed(0)
        return replace(found, flat=divided(found.flat, divisors.flat), cum=divided(found.cum, divisors.cum))

    def summed(self, index: int) -> Top:
        """Flat and cum of every frame, and the total, as sums even where the options ask for a mean."""
        if not self.options.mean:
            return self.top(index)
        return self._kept(
            ("summed", index),
            lambda: replace(self._weighed(index), total=self._filtered.total(index, summed=True)),
        )

    def _weighed(self, index: int) -> Top:
        """Flat and cum of every frame, as sums."""
        return self._kept(("weighed", index), lambda: self._lighter(index) or top(self._own_stacks, self.values(index)))

    def _lighter(self, index: int) -> Top | None:
        whole = self._whole
        if whole is None or ("weighed", index) not in whole._results:
            return None
        all_of, left_of = ((each.stacks, each.values(index)) for each in (whole, self))
        return narrowed_top(whole._weighed(index), all_of, left_of)

    def order(self, index: int, sort: str, *, reverse: bool) -> IndexArray:
        """Return the frames of the top table in order, those left out that the options leave out."""
        return self._kept(
            ("order", index, sort, reverse),
            lambda: self._trimmed(index, self._rows(index, sort, reverse=reverse)),
        )

    def _rows(self, index: int, sort: str, *, reverse: bool) -> IndexArray:
        """Return all frames of the top table in order, whatever the options leave out."""
        return self._kept(
            ("rows", index, sort, reverse), lambda: self.top(index).order(self.table, by=sort, reverse=reverse)
        )

    def whole_order(self, index: int, sort: str, *, reverse: bool) -> IndexArray:
        """Return all frames in samples that weigh anything: as they stand in the top table, then those that cannot.

        Of a difference, a function that costs as much as before has a box, but no row.
        """
        rows = self._rows(index, sort, reverse=reverse)
        rest = self.weighing(index).copy()
        rest[rows] = False
        return np.append(rows, np.flatnonzero(rest)) if rest.any() else rows

    def weighing(self, index: int) -> BoolArray:
        """bool[n_frames]: frames in samples that weigh anything."""
        return self._kept(("weighing", index), lambda: self.stacks.frames_of(self.values(index) != 0))

    def _trimmed(self, index: int, rows: IndexArray) -> IndexArray:
        """Leave out rows as the options say; without a word from the user all are shown."""
        options, found = self.options, self.top(index)
        if options.drop_negative:
            rows = rows[(found.flat[rows] > 0) | ((found.flat[rows] == 0) & (found.cum[rows] >= 0))]
        if floor := self.floor(index, "nodefraction"):
            rows = rows[np.abs(found.cum[rows]) >= floor]
        return rows[: options.nodecount] if options.nodecount > 0 and options.trim else rows

    def floor(self, index: int, option: str) -> int:
        """Return the value below which `nodefraction` or `edgefraction` leaves out; 0 if the user did not set it."""
        if option not in self._given or not self.options.trim:
            return 0
        return max(least_kept(self.top(index).total, getattr(self.options, option)), 0)

    def neighbours(self, index: int, frame: int) -> Neighbours:
        """Return callers and callees of a frame."""
        return self._kept(("neighbours", index, frame), lambda: self._neighbours(index, frame))

    def _neighbours(self, index: int, frame: int) -> Neighbours:
        found = self._peek(index, frame)
        if self.options.mean:
            found = mean_of(found, self._peek(0, frame))
        floor, dropping = self.floor(index, "edgefraction"), self.options.drop_negative

        def kept(calls: tuple[Neighbour, ...]) -> tuple[Neighbour, ...]:
            heavy = (call for call in calls if abs(call.weight) >= floor)
            return tuple(call for call in heavy if call.weight >= 0 or not dropping)

        shown = replace(found, callers=kept(found.callers), callees=kept(found.callees))
        left_out = (len(found.callers) - len(shown.callers), len(found.callees) - len(shown.callees))
        return Neighbours(shown, left_out)

    def _peek(self, index: int, frame: int) -> Peek:
        places = self._places(frame)
        return peek(self.stacks, self._sums(index), self._expanded.inlined, self.table, places)

    def lines(self, index: int, frame: int) -> Listing:
        """Return what each source line of a frame costs; sums even where means are asked for, as in pprof."""
        return self._kept(
            ("lines", index, frame), lambda: listing(self._expanded_of, self._calls(frame), self._sums(index))
        )

    def line_calls(self, index: int, frame: int) -> LineCalls:
        """Return what each source line of a frame calls."""
        return self._kept(
            ("line calls", index, frame),
            lambda: calls_by_line(self._expanded_of, self.table, self._calls(frame), self._sums(index)),
        )

    def inlined(self, index: int, frame: int) -> InlinedLines:
        """Return what was inlined into each source line of a frame."""
        return self._kept(
            ("inlined", index, frame),
            lambda: inlined_by_line(self._expanded_of, self.table, self._calls(frame), self._sums(index)),
        )

    def top_of_locations(self, index: int) -> Top:
        """Flat and cum of every location of `profile`."""
        return self._kept(("locations", index), lambda: top_of_locations(self.profile, self.values(index)))

    def _sums(self, index: int) -> StackSums:
        """What the stacks add up to."""
        return self._kept(("sums", index), lambda: StackSums.of(self.stacks, self.values(index)))

    def _places(self, frame: int) -> FramePlaces:
        """Where a frame is called; only the latest is kept, for they may be many."""
        places: FramePlaces | None = self._latest_places
        if places is None or places.frame != frame:
            places = self._latest_places = frame_places(self.stacks, frame)
        return places

    def _calls(self, frame: int) -> FrameCalls:
        """What was recorded of the calls of a frame; only the latest is kept."""
        calls: FrameCalls | None = self._latest_calls
        if calls is None or calls.frame != frame:
            used = self._sums(0).counts > 0
            calls = frame_calls(self._expanded_of, self.table, self._inlining, self._places(frame), used)
            self._latest_calls = calls
        return calls

    def found(self, index: int, pattern: str) -> Matches:
        """Return what a pattern finds.

        Raises:
            BadOption: the pattern is no regular expression.
        """
        return self._kept(("found", index, pattern), lambda: self._found(index, pattern))

    def _found(self, index: int, pattern: str) -> Matches:
        matches = self._searched(index, pattern)
        if not self.options.mean:
            return matches
        return replace(matches, value=quotient(matches.value, self.found_in(0, pattern)))

    def found_in(self, index: int, pattern: str) -> int:
        """Return the sum of the samples that a pattern finds."""
        return self._searched(index, pattern).value

    def _searched(self, index: int, pattern: str) -> Matches:
        return search(self.table, self.stacks, self.values(index), self.weighing(index), pattern)

    def write(self, value: int, index: int) -> str:
        """Return a value as pprof writes it, in the unit asked for, else in the one that suits it."""
        value = scaled(value, 1 / self.options.divide_by)
        return units.label(value, self.profile.sample_types[index].unit, self._unit(index))

    def _unit(self, index: int) -> str:
        if "unit" not in self._given:
            return "auto"
        return self._common_unit(index) if self.options.unit == "minimum" else self.options.unit

    def _common_unit(self, index: int) -> str:
        """Return the unit that suits the smallest value of the top table, as pprof chooses one for all."""

        def chosen() -> str:
            found = self.top(index)
            rows = self.order(index, "flat", reverse=False)
            flat, cum = np.abs(found.flat[rows]), np.abs(found.cum[rows])
            weights = np.where(flat != 0, flat, cum)
            smallest = int(weights[weights > 0].min()) if (weights > 0).any() else 0
            unit = self.profile.sample_types[index].unit
            return units.common_unit(smallest, found.total, unit, 1 / self.options.divide_by)

        return self._kept(("unit", index), chosen)

    def share(self, value: int, index: int) -> str:
        """Return a value as a percentage of the total."""
        return units.percentage(value, self.top(index).total).strip()

    def layout(self, key: tuple[object, ...], compute: Callable[[], _Result]) -> _Result:
        """Return what a pane laid out before under `key`, or lay it out now."""
        return self._kept(("layout", *key), compute)
