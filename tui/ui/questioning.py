"""Questions to the user: one at a time, and what would take one off the screen waits until it is answered."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import WorkType

from tui.errors import ProfileError
from tui.ui.glyphs import GLYPHS
from tui.ui.loading import Order
from tui.ui.remembering import RememberingApp
from tui.ui.screens.noticing import About, NoticingScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.threads import awaited

_WORK = "ask"
_PATIENCE = 0.2
"""Seconds in which what was named is looked for before that is said."""
_LOOKING = f"looking for it{GLYPHS.dot}Esc cancels"


class QuestioningApp(RememberingApp):
    """Asks, and goes on with the order that comes of it."""

    def __init__(self) -> None:
        """Begin with nothing to ask."""
        super().__init__()
        self._held: deque[Callable[[], None]] = deque()
        self._looking = False
        """Whether what was named is looked for."""

    @property
    def is_covered(self) -> bool:
        """Whether a question, help or the like lies over the screen."""
        return isinstance(self.screen, ModalScreen)

    @property
    def is_asking(self) -> bool:
        """Whether what was named is looked for, or the user is asked about it."""
        return any(worker.name == _WORK and not worker.is_finished for worker in self.workers)

    @property
    def is_about_to_ask(self) -> bool:
        """Whether the next question is on its way."""
        return self.is_asking and not self.is_covered and not self._looking

    @property
    def is_holding(self) -> bool:
        """Whether something waits until the user is done."""
        return bool(self._held)

    def ask(self, asking: Callable[[], Awaitable[Order | None]], *, looks: bool = False) -> None:
        """Have the user asked, and load what comes of it; what was about to be asked is not asked any more.

        Args:
            asking: returns what comes of it, if anything.
            looks: looks first for what was named, and there may be nothing to ask.
        """

        async def go_on() -> None:
            order = await asking()
            if order is not None:
                self.load(order)

        self._looking = looks
        work: WorkType[None] = go_on
        self.run_worker(work, group=_WORK, name=_WORK, exclusive=True)

    async def looked_for(self, look: Callable[[], Order]) -> Order | None:
        """Return the order for what was named on the screen; None if the user left it, or there is no such thing.

        Args:
            look: finds it; runs in a thread, for a dead disk does not answer whether there is a file.
        """
        named_on = self.screen
        looking = asyncio.ensure_future(awaited(look))
        # Whoever leaves does not hear what comes of it.
        looking.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            await asyncio.wait([looking], timeout=_PATIENCE)
            if not looking.done() and isinstance(named_on, NoticingScreen):
                named_on.tell_load(lambda _width: _LOOKING)
            order = await looking
        except ProfileError as error:
            self._looked()
            self.say(str(error), wrong=True)
            return None
        self._looked()
        return order if named_on in self.screen_stack else None

    def _looked(self) -> None:
        self._looking = False
        if self._progress is None:
            self.take_back_load()

    @property
    def is_awaited(self) -> bool:
        """Whether the user waits for something, be it that what was named is found."""
        return self._looking or super().is_awaited

    def cancel(self, *, quiet_only: bool = False) -> None:
        """Call off what is being loaded, or looked for."""
        if self._looking and not quiet_only:
            self.workers.cancel_group(self, _WORK)
            self._looked()
        super().cancel(quiet_only=quiet_only)

    def load(self, order: Order) -> None:
        """Begin to load; what came before and waits has had its time, if the user wants this one."""
        if not order.quiet:
            self._held.clear()
        super().load(order)

    def once_answered(self, act: Callable[[], None], says: str, *, wrong: bool = False) -> None:
        """Act when nobody types: the screen would be taken away, and the rest of what is typed would be keys.

        Args:
            act: changes the screen.
            says: what to say if that has to wait.
            wrong: it is an error.
        """
        self._held.append(act)
        self._go_on()
        if self._held:
            self.say(says, wrong=wrong, about=About.HELD)
            self.wake()

    def pop_screen(self) -> AwaitComplete:
        """Go back to the screen below, and on with what had to wait until it is not covered."""
        popped = super().pop_screen()
        self.call_later(self._go_on)
        return popped

    def tick(self) -> None:
        """Look also whether what waits can go on: there are many ways to be done with typing."""
        super().tick()
        self._go_on()

    def _go_on(self) -> None:
        if not self._held or self._is_typed_in:
            return
        if not self.screen.is_mounted:
            # One that only comes up cannot be taken away yet.
            self.call_later(self._go_on)
            return
        act = self._held.popleft()
        if not self._held:
            for screen in self.screen_stack:
                if isinstance(screen, NoticingScreen):
                    screen.take_back(About.HELD)
        act()
        self.call_later(self._go_on)

    @property
    def _is_typed_in(self) -> bool:
        screen = self.screen
        if isinstance(screen, OpenerScreen):
            return screen.is_typed_in
        return self.is_covered or isinstance(screen.focused, Input)
