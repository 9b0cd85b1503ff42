"""What is on the screen, and what follows from it.

A `Session` is one profile under the chips that the user has set, and everything derived from it, computed once and
kept. A `ViewState` is what the user has chosen, immutable, so that a step back is the state before; panes ask the
session for the results that the state needs. A state with other chips needs another session of the same profile
(`with_chips`), and what was selected is found again there by name (`carried_over`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from tui.analysis.chips import Chip, Chips, chips_of, for_pprof, in_pprof
from tui.analysis.kinds import project_chip
from tui.analysis.listing import Listing
from tui.analysis.peek import Peek
from tui.analysis.sampletype import sample_index
from tui.analysis.search import Matches
from tui.finding import Finder
from tui.layout.boxes import FlameLayout, Look
from tui.layout.flame import flame_layout, sandwich_layout
from tui.layout.minimap import place
from tui.layout.viewport import Viewport
from tui.layout.viewstate import Shape, ViewState
from tui.options import Options, flags
from tui.pprof.profile import Profile, ValueType
from tui.symbols.places import Search

__all__ = ["Session", "ViewState"]

_SIBLINGS = 4
"""Sessions of one profile under other chips that are kept, so that a step back need not count again."""
_MANY_NAMES = 100_000
"""To put so many names in order is not for the thread that draws."""


class Session(Finder):
    """A profile, where it came from, and all results that views of it need."""

    def __init__(
        self,
        profile: Profile,
        *,
        title: str,
        origin: str = "",
        options: Options | None = None,
        chips: Chips | None = None,
        known: Iterable[Session] = (),
    ) -> None:
        """Open a profile.

        Args:
            profile: the profile.
            title: what to call it: file name or server and profile, clean and without secrets.
            origin: where it can be had again, as a command line names it.
            options: filters, how to count, and what to show first; pprof's defaults if not given.
            chips: filters and options in place of those in `options`.
            known: sessions of the same profile under other chips.

        Raises:
            BadOption: the options make no sense, or the profile has no such sample type.
        """
        self._opened_with = options or Options()
        super().__init__(profile, chips_of(self._opened_with) if chips is None else chips, known=known)
        self.whole = profile
        self.title, self.origin = title, origin
        self._first_index = sample_index(profile, self._opened_with.sample_index)
        self._siblings: dict[Chips, Session] = {}

    def prepare(self, state: ViewState | None = None) -> Session:
        """Compute what the screen needs to show a state, so that the thread that draws need not."""
        state = state or self.first_state()
        self.widths_of(state)
        self.rows(state)
        if self.is_difference:
            self.sides(state.index)
        if self.counting >= 0:
            self.summed(self.counting)
        if _goes_by_name(state):
            _ = self.table.name_order
        if state.colour == "kind":
            # All names are gone through.
            _ = self.kinds
        # Looking through all processes is not for the thread that draws either.
        _ = self.search
        if len(self.table) < _MANY_NAMES:
            self.make_searchable()
        return self

    @property
    def is_searchable(self) -> bool:
        """Whether the names are ready to be searched; if not, the first search has them made so."""
        return self.table.is_joined

    def make_searchable(self) -> None:
        """Make the names ready to be searched: of a million, that takes a quarter of a second."""
        _ = self.table.joined

    def first_state(self) -> ViewState:
        """Return the state that a profile opens in: the whole of it, the root selected."""
        root = self.tree.root
        return ViewState(
            self._first_index,
            (Viewport(root),),
            root,
            -1,
            chips=self.chips,
            sort=self._opened_with.sort or "flat",
            colour="change" if self.is_difference else "package",
        )

    def sample_type(self, state: ViewState) -> ValueType:
        """Return the sample type on show."""
        return self.profile.sample_types[state.index]

    def index_of(self, wanted: str) -> int:
        """Return the column that a name or number means.

        Raises:
            BadOption: there is no such column.
        """
        return sample_index(self.profile, wanted)

    @property
    def search(self) -> Search:
        """Where sources are looked for."""
        return Search.here(self.options.source_path, self.options.trim_path, self.origin)

    # What a state needs.

    def peek(self, state: ViewState) -> Peek | None:
        """Callers and callees of the selected frame; none for the root."""
        return self.neighbours(state.index, state.frame).peek if state.frame >= 0 else None

    def listing(self, state: ViewState) -> Listing | None:
        """Line costs of the selected frame; none for the root."""
        return self.lines(state.index, state.frame) if state.frame >= 0 else None

    def matches(self, state: ViewState) -> Matches | None:
        """What the pattern finds; none without a pattern.

        Raises:
            BadOption: the pattern is no regular expression.
        """
        return self.found(state.index, state.pattern) if state.pattern else None

    def boxes(self, state: ViewState, width: int, max_rows: int) -> FlameLayout:
        """Return the boxes of the flame graph of a state in so many cells."""
        lay_out = sandwich_layout if state.shape is Shape.SANDWICH else flame_layout
        floor = self.floor(state.index, "nodefraction")
        names = self.table.name_order if state.by_name else None
        return self.layout(
            ("flame", state.index, state.grown, state.viewport, state.by_name, width, max_rows),
            lambda: lay_out(
                self.tree_of(state),
                self.widths_of(state),
                state.viewport,
                width,
                max_rows,
                Look(floor, self.options.drop_negative, names),
            ),
        )

    def place(self, state: ViewState) -> tuple[float, float]:
        """Return where the viewport begins in the whole flame graph, and how wide it is, as shares of its width."""
        names = self.table.name_order if state.by_name else None
        node = state.viewport.node
        return self.layout(
            ("place", state.index, state.grown, node, state.by_name),
            lambda: place(self.tree_of(state), self.widths_of(state), node, names),
        )

    # Other states, and other sessions of the same profile.

    def with_chips(self, chips: Chips) -> Session:
        """Return the same profile under other chips; one from an earlier time if it is still there.

        Raises:
            BadOption: a chip makes no sense.
        """
        if chips == self.chips:
            return self
        if chips not in self._siblings:
            new = Session(
                self.whole,
                title=self.title,
                origin=self.origin,
                options=self._opened_with,
                chips=chips,
                known=[self, *self._siblings.values()],
            )
            while len(self._siblings) >= _SIBLINGS:
                del self._siblings[next(iter(self._siblings))]
            self._siblings[self.chips] = self
            new._siblings = self._siblings
            self._siblings[chips] = new
        return self._siblings[chips]

    def is_ready(self, state: ViewState) -> bool:
        """Say whether a state, maybe under other chips, can be drawn without counting first."""
        session = self if state.chips == self.chips else self._siblings.get(state.chips)
        if session is None or not session.has_grown(state.grown):
            return False
        return session.is_ranked_for(state)

    def is_ranked_for(self, state: ViewState) -> bool:
        """Say whether a state can be put in order without sorting very many names first."""
        return not _goes_by_name(state) or self.table.is_ranked or len(self.table) < _MANY_NAMES

    def label_keys(self) -> list[str]:
        """Return the keys of the profile's labels, as clean text."""
        return sorted({self.whole.strings[key] for key in np.unique(self.whole.labels.key).tolist()})

    def project(self) -> Chip | None:
        """Return the filter that shows the program's own code alone; none if it cannot be told."""
        return project_chip(self.whole)

    def command(self, state: ViewState, pane: str, arguments: Sequence[str]) -> str:
        """Return the command line of `go tool pprof` that shows what a pane shows, as far as it has words for it.

        Args:
            state: what is on the screen.
            pane: `flame`, `top`, `peek`, `source`, `labels`, `traces` or `info`.
            arguments: what names the profile: file or sources, a base.
        """
        pattern = self.pattern_of(state.frame) if state.frame >= 0 else "."
        pattern = in_pprof(pattern, self.chips) or pattern
        reports = {"top": "-top", "peek": f"-peek={pattern}", "source": f"-list={pattern}"}
        report = (
            reports | {"labels": "-tags", "traces": "-traces", "info": "-raw", "disasm": f"-disasm={pattern}"}
        ).get(pane, "-http=localhost:")
        options, _ = for_pprof(self.chips)
        options = replace(options, sample_index=self.sample_type(state).type)
        if pane == "top" and state.sort == "cum":
            options = replace(options, sort="cum")
        return shlex.join(["go", "tool", "pprof", report, *flags(options), *arguments])

    def carried_over(self, old: Session, state: ViewState) -> ViewState:
        """Return this session's state that shows what `state` showed of an older session.

        Frames are found again by name, and nodes by the names on their path; what is gone falls back to its nearest
        ancestor that is still there.
        """
        same = self.table is old.table
        numbers = {} if same else {self.table.sort_key(frame): frame for frame in range(len(self.table))}

        def again(frame: int) -> int:
            if same or frame < 0:
                return max(frame, -1)
            return numbers.get(old.table.sort_key(frame), -2)

        types = [value_type.type for value_type in self.profile.sample_types]
        wanted = old.sample_type(state).type
        index = state.index
        if types[index : index + 1] != [wanted]:
            # Several types may have one name; only where its column is another one is it looked for.
            index = types.index(wanted) if wanted in types else self._first_index
        frame, pivot = max(again(state.frame), -1), max(again(state.pivot), -1)
        new = replace(state, index=index, frame=frame, pivot=pivot, gathered=0, chips=self.chips)
        if self.is_difference and not old.is_difference:
            new = replace(new, colour="change", own_colour=state.colour)
        elif state.colour == "change" and not self.is_difference:
            new = replace(new, colour=state.own_colour)
        if state.shape is Shape.SANDWICH:
            shape = Shape.SANDWICH if pivot >= 0 else Shape.ICICLE
            root = self.tree_of(replace(new, shape=shape)).root
            new = replace(new, shape=shape, zooms=(Viewport(root),), node=root)
            return replace(new, node=self.heaviest(new, frame))
        before, now = old.tree_of(state), self.tree_of(new)
        zooms = (Viewport(now.find([again(f) for f in before.path(zoom.node)])) for zoom in state.zooms)
        node = now.find([again(number) for number in before.path(state.node)])
        # Zooms that fall together are one step back.
        new = replace(new, zooms=tuple(zoom for zoom, _ in groupby(zooms)), node=node)
        if now.frame_of(node) == frame:
            return new
        # The path is gone, maybe the function is still there by another one.
        elsewhere = self.heaviest(new, frame)
        return self.seen(replace(new, node=elsewhere)) if elsewhere.depth else replace(new, frame=now.frame_of(node))


def _goes_by_name(state: ViewState) -> bool:
    return state.by_name or state.sort == "name"
