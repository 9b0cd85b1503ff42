"""Asks what to open: a field for anything, recent servers, all that was fetched before, the demo."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import wait
from datetime import UTC, datetime
from itertools import islice

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from tui import units
from tui.errors import as_profile_error
from tui.fetch.history import Kept, history
from tui.fetch.recent import recent
from tui.text import clean
from tui.ui.messages import Named, WantsDemo
from tui.ui.screens.noticing import NoticingScreen, key_hints
from tui.ui.theme import Palette
from tui.ui.threads import begun
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.choices import Choice, Choices
from tui.ui.widgets.field import Field
from tui.ui.widgets.line import Lines
from tui.ui.widgets.rows import Rows
from tui.ui.widgets.telling import tell

_DEMO = "demo"
_TRY = [Choice(("Try it",)), Choice(("demo: a live Python program",), _DEMO)]
_PATIENCE = 0.05
"""Seconds that the list is waited for before it is shown later."""
_MOST = 500
"""Profiles fetched before that are offered."""


class OpenerScreen(NoticingScreen):
    """The first screen when nothing was named, and what `o` opens."""

    BINDINGS = [
        Binding("escape", "back", "Back"),
        Binding("tab", "switch", "Field or list", show=False, priority=True),
        Binding("down", "list", "To the list", show=False),
    ]
    DEFAULT_CSS = """
    OpenerScreen #typed { height: 1; margin: 1 0 1 0; }
    OpenerScreen #typed Lines { width: 34; }
    OpenerScreen #typed Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    OpenerScreen Choices { height: 1fr; }
    """

    _submitted = ""

    def compose(self) -> ComposeResult:
        """Lay out title, field, list and keys."""
        yield Lines(id="title")
        with Horizontal(id="typed"):
            yield Lines(id="prompt")
            yield Field(placeholder="6060, host:6060, https://…, or a file", id="target", compact=True)
        yield Choices((34, 11, 11, 8), id="choices")
        yield Lines(id="keys")

    def on_mount(self) -> None:
        """Fill in what is known."""
        self.recolour()
        self.query_one(Input).focus()
        self._known = begun(_choices, "opener")
        # Mostly it is there at once, and nothing changes under the hands of who goes to the list; a disk may be dead.
        wait([self._known], _PATIENCE)
        if self._known.done():
            self._list()
        else:
            self.query_one(Choices).show(_TRY)
            self.run_worker(self._list_later(), name="opener")

    async def _list_later(self) -> None:
        await asyncio.wait([asyncio.wrap_future(self._known)])
        self._list()

    def _list(self) -> None:
        """Show what is known, with the cursor on what it was on."""
        choices = self.query_one(Choices)
        before = choices.value()
        if self._known.exception() is None:
            found = [*self._known.result(), *_TRY]
            choices.show(found)
            choices.place_cursor(next((row for row, one in enumerate(found) if one.value == before), 0))
        else:
            choices.show(_TRY)
            self.notice(str(as_profile_error(self._known.exception())), wrong=True)
        self.tell_remarks()

    def recolour(self) -> None:
        """Draw title and prompt, too."""
        title, prompt = self.query_one("#title", Lines), self.query_one("#prompt", Lines)
        title.show([(" pprof-tui", title.palette.line_strong), ("  open a profile", title.palette.line_faint)])
        prompt.show([(" Server, URL or file ", prompt.palette.key)], fill=prompt.palette.plain)
        super().recolour()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Show the keys."""
        does = ("⏎", "open"), ("Tab", "field or list"), ("Esc", "back"), ("Ctrl-Q", "quit")
        return key_hints(palette, self.size.width, *does)

    @property
    def is_typed_in(self) -> bool:
        """Whether something was typed since something was opened here."""
        # On its way in and out it has no field.
        field = self.query_one_optional(Input)
        return field is not None and field.value.strip() not in ("", self._submitted)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self._submitted = event.value.strip()
        if self._submitted:
            tell(self, Named(self._submitted))

    @on(Rows.Chosen)
    def _chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        value = self.query_one(Choices).value()
        self._submitted = self.query_one(Input).value.strip()
        if value is _DEMO:
            tell(self, WantsDemo())
        elif isinstance(value, str):
            tell(self, Named(value))

    @on(Rows.Moved)
    def _moved(self, event: Rows.Moved) -> None:
        event.stop()

    def action_switch(self) -> None:
        """Go from the field to the list or back."""
        field, choices = self.query_one(Input), self.query_one(Choices)
        (choices if field.has_focus else field).focus()

    def action_list(self) -> None:
        """Go to the list."""
        self.query_one(Choices).focus()

    def action_back(self) -> None:
        """Call off what is being loaded, or go back to the profile below."""
        if self.call_off():
            return
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.query_one(Input).value = ""


def _choices() -> list[Choice]:
    """Return what is known from before; it may take as long as a disk does."""
    choices = []
    servers = recent()
    if servers:
        choices.append(Choice(("Recent servers",)))
        choices += [Choice((_short(one.display), "", _ago(one.when), "", ""), one.display) for one in servers[:8]]
    kept = list(islice(history(), _MOST))
    if kept:
        choices.append(Choice((f"Fetched before, in {clean(str(kept[0].path.parent))}",)))
        choices += [_fetched_before(one) for one in kept]
    return choices


def _fetched_before(kept: Kept) -> Choice:
    """Return the entry of a saved profile: where it is from, of what, how old, how large, and its file."""
    source = _short(kept.source.partition("?")[0]) or kept.program
    when = _ago(datetime.fromtimestamp(kept.modified, UTC))
    return Choice((source, kept.kind, when, units.label(kept.size, "bytes"), kept.name), str(kept.path))


def _short(url: str) -> str:
    """Return a URL without the part that is the same for all."""
    return url.replace("/debug/pprof/", " ").rstrip()


def _ago(when: datetime) -> str:
    """Return how long ago something was, in one unit."""
    seconds = max((datetime.now(UTC) - when).total_seconds(), 0)
    for unit, length in (("day", 86400), ("hour", 3600), ("min", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit}{'s' if count > 1 and unit != 'min' else ''} ago"
    return "just now"
