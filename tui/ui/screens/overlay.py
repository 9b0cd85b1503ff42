"""What lies over another screen until it is answered."""

from __future__ import annotations

from typing import TypeVar

from textual import work
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.timer import Timer

Answer = TypeVar("Answer")
_REST = 0.03
"""Seconds after a key in which more may come."""
_QUIT = Binding("ctrl+c,ctrl+q", "app.quit", "Quit", show=False, priority=True)
"""The keys that quit anywhere: over a question those of the app are not heard, and a field would copy."""


class Overlay(ModalScreen[Answer]):
    """Goes with its first answer.

    A second one, on its way already, as of an Enter pressed twice, would take away the screen below.
    """

    BINDINGS = [_QUIT]

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Give the answer, and go, if this is what is on the screen."""
        return super().dismiss(result) if self.app.screen is self else _nothing()


class Palette(CommandPalette):
    """Textual's own palette, which likewise goes once, and looks for what was typed when nothing more is.

    Textual begins to look at every character, and each time goes through all that it has begun before: with thousands
    that come at once it is busy for more than half a minute.
    """

    BINDINGS = [_QUIT]

    _asked = ""
    _rest: Timer | None = None

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Go, if this is what is on the screen."""
        return super().dismiss(result) if self.app.screen is self else _nothing()

    def _gather_commands(self, search_value: str) -> None:  # type: ignore[override]  # a worker of Textual's
        self._asked = search_value
        if self._rest is None:
            self._rest = self.set_timer(_REST, self._rested)

    def _rested(self) -> None:
        self._rest = None
        self._look()

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)
    async def _look(self) -> None:
        try:
            await CommandPalette._gather_commands.__wrapped__(self, self._asked)  # type: ignore[attr-defined]
        except NoMatches:
            # On its way out its parts go one by one, while it looks.
            if self.app.screen is self:
                raise


def _nothing() -> AwaitComplete:
    nothing: AwaitComplete = AwaitComplete.nothing()  # type: ignore[no-untyped-call]  # Textual does not say
    return nothing
