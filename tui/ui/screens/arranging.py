"""Which panes are on the screen, and how they are brought up to date."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from tui.errors import ProfileError
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.panes.disasm import DisasmPane
from tui.ui.panes.flame import FlamePane
from tui.ui.panes.info import InfoPane
from tui.ui.panes.labels import LabelsPane
from tui.ui.panes.pane import Pane
from tui.ui.panes.peek import PeekPane
from tui.ui.panes.source import SourcePane
from tui.ui.panes.top import TopPane
from tui.ui.panes.traces import TracesPane
from tui.ui.screens.flipping import FlippingScreen
from tui.ui.screens.noticing import key_hints
from tui.ui.screens.wording import detail_lines, title_pieces
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece, ended
from tui.ui.widgets.line import Lines
from tui.ui.widgets.prompt import Prompt

_WIDE = 120
"""From this many columns on, several panes stand side by side."""
LOWER = ("source", "labels", "traces", "info", "disasm")
"""Panes that share a place; the one gone to last is there."""
_REST = 0.08
"""Seconds that the cursor rests before the panes that follow it are brought up to date."""


class ArrangingScreen(FlippingScreen):
    """Lays out title, panes and lines, and shows the state in them."""

    def __init__(self, session: Session, state: ViewState | None = None) -> None:
        """Show a session.

        Args:
            session: the profile to show.
            state: what to show of it; the whole of it if not given.
        """
        super().__init__(session, state or session.first_state())
        self.active = "flame"
        self.lower = LOWER[0]
        """Which of the panes that share the lower right corner is shown."""
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
                yield LabelsPane(id="labels")
                yield TracesPane(id="traces")
                yield InfoPane(id="info")
                yield DisasmPane(id="disasm")
        yield Lines(2, id="detail")
        yield Prompt("/", id="search", anew=True)
        yield Prompt(":", id="options", complete=self.complete, history=self.history)
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Show the profile."""
        self.place_panes()
        self.focus_pane(self.active)
        self.call_after_refresh(self.show_all)
        self.watch(self.app, "theme", self._theme_changed, init=False)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the panes to the new size."""
        self.place_panes()
        self.call_after_refresh(self.show_all)

    def show_session(self) -> None:
        """Show the session and state that are there now."""
        self.show_all()

    def show_change(self) -> None:
        """Show the state that is there now, the panes that follow once the cursor rests."""
        self.show_all(followers_now=False)

    def refocus(self) -> None:
        """Give the keys back to the active pane."""
        self.focus_pane(self.active)

    def action_go(self, pane: str) -> None:
        """Go to a pane."""
        raise NotImplementedError

    def action_next_pane(self, by: int) -> None:
        """Go to the next or previous pane."""
        words = [pane.word for pane in self.panes() if self.single or self.shares(pane)]
        self.action_go(words[(words.index(self.active) + by) % len(words)])

    def action_maximise(self) -> None:
        """Give the active pane the whole screen, or take it back."""
        self.maximised = not self.maximised
        self.place_panes()
        self.call_after_refresh(self.show_all)

    def show_all(self, *, followers_now: bool = True) -> None:
        """Bring the screen up to date: at once where the user is, and when the cursor rests elsewhere."""
        if not self.is_mounted:
            return
        self.show_lines()
        for pane in self.panes():
            if pane.word == self.active or (pane.word == "flame" and pane.display):
                self._show_pane(pane)
        if self._followers is not None:
            self._followers.stop()
        if followers_now:
            self._show_followers()
        else:
            self._followers = self.set_timer(_REST, self._show_followers)

    def _show_followers(self) -> None:
        for pane in self.panes():
            if pane.word not in (self.active, "flame") and pane.display:
                self._show_pane(pane)

    def _show_pane(self, pane: Pane) -> None:
        try:
            pane.show(self.session, self.state)
        except ProfileError as error:
            self.notice(str(error), wrong=True)

    def show_lines(self) -> None:
        """Show title and details anew."""
        title, detail = self.query_one("#title", Lines), self.query_one("#detail", Lines)
        width = self.size.width
        tabs = [(pane.number, pane.label, pane.word == self.active) for pane in self.panes()]
        tabs = tabs if self.single else []
        notes = self.notes(title.palette)
        title.show(title_pieces(self.session, self.state, title.palette, width, tabs, () if tabs else notes))
        first, second = detail_lines(self.session, self.state, detail.palette, width, self.trend())
        detail.show(ended(first, notes, width, detail.palette.line) if tabs else first, second)
        self.show_bottom()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Show the keys of the active pane."""
        return key_hints(palette, *((key.shown, key.footer) for key in keys.footer(self.active)))

    def place_panes(self) -> None:
        """Show all panes, or the active one alone."""
        self.set_class(self.single, "single")
        side = self.query_one("#side")
        for pane in self.panes():
            pane.display = pane.word == self.active if self.single else self.shares(pane)
        side.display = not self.single or self.active != "flame"

    def shares(self, pane: Pane) -> bool:
        """Say whether a pane is shown while several are."""
        return pane.word not in LOWER or pane.word == self.lower

    @property
    def single(self) -> bool:
        """True if one pane alone is on the screen."""
        return self.maximised or self.size.width < _WIDE

    def panes(self) -> list[Pane]:
        """Return all panes, on the screen or not."""
        return list(self.query(Pane))

    def focus_pane(self, pane: str) -> None:
        """Give the keys to a pane, which shows the present state before the next key acts in it."""
        self._show_pane(self.query_one(f"#{pane}", Pane))
        # Not `focus()`, which takes effect later: keys typed meanwhile would go to the pane that was left.
        self.set_focus(self.query_one(f"#{pane} FlameGraph" if pane == "flame" else f"#{pane} Rows"))

    def _theme_changed(self) -> None:
        self.show_all()
        self.refresh(layout=True)
