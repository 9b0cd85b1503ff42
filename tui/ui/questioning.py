"""Questions to the user: one at a time, and what would take one off the screen waits until it is answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from textual import on
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import WorkType

from tui.ui.loading import Order
from tui.ui.remembering import RememberingApp
from tui.ui.screens.opener import OpenerScreen


class QuestioningApp(RememberingApp):
    """Asks, and goes on with the order that comes of it."""

    def __init__(self) -> None:
        """Begin with nothing to ask."""
        super().__init__()
        self._held: deque[Callable[[], None]] = deque()

    @property
    def is_covered(self) -> bool:
        """Whether a question, help or the like lies over the screen."""
        return isinstance(self.screen, ModalScreen)

    @property
    def _is_typed_in(self) -> bool:
        return self.is_covered or (isinstance(self.screen, OpenerScreen) and self.screen.is_typed_in)

    def ask(self, asking: Callable[[], Awaitable[Order | None]]) -> None:
        """Have the user asked, and load what comes of it; what was about to be asked is not asked any more."""

        async def go_on() -> None:
            order = await asking()
            if order is not None:
                self.load(order)

        self._go_on()
        work: WorkType[None] = go_on
        self.run_worker(work, group="ask", name="ask", exclusive=True)

    def once_answered(self, act: Callable[[], None], says: str, *, wrong: bool = False) -> None:
        """Act when nothing lies over the screen: it would be taken away, and the rest of an answer would be keys.

        Args:
            act: changes the screen.
            says: what to say if that has to wait.
            wrong: it is an error.
        """
        self._held.append(act)
        self._go_on()
        if self._held:
            self.say(says, wrong=wrong)

    def pop_screen(self) -> AwaitComplete:
        """Go back to the screen below, and on with what had to wait until it is not covered."""
        popped = super().pop_screen()
        self.call_later(self._go_on)
        return popped

    @on(Input.Changed)
    @on(Input.Submitted)
    def _go_on(self) -> None:
        while self._held and not self._is_typed_in:
            self._held.popleft()()
