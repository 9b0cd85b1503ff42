"""From lines of source to what they call, to an editor, and to the file itself where it was not found."""

from __future__ import annotations

import os
from functools import partial

from textual import on, work

from tui.errors import ProfileError
from tui.kept import short_path
from tui.symbols.choosing import teach
from tui.symbols.pathmaps import MAPS
from tui.symbols.sourcefiles import Missing, SourceFile, find_source
from tui.text import clean
from tui.ui import keys
from tui.ui.editor import edit, edit_command, editor_words
from tui.ui.panes.disasm import DisasmPane
from tui.ui.panes.source import SourcePane, Spot, hottest_spot
from tui.ui.screens.calls import CallsScreen
from tui.ui.screens.copying import CopyingScreen
from tui.ui.screens.locating import LocatingScreen
from tui.ui.threads import awaited
from tui.ui.widgets.code_view import CodeView


class SourcingScreen(CopyingScreen):
    """Does by key what is about lines of source."""

    def select(self, frame: int) -> None:
        """Select a frame in all panes."""
        raise NotImplementedError

    @on(CodeView.Unable)
    def _unable(self, event: CodeView.Unable) -> None:
        event.stop()
        self.notice(event.why)

    # The calls of a line.

    def action_calls(self) -> None:
        """Choose among the functions that the line under the cursor calls."""
        session, state, pane = self.session, self.state, self.query_one(SourcePane)
        calls, spot = pane.calls(), pane.spot()
        if not calls or spot is None:
            self.notice("this line calls nothing that costs")
            return
        shown = [
            (
                call.frame,
                session.write(call.weight, state.index) + (" inlined" * call.inlined),
                session.table.label(call.frame),
            )
            for call in calls
        ]

        def go(frame: int | None) -> None:
            if self.session is not session:
                # A watched source brought another profile, of which this is another function's number.
                self.notice(f"the profile changed meanwhile: press {keys.shown('source.calls')} again")
            elif frame is not None:
                self.select(frame)

        self.app.push_screen(CallsScreen(spot.line, shown), go)

    # A file chosen by hand.

    def action_locate(self) -> None:
        """Ask where the file of the line under the cursor is."""
        spot = self.query_one(SourcePane).spot()
        if spot is None or not spot.recorded:
            self.notice("the profile does not say which file this function is in")
            return

        def learn(source: SourceFile | None) -> None:
            if source is not None:
                self._learn(spot.recorded, source)

        self.app.push_screen(LocatingScreen(spot.recorded, spot.last_line), learn)

    @work(group="learn", name="learn")
    async def _learn(self, recorded: bytes, source: SourceFile) -> None:
        session = self.session
        try:
            (theirs, ours), trouble = await awaited(teach, source, recorded, MAPS, lambda: session.search)
        except ProfileError as error:
            self.notice(str(error), wrong=True)
            return
        self.show_all()
        kept = trouble or f"to forget it, take it out of {short_path(MAPS.file)}"
        self.notice(f"learned: {clean(theirs)} is {clean(ours)} here; {kept}", wrong=bool(trouble))

    # The editor.

    def action_edit(self) -> None:
        """Open the editor at the line under the cursor, or where the selection costs most."""
        try:
            words = editor_words(os.environ)
        except ProfileError as error:
            self.notice(str(error), wrong=True)
            return
        spot = self._spot_at_hand()
        if isinstance(spot, str):
            self.notice(spot)
        else:
            self._edit(words, spot)

    def _spot_at_hand(self) -> Spot | str:
        """Return the line to edit, or why there is none."""
        spot: Spot | None = None
        if self.active == "source":
            spot = self.query_one(SourcePane).spot()
        elif self.active == "disasm":
            place = self.query_one(DisasmPane).place()
            spot = Spot(*place, place[1]) if place is not None else None
        frame = self.frame_at_hand()
        if spot is None and frame >= 0:
            spot = hottest_spot(self.session.lines(self.state.index, frame))
        if spot is not None and spot.recorded:
            return spot
        return "select a function to edit its source" if frame < 0 else "the profile does not say which file this is in"

    @work(group="edit", exclusive=True, name="edit")
    async def _edit(self, words: list[str], spot: Spot) -> None:
        try:
            found = await awaited(find_source, spot.recorded, self.session.search)
        except ProfileError as error:
            self.notice(str(error), wrong=True)
            return
        if isinstance(found, Missing):
            where = f"{keys.shown('pane.source')} then {keys.shown('source.file')} says where it is"
            self.notice(f"no source of {clean(spot.recorded)}: {found.reason}; {where}")
            return
        line = min(spot.line, len(found.lines))
        try:
            said = edit(self.app, edit_command(words, found.place, line))
        except ProfileError as error:
            self.notice(str(error), wrong=True)
            return
        self.call_after_refresh(partial(self._came_back, said))

    def _came_back(self, said: str) -> None:
        self.query_one(SourcePane).read_again()
        self.notice(said, wrong=bool(said))
