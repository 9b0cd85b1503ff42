"""The part of the application that loads: one thing at a time, in a thread, with a line that says how far it is."""

from __future__ import annotations

from functools import partial

from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from tui.errors import Cancelled, NoneFetched, ProfileError, as_profile_error
from tui.fetch.endpoints import ServerIndex
from tui.ui import keys
from tui.ui.loading import Loaded, Order, carry_out
from tui.ui.preferences import Preferences
from tui.ui.progress import Progress
from tui.ui.screens.noticing import About, NoticingScreen
from tui.ui.screens.waiting import WaitingScreen
from tui.ui.typeahead import TypeAheadApp
from tui.ui.watching import Watch

_TICK = 0.25
"""Seconds between two looks at how far a load has come, and whether another is due."""


class FetchingApp(TypeAheadApp):
    """Loads what is ordered, and what is watched whenever it is due."""

    def __init__(self) -> None:
        """Begin with nothing to load."""
        super().__init__()
        self._progress: Progress | None = None
        self._loader: Worker[Loaded | ServerIndex] | None = None
        self._watched: Watch | None = None
        self._ticks: Timer | None = None
        self.preferences = Preferences()
        """How profiles are shown that come from now on."""

    def came(self, result: Loaded | ServerIndex, order: Order) -> None:
        """Take what was ordered."""
        raise NotImplementedError

    def failed(self, error: ProfileError, order: Order | None) -> None:
        """Take that it did not work; `order` is None for the demo, which could not be started."""
        raise NotImplementedError

    @property
    def watched(self) -> Watch | None:
        """What is fetched again and again; None for nothing."""
        return self._watched

    @watched.setter
    def watched(self, watch: Watch | None) -> None:
        self._watched = watch
        self.wake()

    def begin_ticking(self) -> None:
        """Look every now and then how loads are going, as long as there are any."""
        self._ticks = self.set_interval(_TICK, self.tick)

    def wake(self) -> None:
        """Tick again, since there is something to look after."""
        if self._ticks is not None:
            self._ticks.resume()

    @property
    def is_holding(self) -> bool:
        """Whether something waits until the user is done."""
        raise NotImplementedError

    def tick(self) -> None:
        """Tell how far a load has come, and begin one that is due."""
        if self._progress is None and self._watched is None and not self.is_holding and self._ticks is not None:
            # Whoever looks on with nothing going on costs nothing.
            self._ticks.pause()
        self._tell()
        watched = self.watched
        rests = self._progress is not None or self.is_awaited or self.is_holding
        if watched is not None and not rests and watched.is_due():
            watched.began()
            self.load(watched.order)

    def load(self, order: Order) -> None:
        """Begin to load; a load under way is called off."""
        self.drop()
        self._progress = Progress(order)
        self.wake()
        self._tell()
        work = partial(carry_out, self._progress, self.preferences)
        self._loader = self.run_worker(
            work, thread=True, group="load", exit_on_error=False, name="load", description=order.source.display
        )

    @property
    def is_awaited(self) -> bool:
        """Whether the user waits for something, and can call it off."""
        return self._progress is not None and not self._progress.order.quiet

    def cancel(self, *, quiet_only: bool = False) -> None:
        """Call off what is being loaded. It is over at once, whatever its thread still waits for.

        Args:
            quiet_only: only if nobody waits for it.
        """
        if self._progress is None or (quiet_only and not self._progress.order.quiet):
            return
        order = self.drop()
        if order is not None and not order.quiet:
            self.failed(Cancelled("cancelled", where=order.source.display), order)

    def drop(self) -> Order | None:
        """Call off what is being loaded, and hear no more of it; return what it was, or None."""
        progress, self._progress, self._loader = self._progress, None, None
        if progress is None:
            return None
        progress.cancel.cancel()
        self.take_back_load()
        return progress.order

    def take_back_load(self) -> None:
        """Take back what was said of a load; the user may have gone on to another screen meanwhile."""
        for screen in self.screen_stack:
            if isinstance(screen, NoticingScreen):
                screen.take_back(About.LOAD, About.WATCH)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what a thread brings."""
        progress = self._progress
        over = event.state in (WorkerState.SUCCESS, WorkerState.ERROR)
        if event.worker.name != "load" or not over or progress is None or event.worker is not self._loader:
            return
        # It holds what was loaded.
        self._progress = self._loader = None
        order, result = progress.order, event.worker.result
        self.take_back_load()
        if event.state is WorkerState.ERROR:
            self._not_loaded(as_profile_error(event.worker.error), order)
        elif isinstance(result, Loaded | ServerIndex):
            self.came(result, order)

    def _not_loaded(self, error: ProfileError, order: Order) -> None:
        if not order.quiet:
            self.failed(error, order)
        elif self.watched is not None and not isinstance(error, Cancelled):
            soon = f"Asked again in {self.watched.failed(error)} s; {keys.shown('watch')} freezes."
            self.say(f"{in_one_line(error)} {soon}", wrong=True, about=About.WATCH)

    def freeze(self) -> None:
        """Let the watching rest, or go on."""
        if self.watched is not None:
            self.watched.freeze()
            if self.watched.frozen:
                self.cancel(quiet_only=True)

    def _tell(self) -> None:
        progress = self._progress
        if progress is None or progress.order.quiet:
            return
        screen = self.below_modals()
        if isinstance(screen, NoticingScreen):
            screen.tell_load(progress.text)
        if isinstance(screen, WaitingScreen) and screen.is_mounted:
            screen.tell(progress.lines())

    def say(self, text: str, *, wrong: bool = False, about: About = About.KEY) -> None:
        """Say something in the bottom line; see `NoticingScreen.notice`."""
        screen = self.below_modals()
        if isinstance(screen, NoticingScreen):
            screen.notice(text, wrong=wrong, about=about)

    def on_left_out(self) -> None:
        """Say that something that was typed or pasted was left out."""
        self.say("more was typed at once than can be acted upon, and was left out", wrong=True)

    def below_modals(self) -> Screen[object]:
        """Return the screen that help, palette and questions may lie over."""
        return next(screen for screen in reversed(self.screen_stack) if not isinstance(screen, ModalScreen))


def in_one_line(error: ProfileError) -> str:
    """Return what happened, of several sources to each."""
    causes = error.failures if isinstance(error, NoneFetched) else ()
    return "; ".join([str(error), *map(str, causes)])
