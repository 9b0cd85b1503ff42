"""One profile in four panes with one selection: the place where panes are connected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from tui.errors import ProfileError
from tui.layout.viewport import Viewport
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.messages import Refetch, WantsList, WantsOpener
from tui.ui.panes.flame import FlamePane
from tui.ui.panes.pane import Pane
from tui.ui.panes.peek import PeekPane
from tui.ui.panes.source import SourcePane
from tui.ui.panes.top import TopPane, TopTable
from tui.ui.screens.noticing import key_hints
from tui.ui.screens.prompting import PromptingScreen
from tui.ui.screens.wording import detail_lines, title_pieces
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.line import Lines
from tui.ui.widgets.prompt import Prompt
from tui.ui.widgets.rows import Rows

_WIDE = 120
"""From this many columns on, all panes stand side by side."""
_REST = 0.08
"""Seconds that the cursor rests before the panes that follow it are brought up to date."""


class BrowserScreen(PromptingScreen):
    """Holds the state, hands it to the panes, and turns what they say into the next state."""

    CSS_PATH = "browser.tcss"
    BINDINGS = keys.bindings("browser")
    AUTO_FOCUS = None

    def __init__(self, session: Session, state: ViewState | None = None) -> None:
        """Show a session.

        Args:
            session: the profile to show.
            state: what to show of it; the whole of it if not given.
        """
        super().__init__(session, state or session.first_state())
        self.active = "flame"
        self.maximised = False
        self._followers: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out title, panes, details, search and keys."""
        yield Lines(id="title")
        with Horizontal(id="panes"):
            yield FlamePane(id="flame")
            with Vertical(id="side"):
                yield TopPane(id="top")
                yield PeekPane(id="peek")
                yield SourcePane(id="source")
        yield Lines(2, id="detail")
        yield Prompt("/", id="search")
        yield Prompt(":", id="options")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Show the profile."""
        self._arrange()
        self._focus(self.active)
        self.call_after_refresh(self._show)
        self.watch(self.app, "theme", self._theme_changed, init=False)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the panes to the new size."""
        self._arrange()
        self.call_after_refresh(self._show)

    def open(self, session: Session) -> None:
        """Show another profile of the same kind under the present selection and options."""
        old, options = self.session, self.session.options
        self.forget_steps()
        self.state = session.carried_over(old, self.state)
        self.session = session
        self.show_session()
        self.see_under(options)

    def show_session(self) -> None:
        """Show the session and state that are there now."""
        self._show()

    def refocus(self) -> None:
        """Give the keys back to the active pane."""
        self._focus(self.active)

    # What the user does, pane by pane.

    @on(FlamePane.Selected)
    def _flame_selected(self, event: FlamePane.Selected) -> None:
        box = event.box
        frame = self.session.tree.frame_of(box.node)
        self.change(node=box.node, frame=frame, gathered=box.skip if box.gathered else 0)

    @on(FlamePane.Entered)
    def _flame_entered(self, event: FlamePane.Entered) -> None:
        box = event.box
        viewport = Viewport(box.node, box.skip if box.gathered else 0)
        if viewport == self.state.viewport:
            return
        zooms = (*self.state.zooms, viewport)
        self.change(zooms=zooms, node=box.node, frame=self.session.tree.frame_of(box.node), gathered=0)

    @on(TopPane.Selected)
    def _top_selected(self, event: TopPane.Selected) -> None:
        self.select(event.frame)

    @on(TopPane.Entered)
    def _top_entered(self, event: TopPane.Entered) -> None:
        self.select(event.frame)
        self.action_go("peek")

    @on(PeekPane.Entered)
    def _peek_entered(self, event: PeekPane.Entered) -> None:
        self.select(event.frame)

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
        self.close_prompts()
        self.active = pane
        rows = self.session.rows(self.state)
        if pane != "flame" and self.state.frame < 0 and len(rows):
            # The other panes are about a function; the one that costs most is where a look begins.
            self.select(int(rows[0]))
        self._arrange()
        self._focus(pane)
        self.call_after_refresh(self._show)

    def action_next_pane(self, by: int) -> None:
        """Go to the next or previous pane."""
        words = [pane.word for pane in self._panes()]
        self.action_go(words[(words.index(self.active) + by) % len(words)])

    def action_maximise(self) -> None:
        """Give the active pane the whole screen, or take it back."""
        self.maximised = not self.maximised
        self._arrange()
        self.call_after_refresh(self._show)

    def action_back(self) -> None:
        """Take back one thing: search, maximised pane, zoom or option; then go back to the server's list."""
        if self.call_off():
            return
        if self.state.pattern:
            self.change(pattern="")
        elif self.maximised:
            self.action_maximise()
        elif len(self.state.zooms) > 1:
            left = self.state.viewport.node
            self.change(zooms=self.state.zooms[:-1], node=left, frame=self.session.tree.frame_of(left), gathered=0)
        elif not self.take_back_options():
            self.post_message(WantsList())

    def action_whole(self) -> None:
        """Show the whole profile."""
        self.change(zooms=(Viewport(self.session.tree.root),))

    def action_flip(self) -> None:
        """Turn the flame graph over."""
        self.change(flame=not self.state.flame)

    def action_sample_type(self, by: int) -> None:
        """Show another sample type."""
        count = len(self.session.profile.sample_types)
        if count == 1:
            self.notice("this profile has one sample type only")
        self.change(index=(self.state.index + by) % count)

    def action_refetch(self) -> None:
        """Ask for the profile anew."""
        self.post_message(Refetch())

    def action_copy_command(self) -> None:
        """Copy the command of pprof that shows this view to the clipboard of the terminal, and show it."""
        command = self.session.command(self.state, self.active)
        self.app.copy_to_clipboard(command)
        self.notice(f"copied: {command}")

    def action_copy_name(self) -> None:
        """Copy the name of the selected function to the clipboard of the terminal."""
        if self.state.frame >= 0:
            self.app.copy_to_clipboard(self.session.table.label(self.state.frame))
            self.notice("copied the name")

    def action_open(self) -> None:
        """Ask what to open."""
        self.post_message(WantsOpener())

    # From state to screen.

    def select(self, frame: int) -> None:
        """Select a frame, on its heaviest path in view; if it is out of view, the whole profile comes back."""
        viewport = self.state.viewport.node
        node = self.session.heaviest(self.state.index, frame, viewport)
        zooms = self.state.zooms
        if not (viewport.first <= node.first and node.behind <= viewport.behind and node.depth >= viewport.depth):
            zooms = (*zooms, Viewport(self.session.tree.root))
        self.change(frame=frame, node=node, gathered=0, zooms=zooms)

    def change(self, **fields: object) -> None:
        """Show another state: the present one with some fields changed."""
        self.state = replace(self.state, **fields)  # type: ignore[arg-type]  # names of fields, given above
        self._show(followers_now=False)

    def _show(self, *, followers_now: bool = True) -> None:
        """Bring the screen up to date: at once where the user is, and when the cursor rests elsewhere."""
        if not self.is_mounted:
            return
        self._show_lines()
        for pane in self._panes():
            if pane.word == self.active or (pane.word == "flame" and pane.display):
                self._show_pane(pane)
        if self._followers is not None:
            self._followers.stop()
        if followers_now:
            self._show_followers()
        else:
            self._followers = self.set_timer(_REST, self._show_followers)

    def _show_followers(self) -> None:
        for pane in self._panes():
            if pane.word not in (self.active, "flame") and pane.display:
                self._show_pane(pane)

    def _show_pane(self, pane: Pane) -> None:
        try:
            pane.show(self.session, self.state)
        except ProfileError as error:
            self.notice(str(error), wrong=True)

    def _show_lines(self) -> None:
        title, detail = self.query_one("#title", Lines), self.query_one("#detail", Lines)
        width = self.size.width
        tabs = [(pane.number, pane.label, pane.word == self.active) for pane in self._panes()]
        title.show(title_pieces(self.session, self.state, title.palette, width, tabs if self._single else []))
        detail.show(*detail_lines(self.session, self.state, detail.palette, width))
        self.show_bottom()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Show the keys of the active pane."""
        return key_hints(palette, *((key.shown, key.footer) for key in keys.footer(self.active)))

    def _arrange(self) -> None:
        """Show all panes, or the active one alone."""
        self.set_class(self._single, "single")
        side = self.query_one("#side")
        for pane in self._panes():
            pane.display = not self._single or pane.word == self.active
        side.display = not self._single or self.active != "flame"

    @property
    def _single(self) -> bool:
        return self.maximised or self.size.width < _WIDE

    def _panes(self) -> list[Pane]:
        return list(self.query(Pane))

    def _focus(self, pane: str) -> None:
        # Not `focus()`, which takes effect later: keys typed meanwhile would go to the pane that was left.
        self.set_focus(self.query_one(f"#{pane} FlameGraph" if pane == "flame" else f"#{pane} Rows"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that was clicked into becomes the active one."""
        pane = next((node for node in event.widget.ancestors_with_self if isinstance(node, Pane)), None)
        if pane is not None and pane.word != self.active:
            self.active = pane.word
            self.show_bottom()

    def _theme_changed(self) -> None:
        self._show()
        self.refresh(layout=True)
