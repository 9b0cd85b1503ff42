"""Which panes are on the screen, and how they are brought up to date."""

from __future__ import annotations

from asyncio import TimerHandle, get_running_loop
from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.errors import ProfileError
from tui.pprof.profile import Profile
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.messages import Liked
from tui.ui.panes.disasm import DisasmPane
from tui.ui.panes.flame import FlamePane
from tui.ui.panes.info import InfoPane
from tui.ui.panes.labels import LabelsPane
from tui.ui.panes.pane import Pane
from tui.ui.panes.peek import PeekPane
from tui.ui.panes.source import SourcePane
from tui.ui.panes.top import TopPane
from tui.ui.panes.traces import TracesPane
from tui.ui.preferences import LAYOUTS, Preferences, of_state
from tui.ui.screens.noticing import key_hints
from tui.ui.screens.wording import detail_lines, title_pieces
from tui.ui.screens.writing import WritingScreen
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece, ended, width_of
from tui.ui.widgets.line import Lines
from tui.ui.widgets.prompt import Prompt

_WIDE = 120
"""From this many columns on, several panes stand side by side."""
_NOTED = 40
"""From this many columns on, a line of details has room for notes."""
_LOW = 10
"""On fewer lines, little of a pane is seen."""
_REST = 0.08
"""Seconds that the cursor rests before the panes that follow it are brought up to date."""
_SIDE: tuple[type[Pane], ...] = (TopPane, PeekPane, SourcePane, LabelsPane, TracesPane, InfoPane, DisasmPane)
_SAID = {
    "all": "the flame graph, and other panes beside it",
    "two": "the flame graph and one pane",
    "one": "one pane at a time",
}


