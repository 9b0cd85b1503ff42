"""The application: loads what is wanted and puts the right screen up."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import App
from textual.screen import ModalScreen
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from tui.errors import Cancelled, ProfileError
from tui.fetch.endpoints import ServerIndex
from tui.fetch.target import parse_target
from tui.session import Session
from tui.ui import keys
from tui.ui.commands import BrowserCommands
from tui.ui.loading import Order, Progress, carry_out
from tui.ui.messages import CancelLoad, Refetch, Wanted, WantsDemo, WantsList, WantsOpener
from tui.ui.screens.browser import BrowserScreen
from tui.ui.screens.noticing import NoticingScreen
from tui.ui.screens.opener import OpenerScreen
from tui.ui.screens.server import ServerScreen
from tui.ui.screens.waiting import WaitingScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.demo.program import DemoProgram

_TICK = 0.25
"""Seconds between two looks at how far a load has come."""


class PprofApp(App[None]):
    """Loads profiles in the background; a failure is a line of text, and what was on the screen stays."""

    TITLE = "pprof-tui"
    BINDINGS = keys.bindings("app")
    COMMANDS = {BrowserCommands}
    ENABLE_COMMAND_PALETTE = True
    PAUSE_GC_ON_SCROLL = True

    def __init__(self, order: Order | None, *, demo: bool = False) -> None:
        """Prepare to open something.

        Args:
            order: what to load first; None for the opener.
            demo: start the demo program and list its profiles.
        """
        super().__init__()
        self._first = order
        self._wants_demo = demo
        self._demo: DemoProgram | None = None
        self._progress: Progress | None = None
        self._loader: Worker[Session | ServerIndex] | None = None
        self._last: Order | None = None
        self.failure: ProfileError | None = None
        """Why there is nothing to show, if the first load failed; the caller prints it."""

    def on_mount(self) -> None:
        """Put the first screen up."""
        self.theme = "textual-dark"
        self.set_interval(_TICK, self._tell)
        if self._wants_demo:
            self._start_demo()
        elif self._first is not None:
            self.push_screen(WaitingScreen())
            self._load(self._first)
        else:
            self.push_screen(OpenerScreen())

    def on_key(self, event: events.Key) -> None:
        """Give a field what was typed before it had the focus, as happens where keys come in bursts.

        A field keeps the characters that it gets, so one that comes up to here was sent to another widget.
        """
        if isinstance(self.focused, Input) and event.is_printable and event.character:
            event.prevent_default()
            self.focused.insert_text_at_cursor(event.character)

    def on_unmount(self) -> None:
        """Leave nothing running."""
        self._cancel()
        if self._demo is not None:
            self._demo.stop()

    def get_system_commands(self, screen: Screen[object]) -> list[object]:  # type: ignore[override]
        """Offer only our own commands: Textual's are for writers of applications."""
        return []

    @on(Wanted)
    def _wanted(self, event: Wanted) -> None:
        self._load(event.order)

    @on(WantsDemo)
    def _demo_wanted(self) -> None:
        self._start_demo()

    @on(WantsOpener)
    def _opener_wanted(self) -> None:
        self.push_screen(OpenerScreen())

    @on(WantsList)
    def _list_wanted(self) -> None:
        if len(self.screen_stack) > 1 and isinstance(self.screen_stack[-2], ServerScreen):
            self.pop_screen()

    @on(Refetch)
    def _refetch(self) -> None:
        if self._last is None or self._last.already is not None:
            self._notice("this profile came from standard input and cannot be read again", wrong=True)
        else:
            self._load(replace(self._last, refresh=True))

    @on(CancelLoad)
    def _cancel_wanted(self) -> None:
        self._cancel()

    def action_help(self) -> None:
        """Show all keys."""
        from tui.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def _start_demo(self) -> None:
        from tui.demo.program import DemoProgram

        if not isinstance(self.screen, OpenerScreen):
            self.push_screen(WaitingScreen("starting the demo program"))
        self._demo = self._demo or DemoProgram()
        self.run_worker(self._demo.start, thread=True, exclusive=True, group="demo", exit_on_error=False, name="demo")

    def _load(self, order: Order) -> None:
        """Begin to load in a thread; a load under way is called off."""
        self._cancel()
        self._progress = Progress(order)
        self._tell()
        work = partial(carry_out, self._progress)
        self._loader = self.run_worker(
            work, thread=True, group="load", exit_on_error=False, name="load", description=order.target.display
        )

    def _cancel(self) -> None:
        if self._progress is not None:
            self._progress.cancel.cancel()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take what a thread brings."""
        if event.worker.name == "demo":
            self._demo_state(event)
        elif event.worker.name == "load" and event.state in (WorkerState.SUCCESS, WorkerState.ERROR):
            self._load_state(event)

    def _demo_state(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.SUCCESS:
            self._load(Order(parse_target(str(event.worker.result))))
        elif event.state is WorkerState.ERROR:
            self._failed(_as_profile_error(event.worker.error))

    def _load_state(self, event: Worker.StateChanged) -> None:
        progress = self._progress
        if progress is None or event.worker is not self._loader:
            return
        self._progress = None
        self._notice("")
        if event.state is WorkerState.ERROR:
            self._failed(_as_profile_error(event.worker.error))
        elif isinstance(event.worker.result, ServerIndex):
            self._put(ServerScreen(event.worker.result, progress.order))
        elif isinstance(event.worker.result, Session):
            self._show(event.worker.result, progress.order)

    def _show(self, session: Session, order: Order) -> None:
        self._last = order
        browser = next((screen for screen in self.screen_stack if isinstance(screen, BrowserScreen)), None)
        if order.refresh and browser is not None:
            browser.open(session)
        else:
            self._put(BrowserScreen(session))
        if session.warning:
            self._notice(session.warning, wrong=True)

    def _put(self, screen: Screen[None]) -> None:
        """Put a screen up in place of what led to it; a server's list stays below its profiles."""
        keep = ServerScreen if isinstance(screen, BrowserScreen) else ()
        while len(self.screen_stack) > 1 and not isinstance(self.screen, keep):
            self.pop_screen()
        self.push_screen(screen)

    def _failed(self, error: ProfileError) -> None:
        nothing_shown = isinstance(self._below_modals(), WaitingScreen)
        if nothing_shown and not isinstance(error, Cancelled):
            self.failure = error
            self.exit(return_code=2)
        elif nothing_shown:
            self._put(OpenerScreen())
        else:
            self._notice(str(error), wrong=not isinstance(error, Cancelled))

    def _tell(self) -> None:
        if self._progress is not None:
            self._notice(self._progress.text(), busy=True)

    def _notice(self, text: str, *, wrong: bool = False, busy: bool = False) -> None:
        screen = self._below_modals()
        if isinstance(screen, NoticingScreen):
            screen.notice(text, wrong=wrong, busy=busy)

    def _below_modals(self) -> Screen[object]:
        """Return the screen that help and palette may lie over."""
        return next(screen for screen in reversed(self.screen_stack) if not isinstance(screen, ModalScreen))


def _as_profile_error(error: BaseException | None) -> ProfileError:
    """Return the error of a thread; one that nobody foresaw is raised here, where the program ends with a report."""
    if isinstance(error, ProfileError):
        return error
    raise error or RuntimeError("a thread failed without an error")


def run(order: Order | None, *, demo: bool, mouse: bool) -> int:
    """Run the full screen; return the exit status.

    Raises:
        ProfileError: there was nothing to show.
    """
    app = PprofApp(order, demo=demo)
    app.run(mouse=mouse)
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
