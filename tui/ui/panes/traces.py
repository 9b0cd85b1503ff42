"""The heaviest stacks one by one, leaf first, with the labels of their samples."""

from __future__ import annotations

import numpy as np
from textual.strip import Strip
from textual.widget import Widget

from tui.analysis.namesakes import NamedStack
from tui.analysis.traces import Trace
from tui.pprof.arrays import IndexArray
from tui.session import Session, ViewState
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import FunctionPane
from tui.ui.widgets.cells import Piece, cut, fitted, strip
from tui.ui.widgets.counts import counted, samples
from tui.ui.widgets.rows import Rows

_VALUES = 4
"""Values of a label that are named."""

_Place = tuple[NamedStack, int]
"""A stack, root first, and how many rows before the end of the stack it is."""


class TraceList(Rows):
    """For each stack a line of numbers, a line of labels if it has any, and its frames; nothing is laid out ahead."""

    session: Session | None = None
    state: ViewState | None = None
    traces: tuple[Trace, ...] = ()
    heads: IndexArray = np.zeros(1, np.int64)
    """int64[n+1]: row of each stack's first line."""

    note = ""
    """What is said where there are no stacks."""

    def clear(self) -> None:
        """Have no stacks."""
        self.session = self.state = None
        self.traces, self.heads, self.note = (), np.zeros(1, np.int64), ""

    @property
    def has_rows(self) -> bool:
        """Whether there are stacks."""
        return bool(self.traces)

    def row_count(self) -> int:
        """Return the number of lines."""
        return int(self.heads[-1]) or 1

    def may_rest(self, row: int) -> bool:
        """The cursor rests on frames."""
        return bool(self.traces) and self.frame_at(row) >= 0

    def frame_at(self, row: int) -> int:
        """Return the frame that a line shows; -1 for numbers and labels."""
        assert self.session is not None
        trace, line = self._line(row)
        frame = line - 1 - bool(self.session.trace_labels(trace))
        return self.session.trace_frame(trace, frame) if frame >= 0 else -1

    def row_of(self, frame: int) -> int:
        """Return the first line that shows a frame; -1 if none does."""
        assert self.session is not None
        tree = self.session.tree
        for number, trace in enumerate(self.traces):
            leaf_last = tree.stack(trace.stack)
            found = np.flatnonzero(leaf_last[::-1] == frame)
            if len(found):
                return int(self.heads[number + 1]) - len(leaf_last) + int(found[0])
        return -1

    def place(self) -> _Place | None:
        """Return the stack and the frame under the cursor; None if there is no stack."""
        if self.session is None or self.state is None or not self.traces:
            return None
        trace, _ = self._line(self.cursor)
        number = self.traces.index(trace)
        stack = self.session.tree.stack(trace.stack)
        return NamedStack.of(self.session.table, stack), int(self.heads[number + 1]) - self.cursor

    def find(self, place: _Place) -> int:
        """Return the row of a frame of a stack that has the same names, in another profile; -1 if there is none."""
        assert self.session is not None
        stack, from_end = place
        for number, trace in enumerate(self.traces):
            if stack.is_namesake(self.session.table, self.session.tree.stack(trace.stack)):
                return int(self.heads[number + 1]) - from_end
        return -1

    def row_line(self, row: int, width: int, *, under_cursor: bool) -> Strip:
        """Format one line."""
        palette = self.palette
        if not self.traces:
            return strip([(self.note, palette.faint)], width, palette.plain)
        frame = self.frame_at(row)
        if frame < 0:
            return strip(self._heading(row, width), width, palette.plain)
        assert self.session is not None
        assert self.state is not None
        name = fitted(self.session.table.label(frame), width - 12)
        if under_cursor:
            style = palette.cursor if self.has_focus else palette.held
            return strip([(f"{'':11}{name}", style)], width, style)
        matches = self.session.matches(self.state)
        found = matches is not None and bool(matches.frames[frame])
        style = palette.match if found else palette.plain
        return strip([(" " * 11, palette.plain), (name, style)], width, palette.plain)

    def _heading(self, row: int, width: int) -> list[Piece]:
        assert self.session is not None
        assert self.state is not None
        trace, line = self._line(row)
        if line:
            said = (
                f"{key}: {', '.join(values[:_VALUES])}{GLYPHS.ellipsis if len(values) > _VALUES else ''}"
                for key, values in self.session.trace_labels(trace)
            )
            return [(cut(f"{'':11}{GLYPHS.dot.join(said)}", width), self.palette.faint)]
        index = self.state.index
        value, share = self.session.write(trace.value, index), self.session.share(trace.value, index)
        return [
            (f"{value:>9} {share:>6}  ", self.palette.strong),
            (cut(self._counted(trace), width - 18), self.palette.faint),
        ]

    def _counted(self, trace: Trace) -> str:
        """Return how many samples were taken in a stack; records that are no random samples have no error."""
        assert self.session is not None
        if self.session.counting < 0:
            return counted(trace.samples, "record")
        return samples(self.session.stack_value(trace.stack, self.session.counting))

    def stack(self) -> list[int]:
        """Return the frames of the stack under the cursor, leaf first; none if there is no stack."""
        if self.session is None or not self.traces:
            return []
        trace, _ = self._line(self.cursor)
        number = self.traces.index(trace)
        lines = range(int(self.heads[number]), int(self.heads[number + 1]))
        return [frame for frame in map(self.frame_at, lines) if frame >= 0]

    def _line(self, row: int) -> tuple[Trace, int]:
        number = int(np.searchsorted(self.heads, row, side="right")) - 1
        return self.traces[number], row - int(self.heads[number])


