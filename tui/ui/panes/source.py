"""The source of the selected function with what each line costs; without the file, the costs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual import on
from textual.widget import Widget
from textual.worker import Worker

from tui.analysis.inlined import inlined_frames
from tui.analysis.linecalls import LineCall
from tui.analysis.listing import FileListing, Listing
from tui.session import Session, ViewState
from tui.symbols.sourcefiles import Missing, SourceFile, doubts, find_source
from tui.ui import keys
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import FunctionPane
from tui.ui.panes.subject import Subject
from tui.ui.sources import Found, Sources
from tui.ui.widgets.cells import Piece, cut_left, cut_middle, width_of
from tui.ui.widgets.code_rows import Note, Place, Section, files_below
from tui.ui.widgets.code_view import Code, CodeView
from tui.ui.widgets.rows import Rows

_TRIED = 6
"""Paths shown of those that were tried."""
_NAMED = 3
"""Calls of a line that are named where its text is not known."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file that the profile names."""

    recorded: bytes
    """The file as recorded."""
    line: int
    """0 if unknown."""
    last_line: int
    """The highest line that is shown of the file."""


class SourcePane(FunctionPane):
    """Opens scrolled to the line that costs most; Enter on a line goes to what it calls most."""

    word, number, label = "source", 4, "Source"
    enters = "source"
    selects = False

    def body(self) -> Widget:
        """Make the view."""
        self._view = CodeView(id="source-view")
        self._sources = Sources(lambda recorded, search: find_source(recorded, search))
        self._shown: tuple[object, ...] = ()
        self._what: tuple[Session, int, int] | None = None
        """Session, sample type and function that the lines are of."""
        self._about: Subject | None = None
        self._latest: tuple[Session, ViewState] | None = None
        self._names: dict[int, bytes] = {}
        """Frames inlined into lines at hand, by the number that they had in a profile that was let go of."""
        self._moved = False
        """The user moved the cursor since the function is shown."""
        self._remark = ""
        self._named: dict[bytes, str] = {}
        """Files of the function by path as recorded."""
        return self._view

    def show(self, session: Session, state: ViewState) -> None:
        """Show the lines of the selected frame."""
        self._latest = (session, state)
        about, before = Subject.of(session, state.index, state.frame), self._about
        self._about = about
        if not about.has_function_of(before):
            self._view.unfolded.clear()
        elif self._what is None or session is not self._what[0]:
            self._view.renumber(self._numbers(session, state))
        found = session.listing(state)
        sources = self._files(session, state, found)
        what = (session, state.index, state.frame)
        shown = (*what, state.pattern, self.app.theme, frozenset(self._view.unfolded), sources)
        if shown == self._shown:
            return
        if what != self._what:
            # Of a newer profile the same line is of interest, whatever costs most there.
            self._moved = about.is_still(before)
        # Keys typed ahead may move the cursor before there is a height. Then it is shown again, the line in the middle.
        self._what, self._shown = what, shown if self._view.size.height else ()
        if found is None:
            self._view.show([Note("  select a function to see its source")], None)
            self._show_head()
            return
        texts = {recorded: file for recorded, file in sources.items() if isinstance(file, SourceFile)}
        parts = [
            part for number in range(len(found.files)) for part in self._parts(session, state, found, number, sources)
        ]
        if not parts:
            parts.append(Note("  the profile has no lines for this function: it was not symbolised with line numbers"))
        self._view.show(parts, self._code(session, state, found), sources=texts, hottest=not self._moved)
        self._remark = f"sums, not means{GLYPHS.dot}" if session.options.mean else ""
        self._named = {listed.recorded: listed.file for listed in found.files}
        self._show_head()

    def forget(self) -> None:
        """Let go of the profile."""
        self._names = self._names_at_hand()
        self._latest = self._what = None
        self._shown = ()
        self._view.clear()

    # What is shown.

    def _files(self, session: Session, state: ViewState, found: Listing | None) -> Mapping[bytes, Found]:
        """Return the files that are to be shown, as far as they are read; the others are shown once they are."""
        if found is None:
            return {}
        below = files_below(session.inlined(state.index, state.frame), self._view.unfolded)
        wanted = {listed.recorded for listed in found.files} | below
        sources = self._sources.get(wanted, session.search)
        if len(sources) < len(wanted):
            _: Worker[None] = self.run_worker(self._catch_up, group="source", exclusive=True, name="source")
        return sources

    async def _catch_up(self) -> None:
        await self._sources.arrive()
        self.call_later(self._show_latest)

    def _numbers(self, session: Session, state: ViewState) -> Mapping[int, int]:
        """Return the numbers that the frames inlined into the lines at hand have now."""
        names = self._names_at_hand()
        if not names:
            return {}
        here = inlined_frames(session.inlined(state.index, state.frame))
        numbers = {session.table.sort_key(frame): frame for frame in here}
        return {frame: numbers[name] for frame, name in names.items() if name in numbers}

    def _names_at_hand(self) -> dict[int, bytes]:
        if self._what is None:
            return self._names
        table = self._what[0].table
        return {frame: table.sort_key(frame) for frame in self._view.frames()}

    @staticmethod
    def _parts(
        session: Session, state: ViewState, found: Listing, number: int, sources: Mapping[bytes, Found]
    ) -> list[Section | Note]:
        """Return the lines of one of the files, below what there is to say of it."""
        listed = found.files[number]
        source = sources.get(listed.recorded)
        notes: list[Section | Note] = []
        if len(found.files) > 1:
            flat = session.write(sum(line.flat for line in listed.lines), state.index)
            notes.append(
                Note(f"  file {number + 1} of {len(found.files)}{GLYPHS.dot}flat {flat}{GLYPHS.dot}{listed.file}")
            )
        section = Section(
            listed, source if isinstance(source, SourceFile) else None, session.inlined(state.index, state.frame)
        )
        if source is None:
            return [*notes, Note(f"  reading {listed.file}"), section]
        if isinstance(source, Missing):
            return [*notes, Note(f"  no source: {source.reason}{GLYPHS.dot}{listed.file}"), section, *_tried(source)]
        if source.path != listed.file:
            notes.append(Note(f"  {listed.file} found as {source.path}"))
        taken = (session.profile.header.time_nanos + session.profile.duration_nanos) / 1e9
        notes += [Note(f"  {doubt}", warns=True) for doubt in doubts(source, _last_line(listed), taken)]
        return [*notes, section]

    def _code(self, session: Session, state: ViewState, found: Listing) -> Code:
        matches = session.matches(state)
        return Code(
            lambda value: session.write(value, state.index),
            abs(found.cum) or 1,
            self._calls_told,
            session.table.label,
            matches.in_text if matches is not None else None,
        )

    def _show_head(self) -> None:
        """Show which file it is, and at the right what the line under the cursor calls."""
        if self._latest is None or self._latest[1].frame < 0:
            self.head("")
            return
        style, row = self._view.palette.head, self._view.row_under_cursor()
        file = self._named.get(row.key[0][0], "") if row is not None else next(iter(self._named.values()), "")
        file = file or self._latest[0].table.label(self._latest[1].frame)
        told = self._told()
        right: list[Piece] = [(f" {cut_middle(told, self.size.width // 2)} ", style)] if told else []
        room = self.size.width - 13 - len(self._remark) - sum(width_of(text) for text, _ in right)
        self.head(self._remark + cut_left(file, max(room, 10)), right)

    def _told(self) -> str:
        row = self._view.row_under_cursor()
        if row is None or self._latest is None:
            return ""
        if row.depth:
            return f"inlined {self._latest[0].table.label(row.frame)}"
        return self._calls_told(row.place, 1)

    def _calls_told(self, place: Place, named: int = _NAMED) -> str:
        """Return which functions a line calls, the heaviest first; nothing if it calls none."""
        calls = self._calls_of(place)
        if not calls or self._latest is None:
            return ""
        session, state = self._latest
        told = [
            f"{session.table.label(call.frame)} {session.write(call.weight, state.index)}" for call in calls[:named]
        ]
        more = [f"{len(calls) - named} more"] if len(calls) > named else []
        return "calls " + ", ".join(told + more)

    # What the user can go to from the line under the cursor.

    def frame_at(self, row: int) -> int:
        """Return the function that costs most of those that a line calls, or that was inlined."""
        shown = self._view.code_at(row)
        if shown is None or shown.depth:
            return shown.frame if shown is not None else -1
        calls = self._calls_of(shown.place)
        return calls[0].frame if calls else -1

    def calls(self) -> tuple[LineCall, ...]:
        """Return what the line under the cursor calls, the heaviest first."""
        row = self._view.row_under_cursor()
        return self._calls_of(row.place) if row is not None and not row.depth else ()

    def spot(self) -> Spot | None:
        """Return the line under the cursor; on a remark, where the function costs most; None if nothing is known."""
        row = self._view.row_under_cursor()
        found = self._latest[0].listing(self._latest[1]) if self._latest is not None else None
        if found is None or not found.files:
            return None
        if row is None:
            return hottest_spot(found)
        recorded, line = row.place
        listed = next((file for file in found.files if file.recorded == recorded), None)
        return Spot(recorded, line, _last_line(listed) if listed is not None else line)

    def read_again(self) -> None:
        """Show files as they are now."""
        self._sources.forget()
        self._show_latest()

    def _calls_of(self, place: Place) -> tuple[LineCall, ...]:
        if self._latest is None:
            return ()
        session, state = self._latest
        return session.line_calls(state.index, state.frame).get(place, ())

    # What happens.

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Tell of the line that the cursor is on now."""
        event.stop()
        self._moved = True
        self._show_head()

    @on(CodeView.Folded)
    def _folded(self, event: CodeView.Folded) -> None:
        event.stop()
        self._moved = True
        self._show_latest()

    def on_resize(self) -> None:
        """Show what was asked for before there was room to show it in."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self._show_latest()
        self._show_head()

    def _show_latest(self) -> None:
        if self._latest is not None and self.is_attached:
            self.show(*self._latest)


def hottest_spot(found: Listing) -> Spot | None:
    """Return the line of a function that costs most; None if none is known."""
    costs = [(abs(cost.cum), abs(cost.flat), listed, cost.line) for listed in found.files for cost in listed.lines]
    if not costs:
        return None
    _, _, listed, line = max(costs, key=lambda one: one[:2])
    return Spot(listed.recorded, line, _last_line(listed))


def _last_line(listed: FileListing) -> int:
    return max((cost.line for cost in listed.lines), default=0)


def _tried(source: Missing) -> list[Note]:
    """Return where a file was looked for, and what to do about it."""
    notes = [Note(f"  tried {path}") for path in source.tried[:_TRIED]]
    if len(source.tried) > _TRIED:
        notes.append(Note(f"  and {len(source.tried) - _TRIED} more"))
    return [Note(f"  {keys.shown('source.file')}: say where it is"), *notes]
