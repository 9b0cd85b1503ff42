"""Further results of a profile under some chips: labels, heaviest stacks, facts, and both sides of a difference."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from tui.analysis.calltree import Node
from tui.analysis.chips import exactly
from tui.analysis.difference import Sides, SideWeights, is_difference, side_weights, sides
from tui.analysis.info import Fact, facts
from tui.analysis.labels import LabelKey, label_keys
from tui.analysis.results import Results
from tui.analysis.traces import Trace, heaviest, labels_of
from tui.pprof.arrays import IndexArray

_MANY_LABELS = 20_000
"""To count so many is not for the thread that draws."""
MOST_TRACES = 500
"""Stacks listed: nobody reads more, and they fill the total soon."""


class Details(Results):
    """Results that not every view needs, each computed when first asked for."""

    def labels(self, index: int) -> tuple[LabelKey, ...]:
        """Return all labels with what their samples weigh."""
        return self._kept(("labels", index), lambda: label_keys(self.profile, self.values(index)))

    def is_counted(self, index: int) -> bool:
        """Say whether `labels` takes no time that is felt."""
        return ("labels", index) in self._results or len(self.profile.labels.key) < _MANY_LABELS

    def traces(self, index: int) -> tuple[Trace, ...]:
        """Return the heaviest stacks."""
        return self._kept(("traces", index), lambda: heaviest(self.tree, self.weights(index), MOST_TRACES))

    def stack_value(self, stack: int, index: int) -> int:
        """Return what a sorted stack of the tree adds up to."""
        return self.weights(index).value(Node(0, stack, stack + 1))

    def trace_frame(self, trace: Trace, number: int) -> int:
        """Return a frame of a stack; 0 is the leaf."""
        return int(self.tree.stack(trace.stack)[-1 - number])

    def trace_lines(self, index: int) -> IndexArray:
        """int64[n+1]: where each of the heaviest stacks begins, at one line for it, one for labels, one for a frame."""

        def counted() -> IndexArray:
            stacks = np.array([trace.stack for trace in self.traces(index)], np.int64)
            labelled = np.zeros(len(self.tree), np.bool_)
            labelled[self.tree.of_sample[self.profile.labels.sample]] = True
            lines = 1 + labelled[stacks] + self.tree.depths[stacks]
            return np.concatenate([np.zeros(1, np.int64), np.cumsum(lines)])

        return self._kept(("trace lines", index), counted)

    def trace_labels(self, trace: Trace) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the labels that the samples of a stack carry."""
        return self._kept(
            ("trace labels", trace.stack),
            lambda: labels_of(self.profile, np.flatnonzero(self.tree.of_sample == trace.stack)),
        )

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What the profile says of itself."""
        return facts(self.profile)

    @cached_property
    def is_difference(self) -> bool:
        """True if the profile is compared with a base."""
        return is_difference(self.profile)

    def sides(self, index: int) -> Sides:
        """Return what frames weighed before and after."""
        return self._kept(("sides", index), lambda: sides(self._own_stacks, self.values(index)))

    def side_weights(self, index: int, key: tuple[object, ...] = ("root",)) -> SideWeights:
        """Return what the stacks of a tree weigh before and after."""
        return self._kept(("side weights", index, *key), lambda: side_weights(self.grown(key), self.values(index)))

    @property
    def counting(self) -> int:
        """Column that counts how often the program was sampled; -1 if the profile has none."""
        types = self.profile.sample_types
        names = [value_type.type if value_type.unit == "count" else "" for value_type in types]
        return next((index for index, name in enumerate(names) if name in ("samples", "sample")), -1)

    def pattern_of(self, frame: int) -> str:
        """Return the pattern that matches a frame alone: by name, or without one by file or binary."""
        table = self.table
        if table.name[frame]:
            return exactly(table.strings.decoded(int(table.name[frame])))
        row = int(table.of_function[frame])
        if table.file[frame] and row >= 0:
            return exactly(self.profile.strings.decoded(int(self.profile.functions.filename[row])))
        return exactly(table.strings.decoded(int(table.objfile[frame])))
