"""What is typed and pasted, one after another: each acts when all that came before it did is done."""

from __future__ import annotations

from collections import deque

from textual import events

from tui.ui.driver import ThriftyDriver
from tui.ui.steady import SteadyApp
from tui.ui.widgets.telling import hand_over

_PATIENCE = 3
"""How often a key waits for a widget that has only just come up or got the focus; then it is too late anyway."""
_SOON = 0.01
"""Seconds between two looks whether the question has come up that a key is part of the answer to."""
_LOOKS = 50
"""How often that is looked for; should it not come, the key is for what is on the screen."""


class TypeAheadApp(SteadyApp):
    """Keeps the order of keys that come in bursts, as they do over slow lines.

    Textual sends a key to the widget that has the focus when the key comes, which a key before it, still on its way,
    may be about to change.
    """

    def __init__(self) -> None:
        """Begin with no key pressed."""
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._waited = 0
        self._looks = 0

    @property
    def is_about_to_ask(self) -> bool:
        """Whether a question is on its way, and the next key part of the answer."""
        raise NotImplementedError

    async def on_event(self, event: events.Event) -> None:
        """Take keys and what is pasted in their order; all else as ever."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            if len(self._typed) == 1:
                await self._take_typed()
        else:
            await super().on_event(event)

    async def _take_typed(self) -> None:
        while self._typed:
            if self._must_wait():
                return
            await self._take(self._typed[0])
            self._typed.popleft()
            self._waited = self._looks = 0

    async def _take(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Key):
            if isinstance(self._driver, ThriftyDriver) and not self._driver.flood.counts():
                return
            # It is typed here, whatever the terminal says of its focus.
            self.app_focus = True
            if await self._check_bindings(event.key, priority=True):
                return
        await hand_over(self.focused or self.screen, event)

    def _must_wait(self) -> bool:
        """Say whether the widget that the next key is for is not ready; it is taken as soon as it is."""
        if self.is_about_to_ask and self._looks < _LOOKS:
            self._looks += 1
            self.set_timer(_SOON, self._take_typed)
            return True
        target = self.focused or self.screen
        if self._waited == _PATIENCE or (target.is_mounted and (target is self.screen or target.has_focus)):
            return False
        self._waited += 1
        # Once round through the queue of the widget, and through ours, where screens ask for the focus.
        return target.call_later(self.call_later, self._take_typed)
