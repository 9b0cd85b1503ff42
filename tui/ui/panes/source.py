"""The source of the selected function with what each line costs; without the file, the costs alone."""

from __future__ import annotations

from textual.widget import Widget

from tui.analysis.listing import Listing
from tui.session import Session, ViewState
from tui.symbols.sourcefiles import Missing, SourceFile, doubts, find_source
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import FunctionPane
from tui.ui.widgets.cells import cut_left
from tui.ui.widgets.code_view import Code, CodeView, Note, Section

_TRIED = 6
"""Paths shown of those that were tried."""


class SourcePane(FunctionPane):
    """Opens scrolled to the line that costs most; Enter on a line goes to what it calls most."""

    word, number, label = "source", 4, "Source"
    enters = "source"
    selects = False

    def body(self) -> Widget:
        """Make the view."""
        self._view = CodeView(id="source-view")
        self._shown: tuple[object, ...] = ()
        self._latest: tuple[Session, ViewState] | None = None
        return self._view

    def show(self, session: Session, state: ViewState) -> None:
        """Show the lines of the selected frame."""
        shown = (session, state.index, state.frame, state.pattern, self.app.theme)
        self._latest = (session, state)
        if shown == self._shown or not self._view.size.height:
            return
        same = shown[:3] == self._shown[:3]
        self._shown = shown
        found = session.listing(state)
        if found is None:
            self._view.show([Note("  select a function to see its source")], None)
            self.head("")
            return
        total = abs(found.cum) or 1
        sections = self._sections(session, found)
        matches = session.matches(state)
        code = Code(
            lambda value: session.write(value, state.index) if value else ".",
            total,
            matches.in_text if matches is not None else None,
        )
        self._view.show(sections, code, hottest=not same)
        file = found.files[0].file if found.files else ""
        note = f"sums, not means{GLYPHS.dot}" if session.options.mean else ""
        room = max(self.size.width - 12 - len(note), 10)
        self.head(note + (cut_left(file, room) if file else session.table.label(found.frame)))

    def frame_at(self, row: int) -> int:
        """Return the function that costs most of those that a line calls."""
        place = self._view.place_at(row)
        if place is None or self._latest is None:
            return -1
        session, state = self._latest
        calls = session.line_calls(state.index, state.frame).get(place, ())
        return calls[0].frame if calls else -1

    def on_resize(self) -> None:
        """Show what was asked for before there was room to show it in."""
        self.call_after_refresh(self._show_latest)

    def _show_latest(self) -> None:
        if self._latest is not None:
            self.show(*self._latest)

    @staticmethod
    def _sections(session: Session, found: Listing) -> list[Section | Note]:
        sections: list[Section | Note] = []
        search = session.search
        if not found.files:
            sections.append(
                Note("  the profile has no lines for this function: it was not symbolised with line numbers")
            )
        for listed in found.files:
            source = find_source(listed.recorded, search)
            if isinstance(source, Missing):
                sections.append(Note(f"  no source: {source.reason}{GLYPHS.dot}{listed.file}"))
                sections.append(Section(listed, None))
                sections += [Note(f"  tried {path}") for path in source.tried[:_TRIED]]
                if len(source.tried) > _TRIED:
                    sections.append(Note(f"  and {len(source.tried) - _TRIED} more"))
            else:
                sections += SourcePane._with_source(listed.file, source)
                taken = (session.profile.header.time_nanos + session.profile.duration_nanos) / 1e9
                last = max((cost.line for cost in listed.lines), default=0)
                sections += [Note(f"  {doubt}") for doubt in doubts(source, last, taken)]
                sections.append(Section(listed, source))
        return sections

    @staticmethod
    def _with_source(recorded: str, source: SourceFile) -> list[Note]:
        if source.path == recorded:
            return []
        return [Note(f"  {recorded} found as {source.path}")]
