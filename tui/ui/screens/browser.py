"""One profile in several panes with one selection: the place where panes are connected."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import events, on

from tui.analysis.chips import Chip, regrouped, without
from tui.ui import keys
from tui.ui.messages import WantsList, WantsOpener
from tui.ui.panes.labelrows import LabelList
from tui.ui.panes.pane import FunctionPane, Pane
from tui.ui.panes.top import TopTable
from tui.ui.screens.sourcing import SourcingScreen
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell

_ABOUT_ONE = ("top", "peek", "source", "disasm")
"""Panes in which one function is looked at."""


class BrowserScreen(SourcingScreen):
    """Turns what the user does in panes and by key into the next state."""

    CSS_PATH = "browser.tcss"
    BINDINGS = keys.bindings("browser")
    AUTO_FOCUS = None

    # What the user does, pane by pane.

    @on(Lines.Clicked, "#title")
    def _title_clicked(self, event: Lines.Clicked) -> None:
        event.stop()
        self.leave_prompts()
        self.refocus()
        pieces, chip = event.lines.pieces(), event.lines.palette.chip
        shown = [number for number, (_, style) in enumerate(pieces) if style is chip]
        if event.number in shown:
            self.drop_chip(self.state.chips[shown.index(event.number) - len(shown)])
            return
        text = pieces[event.number][0]
        for pane in self.panes():
            if event.number > 1 and text.split()[:1] == [str(pane.number)]:
                self.action_go(pane.word)

    @on(FunctionPane.Selected)
    def _function_selected(self, event: FunctionPane.Selected) -> None:
        self.select(event.frame)

    @on(FunctionPane.Entered)
    def _function_entered(self, event: FunctionPane.Entered) -> None:
        self.select(event.frame)
        if event.pane != self.active:
            self.action_go(event.pane)

    @on(LabelList.Filtered)
    def _label_filtered(self, event: LabelList.Filtered) -> None:
        self.add_chip(Chip(event.option, event.text))

    @on(LabelList.Regrouped)
    def _label_regrouped(self, event: LabelList.Regrouped) -> None:
        self.once_arrived(partial(self._regroup, event.option, event.key))

    def _regroup(self, option: str, key: str) -> None:
        chip = regrouped(self.state.chips, option, key)
        if chip.value:
            self.add_chip(chip)
        else:
            self.set_chips(without(self.state.chips, option), f"{option} taken out")

    @on(LabelList.Unable)
    def _label_unable(self, event: LabelList.Unable) -> None:
        self.notice(event.why)

    @on(TopTable.Sorted)
    def _top_sorted(self) -> None:
        columns = ("flat", "cum", "name")
        self.change(sort=columns[(columns.index(self.state.sort) + 1) % 3], reverse=False)

    @on(TopTable.Reversed)
    def _top_reversed(self) -> None:
        self.change(reverse=not self.state.reverse)

    @on(Rows.Chosen)
    @on(Rows.Moved)
    def _rows_elsewhere(self, event: Rows.Chosen | Rows.Moved) -> None:
        event.stop()

    # Actions of keys.

    def action_go(self, pane: str) -> None:
        """Go to a pane."""
        self.leave_prompts()
        self.active = pane
        rows = self.session.rows(self.state)
        if pane not in ("flame", *self.beside):
            self.like({"guest": pane}, remembered=not self.single)
        if pane in _ABOUT_ONE and self.state.frame < 0 and len(rows):
            # The other panes are about a function; the one that costs most is where a look begins.
            self.select(int(rows[0]))
        self.place_panes()
        self.focus_pane(pane)
        self.call_after_refresh(self.show_all)

    def action_back(self) -> None:
        """Take back one thing: search, maximised pane, zoom, last filter; then go back to the server's list."""
        if self.call_off():
            return
        if self.state.pattern:
            self.change(pattern="")
        elif self.maximised:
            self.action_maximise()
        elif len(self.state.zooms) > 1:
            new = self.session.zoomed_out(self.state)
            self.change(zooms=new.zooms, node=new.node, frame=new.frame, gathered=0)
        elif self.state.chips:
            self.drop_chip(self.state.chips[-1])
        else:
            tell(self, WantsList())

    def action_sample_type(self, by: int) -> None:
        """Show another sample type."""
        count = len(self.session.profile.sample_types)
        if count == 1:
            self.notice("this profile has one sample type only")
            return
        index = (self.state.index + by) % count
        # What a look into a `+N` box leaves out is another for each type.
        new = self.session.seen(replace(self.state, index=index))
        self.change(index=index, zooms=new.zooms)

    def action_open(self) -> None:
        """Ask what to open."""
        # Told at once: keys typed ahead are for the screen that comes.
        tell(self, WantsOpener())

    # From state to screen.

    def select(self, frame: int) -> None:
        """Select a frame, on its heaviest path in view; if it is out of view, the whole profile comes back."""
        new = self.session.selecting(self.state, frame)
        self.change(node=new.node, frame=frame, gathered=0, zooms=new.zooms, pivot=new.pivot)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that was clicked into becomes the active one, and nothing is typed any more.

        This comes late, and the focus may be elsewhere by then: the pane that it left may be gone from the screen.
        """
        if event.widget is not self.focused:
            return
        pane = next((node for node in event.widget.ancestors_with_self if isinstance(node, Pane)), None)
        if pane is not None:
            self.leave_prompts()
        if pane is not None and pane.word != self.active:
            self.active = pane.word
            self.show_bottom()