class TracesPane(FunctionPane):
    """Stacks; moving the cursor selects the frame under it."""

    word, number, label = "traces", 6, "Traces"
    enters = "source"

    def body(self) -> Widget:
        """Make the list."""
        self._list = TraceList(id="traces-list")
        self._shown: tuple[object, ...] = ()
        self._left: _Place | None = None
        """Where the cursor was when the profile was let go of."""
        return self._list

    def show(self, session: Session, state: ViewState) -> None:
        """Show the heaviest stacks."""
        rows = self._list
        shown = (session, state.index, state.pattern, self.app.theme)
        if shown == self._shown:
            rows.state = state
            self._follow(state.frame)
            return
        same = shown[:2] == self._shown[:2]
        kept = None if same else rows.place() or self._left
        self._shown, self._left = shown, None
        rows.session, rows.state = session, state
        rows.traces, rows.note = session.traces(state.index), "  no stack weighs anything"
        rows.heads = session.trace_lines(state.index)
        here = rows.cursor if same else rows.find(kept) if kept is not None else -1
        if here >= 0:
            rows.stay_on(here)
        else:
            rows.renew(0)
        self._follow(state.frame)
        weight = sum(trace.value for trace in rows.traces)
        share = f"{GLYPHS.dot}{session.share(weight, state.index)} of the total" if rows.traces else ""
        self.head(f"the {len(rows.traces):,} heaviest stacks{share}")

    def forget(self) -> None:
        """Let go of the profile."""
        self._shown, self._left = (), self._list.place() or self._left
        self._list.clear()

    def _follow(self, frame: int) -> None:
        """Put the cursor on a function that was selected elsewhere, in the heaviest stack that has it."""
        if frame >= 0 and self.frame_at_cursor() != frame and (row := self._list.row_of(frame)) >= 0:
            self._list.place_cursor(row)

    def frame_at(self, row: int) -> int:
        """Return the frame in a line."""
        return self._list.frame_at(row) if self._list.traces else -1

    def frame_at_cursor(self) -> int:
        """Return the frame under the cursor; -1 for none."""
        return self.frame_at(self._list.cursor)

    def stack(self) -> list[int]:
        """Return the frames of the stack under the cursor, leaf first; none if there is no stack."""
        return self._list.stack()