class ArrangingScreen(WritingScreen):
    """Lays out title, panes and lines, and shows the state in them."""

    def __init__(self, session: Session, state: ViewState | None = None, liked: Preferences | None = None) -> None:
        """Show a session.

        Args:
            session: the profile to show.
            state: what to show of it; the whole of it if not given.
            liked: how to show it.
        """
        super().__init__(session, state or session.first_state(), liked or Preferences())
        self.active = "flame"
        self.maximised = False
        self._followers: TimerHandle | None = None
        self._panes: list[Pane] = []
        self._titled: tuple[object, ...] = ()
        """What the title was made of."""
        self._of: Profile | None = None
        """The profile that was shown last."""
        self._chosen: dict[str, object] = {}
        """What was liked of the state shown last."""

    def compose(self) -> ComposeResult:
        """Lay out title, panes, details, search and keys."""
        fixed = self.liked.panes[:-1]
        yield Lines(id="title")
        with Horizontal(id="panes"):
            yield FlamePane(id="flame")
            with Vertical(id="side"):
                # The last place is for any of the others, so these come after the fixed ones.
                for kind in sorted(_SIDE, key=lambda kind: (*fixed, kind.word).index(kind.word)):
                    yield kind(id=kind.word)
        yield Lines(2, id="detail")
        yield Prompt("/", id="search", anew=True)
        yield Prompt(":", id="options", complete=self.complete, history=self.history)
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Show the profile."""
        self.place_panes()
        self.focus_pane(self.active)
        self.call_after_refresh(self.show_all)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the panes to the new size."""
        self.place_panes()
        self.call_after_refresh(self.show_all)

    def forget_hidden(self) -> None:
        """Let go of the session before in panes that are not on the screen."""
        for pane in self.panes():
            if not pane.display:
                pane.forget()

    def show_session(self) -> None:
        """Show the session and state that are there now."""
        self.show_all()
        self.search_again()

    def show_change(self) -> None:
        """Show the state that is there now, the panes that follow once the cursor rests."""
        self.show_all(followers_now=False)

    def refocus(self) -> None:
        """Give the keys back to the active pane."""
        self.focus_pane(self.active)

    def like(self, chosen: dict[str, object], *, remembered: bool = True) -> None:
        """Note that the user likes something otherwise, here, and if it is `remembered` for other profiles too."""
        self.liked = self.liked.changed(chosen)
        if remembered:
            self.post_message(Liked(chosen))

    def frame_at_hand(self) -> int:
        """Return the function that the cursor is on: of a stack that was not walked yet, its leaf; -1 for none."""
        if self.active == "traces" and (frame := self.query_one(TracesPane).frame_at_cursor()) >= 0:
            return frame
        return self.state.frame

    def name_at_hand(self) -> str:
        """Return the name of the function, or the label, that the cursor is on; nothing if it is on none."""
        if self.active == "labels":
            return self.query_one(LabelsPane).text()
        frame = self.frame_at_hand()
        return self.session.table.label(frame) if frame >= 0 else ""

    def walk_labels(self, by: int) -> bool:
        """Go to the next or previous label that matches; return False where no labels are walked, or none matches."""
        told = self.query_one(LabelsPane).walk_matches(by) if self.active == "labels" else ""
        if told != "":
            self.notice("looking through the labels" if told is None else told)
        return told != ""

    @on(LabelsPane.Walked)
    def _walked(self, event: LabelsPane.Walked) -> None:
        if self.active != "labels":
            return
        self.notice(event.told)
        if not event.told:
            self.select_match(event.by)

    def action_go(self, pane: str) -> None:
        """Go to a pane."""
        raise NotImplementedError

    def action_next_pane(self, by: int) -> None:
        """Go to the next or previous pane."""
        words = [pane.word for pane in (self.panes() if self.single else self.query(Pane)) if self._is_shown(pane)]
        self.action_go(words[(words.index(self.active) + by) % len(words)])

    def action_maximise(self) -> None:
        """Give the active pane the whole screen, or take it back."""
        self.maximised = not self.maximised
        self.place_panes()
        self.call_after_refresh(self.show_all)

    def action_layout(self) -> None:
        """Show the next number of panes: all, two, one."""
        layout = LAYOUTS[(LAYOUTS.index(self.liked.layout) + 1) % len(LAYOUTS)]
        self.maximised = False
        self.like({"layout": layout})
        if self.active != "flame" and self.active not in self.beside:
            self.like({"guest": self.active})
        self.place_panes()
        self.call_after_refresh(self.show_all)
        narrow = f"; too narrow here: it takes {_WIDE} columns"
        self.notice(_SAID[layout] + (narrow if layout != "one" and self.size.width < _WIDE else ""))

    def action_minimap(self) -> None:
        """Show where in the whole graph a zoom stands, or not."""
        self.like({"minimap": not self.liked.minimap})
        self.notice(f"the minimap of a zoom is {'on' if self.liked.minimap else 'off'}")
        self.show_all()

    def show_all(self, *, followers_now: bool = True) -> None:
        """Bring the screen up to date: at once where the user is, and when the cursor rests elsewhere."""
        # On its way out its parts go one by one.
        if not self.is_mounted or self not in self.app.screen_stack:
            return
        self._note_choice()
        self.show_lines()
        for pane in self.panes():
            if pane.word == self.active or (pane.word == "flame" and pane.display):
                self._show_pane(pane)
        if self._followers is not None:
            self._followers.cancel()
        if followers_now:
            self._show_followers()
        elif any(map(self._follows, self.panes())):
            # Not a timer of Textual's: that is a task, which every key would end and begin anew.
            self._followers = get_running_loop().call_later(_REST, self.call_next, self._show_followers)

    def _note_choice(self) -> None:
        """Remember what the user chose since the last time; what another profile brings along is no choice."""
        chosen = of_state(self.state)
        if self._of is self.session.whole and chosen.items() - self._chosen.items():
            self.like(chosen)
        self._of, self._chosen = self.session.whole, chosen

    def _show_followers(self) -> None:
        for pane in filter(self._follows, self.panes()):
            self._show_pane(pane)

    def _follows(self, pane: Pane) -> bool:
        """Say whether a pane is on the screen, but neither the user nor the flame graph is in it."""
        return pane.word not in (self.active, "flame") and pane.display

    def _show_pane(self, pane: Pane) -> None:
        try:
            if isinstance(pane, FlamePane):
                pane.minimap = self.liked.minimap
            pane.show(self.session, self.state)
        except ProfileError as error:
            self.notice(str(error), wrong=True)

    def show_lines(self) -> None:
        """Show title and details anew."""
        title, detail = self.query_one("#title", Lines), self.query_one("#detail", Lines)
        width = self.size.width
        tabs = [(pane.number, pane.label, pane.word == self.active) for pane in self.panes()]
        tabs = tabs if self.single else []
        palette = title.palette
        notes = self.notes(palette)
        said = (self.session, self.state.index, self.state.chips, palette, width, tabs, notes)
        if said != self._titled:
            # The cursor moves far more often than the title changes.
            self._titled = said
            title.show(title_pieces(self.session, self.state, palette, width, tabs, () if tabs else notes))
        first, second = detail_lines(self.session, self.state, palette, width, self.trend())
        if tabs:
            # The name of the selection comes first: notes give way to it.
            room = width - width_of(first[0][0])
            fitting = [notes, self.notes(palette, brief=True)]
            notes = next((some for some in fitting if sum(width_of(text) for text, _ in some) <= room), fitting[-1])
            first = ended(first, notes if width >= _NOTED else (), width, palette.line)
        detail.show(first, second)
        self.show_bottom()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Show the keys of the active pane; on a screen too small for the rest, say so."""
        if self.size.width < _NOTED or self.size.height < _LOW:
            return [(f" too small: {_NOTED}x{_LOW} shows more", palette.line_faint)]
        return key_hints(palette, self.size.width, *((key.shown, key.footer) for key in keys.footer(self.active)))

    def place_panes(self) -> None:
        """Show all panes that have a place, or the active one alone."""
        self.set_class(self.single, "single")
        side = self.query_one("#side")
        for pane in self.panes():
            pane.display = pane.word == self.active if self.single else pane.word in ("flame", *self.beside)
        side.display = not self.single or self.active != "flame"

    def _is_shown(self, pane: Pane) -> bool:
        """Say whether the next-pane key goes to a pane."""
        return self.single or pane.word in ("flame", *self.beside)

    @property
    def beside(self) -> tuple[str, ...]:
        """Panes beside the flame graph while several are shown, from top to bottom."""
        *fixed, last = self.liked.panes if self.liked.layout == "all" else self.liked.panes[-1:]
        guest = self.liked.guest
        return (*fixed, guest if guest and guest not in fixed else last)

    @property
    def single(self) -> bool:
        """True if one pane alone is on the screen."""
        return self.maximised or self.liked.layout == "one" or self.size.width < _WIDE

    def panes(self) -> list[Pane]:
        """Return all panes by number, on the screen or not."""
        # They are the same as long as the screen is there, and looked for several times a key.
        self._panes = self._panes or sorted(self.query(Pane), key=lambda pane: pane.number)
        return self._panes

    def focus_pane(self, pane: str) -> None:
        """Give the keys to a pane, which shows the present state before the next key acts in it."""
        self._show_pane(self.query_one(f"#{pane}", Pane))
        # Not `focus()`, which takes effect later: keys typed meanwhile would go to the pane that was left.
        self.set_focus(self.query_one(f"#{pane} FlameGraph" if pane == "flame" else f"#{pane} Rows"))

    def recolour(self) -> None:
        """Draw everything in the colours of another theme."""
        self.show_all()
        self.refresh(layout=True)
