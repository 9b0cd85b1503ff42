"""What a server offers: one profile a line, chosen by key; a CPU profile asks for the seconds first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from tui.errors import ProfileError
from tui.fetch.endpoints import Endpoint, ServerIndex, profile_url
from tui.fetch.target import ServerTarget, UrlTarget
from tui.ui import keys
from tui.ui.loading import Order
from tui.ui.messages import Wanted, WantsOpener
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.noticing import NoticingScreen, key_hints
from tui.ui.seconds import wrong_seconds
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell

_SECONDS = 5
_OTHERS = {"trace": "trace (for go tool trace)"}
"""What is no profile, and what to do with it."""
_COLLECTS = "gc=1: the program collects garbage first, at a cost to it; {key} takes it back"


class ServerScreen(NoticingScreen):
    """Lists profiles with counts and what each is for."""

    BINDINGS = [
        Binding("escape", "back", "Back"),
        *keys.bindings("server"),
    ]
    DEFAULT_CSS = """
    ServerScreen Choices { height: 1fr; margin: 1 0 0 0; }
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
        self._given = order.source.seconds if isinstance(order.source, ServerTarget) else None
        self._seconds = self._given or _SECONDS
        self._collected: set[str] = set()

    def offers(self, order: Order) -> bool:
        """Say whether an order is for a profile of this list."""
        source = order.source
        return isinstance(source, UrlTarget) and any(
            (endpoint.url.origin, endpoint.url.parts.path) == (source.url.origin, source.url.parts.path)
            for endpoint in self._index.endpoints
        )

    def lists(self, order: Order) -> bool:
        """Say whether an order is for this list again."""
        return self._order.source == order.source

    def renew(self, index: ServerIndex) -> None:
        """Show what the server offers now; the cursor and what was set stay with their profiles."""
        before = self._endpoint()
        self._index = index
        self._collected &= {endpoint.name for endpoint in index.endpoints}
        self.recolour()
        profiles = self.query_one(Choices)
        choices = self._choices()
        profiles.show(choices)
        for row, choice in enumerate(choices):
            if before is not None and isinstance(choice.value, Endpoint) and choice.value.name == before.name:
                profiles.place_cursor(row)
        self.show_bottom()

    def compose(self) -> ComposeResult:
        """Lay out title, list and keys."""
        yield Lines(id="title")
        yield Choices((22, 9), id="profiles")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Fill the list."""
        self.recolour()
        profiles = self.query_one(Choices)
        profiles.show(self._choices())
        profiles.focus()

    def recolour(self) -> None:
        """Draw the title, too."""
        title = self.query_one("#title", Lines)
        base = self._index.base.display
        title.show([(f" {self._index.title}", title.palette.line_strong), (f"  {base}", title.palette.line_faint)])
        super().recolour()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Show the keys, as far as they do something for the profile under the cursor."""
        endpoint = self._endpoint()
        hints = [("⏎", "fetch")]
        if endpoint is not None and endpoint.takes_seconds and not endpoint.is_cpu:
            hints.append((keys.shown("server.seconds"), "what changes in some seconds"))
        if endpoint is not None and endpoint.takes_gc:
            hints.append((keys.shown("server.collect"), "collect garbage first"))
        hints += [(keys.shown("server.refresh"), "ask again"), ("Esc", "back")]
        hints += [(keys.shown(key_id), key_id) for key_id in ("help", "quit")]
        return key_hints(palette, self.size.width, *hints)

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        endpoint = self._endpoint()
        if endpoint is not None and endpoint.is_cpu and self._given is None:
            self._ask(endpoint)
        elif endpoint is not None:
            self._fetch(endpoint, self._given)

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()
        self.show_bottom()

    def action_seconds(self) -> None:
        """Ask for how long to sample, or over how long to take the difference."""
        endpoint = self._endpoint()
        if endpoint is None or not endpoint.takes_seconds:
            self.notice("this one is as it is at the moment; it takes no seconds")
        else:
            self._ask(endpoint)

    def action_collect(self) -> None:
        """Have the garbage collected before the profile under the cursor is taken, or not."""
        endpoint = self._endpoint()
        if endpoint is None or not endpoint.takes_gc:
            self.notice("only a heap profile can have the garbage collected first")
            return
        self._collected ^= {endpoint.name}
        profiles = self.query_one(Choices)
        row = profiles.cursor
        profiles.show(self._choices())
        profiles.place_cursor(row)
        collects = _COLLECTS.format(key=keys.shown("server.collect"))
        self.notice(collects if endpoint.name in self._collected else "")

    def _ask(self, endpoint: Endpoint) -> None:
        what = "sample for" if endpoint.is_cpu else "what changes in"
        question = AskScreen(
            f"{endpoint.name}: {what} how many seconds", answer=str(self._seconds), wrong=wrong_seconds
        )
        self.app.push_screen(question, lambda line: self._seconds_given(endpoint, line))

    def _seconds_given(self, endpoint: Endpoint, line: str | None) -> None:
        if line is not None:
            self._seconds = int(line)
            self._fetch(endpoint, self._seconds)

    def _fetch(self, endpoint: Endpoint, seconds: int | None) -> None:
        try:
            target = profile_url(endpoint, seconds, gc=endpoint.name in self._collected)
        except ProfileError as error:
            self.notice(str(error), wrong=True)
            return
        tell(self, Wanted(replace(self._order, source=target)))

    def action_back(self) -> None:
        """Call off the fetch, or go on to open something else."""
        if not self.call_off():
            tell(self, WantsOpener())

    def action_refresh(self) -> None:
        """Ask the server again what it offers."""
        tell(self, Wanted(self._order))

    def _endpoint(self) -> Endpoint | None:
        value = self.query_one(Choices).value()
        return value if isinstance(value, Endpoint) else None

    def _choices(self) -> list[Choice]:
        choices = [self._choice(endpoint) for endpoint in self._index.endpoints]
        if self._index.has_more:
            # Not at the end, which a list that is long shows only as far as something can be chosen.
            choices[:0] = [Choice((" only the first of many that the page links to:",)), Choice(("",))]
        if others := self._index.not_profiles:
            names = ", ".join(_OTHERS.get(name, name) for name in others)
            choices += [Choice(("",)), Choice((f" no profiles: {names}",))]
        return choices

    def _choice(self, endpoint: Endpoint) -> Choice:
        count = "" if endpoint.count is None else f"{endpoint.count:>8,}"
        first = "gc=1 first; " if endpoint.name in self._collected else ""
        return Choice((endpoint.name, count, first + endpoint.what), endpoint)
