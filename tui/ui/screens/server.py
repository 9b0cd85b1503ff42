"""What a server offers: one profile a line, chosen by key; a CPU profile asks for the seconds first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from tui.errors import ProfileError
from tui.fetch.endpoints import Endpoint, ServerIndex, profile_url
from tui.ui.loading import Order
from tui.ui.messages import Wanted, WantsOpener
from tui.ui.screens.noticing import NoticingScreen, key_hints
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows

_SECONDS = 5


class ServerScreen(NoticingScreen):
    """Lists profiles with counts and what each is for."""

    BINDINGS = [
        Binding("escape", "back", "Back"),
        Binding("R", "refresh", "Ask again"),
    ]
    DEFAULT_CSS = """
    ServerScreen Choices { height: 1fr; margin: 1 0 0 0; }
    ServerScreen #ask { height: 1; display: none; }
    ServerScreen #ask.open { display: block; }
    ServerScreen #ask Lines { width: 40; }
    ServerScreen #ask Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    """

    def __init__(self, index: ServerIndex, order: Order) -> None:
        """Show a server.

        Args:
            index: what it offers.
            order: how it was asked; its seconds, timeout and limits hold for the profile too.
        """
        super().__init__()
        self._index = index
        self._order = order
        self._asked_for: Endpoint | None = None

    def compose(self) -> ComposeResult:
        """Lay out title, list, question and keys."""
        yield Lines(id="title")
        yield Choices((22, 9), id="profiles")
        with Horizontal(id="ask"):
            yield Lines(id="question")
            yield Input(str(self._order.seconds or _SECONDS), id="seconds", type="integer", compact=True)
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Fill the list."""
        title = self.query_one("#title", Lines)
        base = self._index.base.display
        title.show([(f" {self._index.title}", title.palette.line_strong), (f"  {base}", title.palette.line_faint)])
        self.show_bottom()
        profiles = self.query_one(Choices)
        profiles.show([self._choice(endpoint) for endpoint in self._index.endpoints])
        profiles.focus()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Show the keys."""
        return key_hints(palette, ("⏎", "fetch"), ("R", "ask again"), ("Esc", "back"), ("?", "help"), ("q", "quit"))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        endpoint = self.query_one(Choices).value()
        if not isinstance(endpoint, Endpoint):
            return
        if endpoint.is_cpu and self._order.seconds is None:
            self._ask(endpoint)
        else:
            self._fetch(endpoint, self._order.seconds)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()

    def _ask(self, endpoint: Endpoint) -> None:
        self._asked_for = endpoint
        question = self.query_one("#question", Lines)
        question.show([(f" {endpoint.name}: profile for how many seconds? ", question.palette.key)])
        self.query_one("#ask").add_class("open")
        self.query_one("#seconds", Input).focus()

    @on(Input.Submitted)
    def _seconds_given(self, event: Input.Submitted) -> None:
        event.stop()
        endpoint = self._asked_for
        if endpoint is None or not event.value.isdigit() or int(event.value) < 1:
            self.notice("whole seconds, at least 1", wrong=True)
            return
        self._close_question()
        self._fetch(endpoint, int(event.value))

    def _fetch(self, endpoint: Endpoint, seconds: int | None) -> None:
        try:
            target = profile_url(endpoint, seconds)
        except ProfileError as error:
            self.notice(str(error), wrong=True)
            return
        self.post_message(Wanted(replace(self._order, target=target, seconds=None)))

    def _close_question(self) -> None:
        self._asked_for = None
        self.query_one("#ask").remove_class("open")
        self.query_one(Choices).focus()

    def action_back(self) -> None:
        """Leave the question, call off the fetch, or go on to open something else."""
        if self._asked_for is not None:
            self._close_question()
        elif not self.call_off():
            self.post_message(WantsOpener())

    def action_refresh(self) -> None:
        """Ask the server again what it offers."""
        self.post_message(Wanted(self._order))

    @staticmethod
    def _choice(endpoint: Endpoint) -> Choice:
        count = "" if endpoint.count is None else f"{endpoint.count:>8,}"
        return Choice((endpoint.name, count, endpoint.what), endpoint)
