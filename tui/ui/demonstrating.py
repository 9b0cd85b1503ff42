"""The demo, started from the screen: a program of our own whose profiles can be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.worker import Worker, WorkerState

from tui.errors import Cancelled, as_profile_error
from tui.ui.glyphs import GLYPHS
from tui.ui.loading import Order
from tui.ui.questioning import QuestioningApp
from tui.ui.screens.noticing import NoticingScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.waiting import WaitingScreen

if TYPE_CHECKING:
    from tui.demo.program import DemoProgram

_WORK = "demo"
_STARTING = "starting the demo program"


class DemonstratingApp(QuestioningApp):
    """Starts the demo in a thread, and stops it at the end."""

    def __init__(self) -> None:
        """Begin without it."""
        super().__init__()
        self._demo: DemoProgram | None = None
        self._awaited_on: NoticingScreen | None = None
        """Where the demo is waited for; None if it is not."""

    def demo_runs(self, address: str) -> None:
        """Take the address that the demo listens at."""
        raise NotImplementedError

    def start_demo(self) -> None:
        """Start it, or wait for it if it is being started."""
        from tui.demo.program import DemoProgram

        self.drop()
        screen = self.screen if isinstance(self.screen, OpenerScreen) else WaitingScreen(_STARTING)
        if screen is not self.screen:
            self.push_screen(screen)
        screen.tell_load(lambda _width: GLYPHS.dot.join((_STARTING, "Esc cancels")))
        self._awaited_on = screen
        if any(worker.name == _WORK and not worker.is_finished for worker in self.workers):
            # It was called off, which it does not know.
            return
        self._demo = self._demo or DemoProgram()
        self.run_worker(self._demo.start, thread=True, group=_WORK, exit_on_error=False, name=_WORK)

    def drop(self) -> Order | None:
        """Call off what is being loaded, and await the demo no more: what is wanted last is what comes."""
        self._awaited_on = None
        return super().drop()

    @property
    def is_awaited(self) -> bool:
        """Whether the user waits for something, be it the demo."""
        return self._awaited_on is not None or super().is_awaited

    def cancel(self, *, quiet_only: bool = False) -> None:
        """Call off what is being loaded, or started."""
        awaited_on = self._awaited_on
        super().cancel(quiet_only=quiet_only)
        if awaited_on is not None and not quiet_only:
            self._awaited_on = None
            self.take_back_load()
            self.failed(Cancelled("cancelled", where="demo"), None)

    def stop_demo(self) -> None:
        """Leave no program running."""
        if self._demo is not None:
            self._demo.stop()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """List what the demo offers, once it runs, if somebody still waits for it."""
        if event.worker.name != _WORK or event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        awaited_on, self._awaited_on = self._awaited_on, None
        if awaited_on not in self.screen_stack:
            return
        self.take_back_load()
        if event.state is WorkerState.SUCCESS:
            self.demo_runs(str(event.worker.result))
        else:
            self.failed(as_profile_error(event.worker.error), None)
