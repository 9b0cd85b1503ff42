"""A profile under some chips, laid out in frames, and the trees of its stacks; each is made once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import Self, TypeVar

from tui.analysis.calltree import CallTree
from tui.analysis.chips import RECURSION, Chips, chipped, options_of
from tui.analysis.framecalls import Inlining
from tui.analysis.frames import FrameTable, Granularity
from tui.analysis.framing import frame_table
from tui.analysis.kinds import kinds
from tui.analysis.narrowing import narrowed_stacks, narrowed_tree
from tui.analysis.stacks import Expanded, Stacks, expand
from tui.analysis.trees import Grown, around, from_leaf, from_root, without_recursion
from tui.pprof.arrays import Int64Array
from tui.pprof.parts import outermost
from tui.pprof.profile import Profile

_Result = TypeVar("_Result")
_KEPT = 256
"""Results kept at a time: enough to walk back and forth, few enough to forget."""
_TREES = 4
"""Trees of other shapes kept at a time; each is as large as the profile."""


class Framed:
    """A profile under some chips, and its samples in frames."""

    def __init__(self, profile: Profile, chips: Chips, *, known: Iterable[Self] = ()) -> None:
        """Filter a profile.

        Args:
            profile: the profile.
            chips: filters and options.
            known: results of the same profile under other chips; if these keep all samples, they are made use of.

        Raises:
            BadOption: an option makes no sense.
        """
        self.chips = chips
        self.options = options_of(chips)
        self._given = {chip.name for chip in chips}
        self._filtered = chipped(profile, chips)
        left = self._filtered.profile
        self.profile = outermost(left) if self.options.noinlines else left
        self.remarks = self._filtered.remarks
        self._results: dict[tuple[object, ...], object] = {}
        self._keeping = Lock()
        """Threads count for the one that draws, and at the same time."""
        self._trees: dict[tuple[object, ...], Grown] = {}
        self._whole = next(filter(self._is_whole, known), None)

    def _is_whole(self, other: Self) -> bool:
        """Say whether other results have the frames of all samples, of which this has some."""
        framing = ("granularity", "noinlines", "showcolumns", "source_path", "trim_path")
        part = self.profile.part_of
        return (
            part is not None
            and part.whole() is other.profile
            and "_expanded" in other.__dict__
            and all(getattr(self.options, option) == getattr(other.options, option) for option in framing)
        )

    @cached_property
    def table(self) -> FrameTable:
        """Names of frames, at the granularity of the options; pprof's default is functions."""
        if self._whole is not None:
            return self._whole.table
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
    def _expanded(self) -> Expanded:
        part = self.profile.part_of
        if self._whole is not None and part is not None:
            of_sample = part.stacks[self.profile.stack_of_sample]
            return self._whole._expanded._replace(stacks=replace(self._whole.stacks, of_sample=of_sample))
        return expand(self.profile, self.table)

    @property
    def _expanded_of(self) -> Profile:
        """The profile whose stacks `stacks` are: that of all samples, if those of some are cut out of them."""
        return self.profile if self._whole is None else self._whole.profile

    @cached_property
    def _inlining(self) -> Inlining:
        return Inlining(self._expanded.inlined) if self._whole is None else self._whole._inlining

    @property
    def stacks(self) -> Stacks:
        """All samples in frames; under a filter, stacks of samples that are gone may be among them."""
        return self._expanded.stacks

    @cached_property
    def _own_stacks(self) -> Stacks:
        """The stacks that some sample has, which are much fewer at times."""
        part = self.profile.part_of
        if self._whole is None or part is None:
            return self.stacks
        return narrowed_stacks(self._whole.stacks, part.stacks, self.profile.stack_of_sample)

    @cached_property
    def kinds(self) -> Int64Array:
        """int64[n_frames]: whose code each frame is."""
        return kinds(self.profile, self.table) if self._whole is None else self._whole.kinds

    @property
    def _collapses(self) -> bool:
        return RECURSION in self._given

    @cached_property
    def _drawn_stacks(self) -> Stacks:
        return without_recursion(self._own_stacks) if self._collapses else self._own_stacks

    @cached_property
    def _from_root(self) -> Grown:
        part, whole = self.profile.part_of, self._whole
        if (
            whole is not None
            and part is not None
            and whole.has_grown(("root",))
            and self._collapses == whole._collapses
        ):
            return Grown(narrowed_tree(whole.tree, part.stacks, self.profile.stack_of_sample))
        return from_root(self._drawn_stacks)

    @property
    def tree(self) -> CallTree:
        """The call tree of all samples."""
        return self._from_root.tree

    def has_grown(self, key: tuple[object, ...]) -> bool:
        """Say whether `grown` has its answer ready."""
        return key in self._trees or (key == ("root",) and "_from_root" in self.__dict__)

    def grown(self, key: tuple[object, ...]) -> Grown:
        """Return a tree: `("root",)`, `("leaf",)` or `("around", frame)`."""
        if key == ("root",):
            return self._from_root
        if key not in self._trees:
            tree = from_leaf(self._drawn_stacks) if key == ("leaf",) else around(self._drawn_stacks, int(str(key[1])))
            while len(self._trees) >= _TREES:
                del self._trees[next(iter(self._trees))]
            self._trees[key] = tree
        return self._trees[key]

    def _kept(self, key: tuple[object, ...], compute: Callable[[], _Result]) -> _Result:
        """Return a result from an earlier time, or compute it now."""
        known = self._results
        with self._keeping:
            if key in known:
                return known[key]  # type: ignore[return-value]  # keyed by kind and arguments of `compute`
        result = compute()
        with self._keeping:
            while len(known) >= _KEPT:
                del known[next(iter(known))]
            known[key] = result
        return result
