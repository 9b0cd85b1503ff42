"""The source of the selected function with what each line costs; without the file, the costs alone."""

from __future__ import annotations

from pathlib import Path

from textual.widget import Widget

from tui.analysis.listing import Listing
from tui.session import Session, ViewState
from tui.symbols.pathmaps import MAPS
from tui.symbols.places import Search
from tui.symbols.sourcefiles import Missing, SourceFile, find_source
from tui.ui.glyphs import GLYPHS
from tui.ui.panes.pane import Pane
from tui.ui.widgets.cells import cut_left
from tui.ui.widgets.code_view import Code, CodeView, Note, Section

_TRIED = 6
"""Paths shown of those that were tried."""


class SourcePane(Pane):
    """Opens scrolled to the line that costs most."""

    word, number, label = "source", 4, "Source"

    def body(self) -> Widget:
        """Make the view."""
        self._view = CodeView(id="source-view")
        self._shown: tuple[object, ...] = ()
        self._latest: tuple[Session, ViewState] | None = None
        return self._view

    def show(self, session: Session, state: ViewState) -> None:
        """Show the lines of the selected frame."""
        shown = (session, state.index, state.frame, self.app.theme)
        self._latest = (session, state)
        if shown == self._shown or not self._view.size.height:
            return
        self._shown = shown
        found = session.listing(state)
        if found is None:
            self._view.show([Note("  select a function to see its source")], None)
            self.head("")
            return
        total = abs(found.cum) or 1
        sections = self._sections(found)
        self._view.show(
            sections, Code(lambda value: session.write(value, state.index) if value else ".", total), hottest=True
        )
        file = found.files[0].file if found.files else ""
        self.head(cut_left(file, max(self.size.width - 12, 10)) if file else session.table.label(found.frame))

    def on_resize(self) -> None:
        """Show what was asked for before there was room to show it in."""
        if self._latest is not None:
            self.call_after_refresh(self.show, *self._latest)

    @staticmethod
    def _sections(found: Listing) -> list[Section | Note]:
        sections: list[Section | Note] = []
        if not found.files:
            sections.append(
                Note("  the profile has no lines for this function: it was not symbolised with line numbers")
            )
        for listed in found.files:
            source = find_source(listed.recorded, Search(Path.cwd(), maps=MAPS.all()))
            if isinstance(source, Missing):
                sections.append(Note(f"  no source: {source.reason}{GLYPHS.dot}{listed.file}"))
                sections.append(Section(listed, None))
                sections += [Note(f"  tried {path}") for path in source.tried[:_TRIED]]
                if len(source.tried) > _TRIED:
                    sections.append(Note(f"  and {len(source.tried) - _TRIED} more"))
            else:
                sections += SourcePane._with_source(listed.file, source)
                sections.append(Section(listed, source))
        return sections

    @staticmethod
    def _with_source(recorded: str, source: SourceFile) -> list[Note]:
        if source.path == recorded:
            return []
        return [Note(f"  {recorded} found as {source.path}")]
