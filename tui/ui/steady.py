"""The part of the application that leaves the terminal as it found it, whatever ends the program."""

from __future__ import annotations

import asyncio
import os
import signal
from functools import partial
from typing import TYPE_CHECKING

from textual.css.query import NoMatches
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.widget import MountError

from tui.ui.crash import report
from tui.ui.driver import ThriftyDriver
from tui.ui.forgetting import ForgettingApp

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")


class SteadyApp(ForgettingApp):
    """Ends in order upon signals, without a terminal, and after an error that nobody foresaw."""

    last_words = ""
    """What is to be said of an error that nobody foresaw, once the screen is left."""

    def get_driver_class(self) -> type[Driver]:
        """Return what writes to the terminal: in fewer bytes where it is Textual's own for Unix."""
        chosen = super().get_driver_class()
        return ThriftyDriver if chosen is LinuxDriver else chosen

    def on_mount(self) -> None:
        """Listen to what may end the program; a test without a terminal has its own ends."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for name in _ENDING:
            number = getattr(signal, name)
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, partial(self._signalled, number))

    def _signalled(self, number: int) -> None:
        """End with the status that a shell gives a program ended by a signal; at once if asked twice."""
        if self.return_code is not None:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self.exit(return_code=128 + number)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Show a picture, unless the terminal has not taken those before it."""
        if not (isinstance(self._driver, ThriftyDriver) and self._driver.leaves_out()):
            super()._display(screen, renderable)

    def on_caught_up(self) -> None:
        """Show what was left out."""
        self.screen.refresh()

    def on_terminal_gone(self) -> None:
        """End: nobody will press a key again (nohup keeps the signal away)."""
        self.exit(return_code=128 + signal.SIGHUP)

    def _handle_exception(self, error: Exception) -> None:
        """End for an error that nobody foresaw, which what an end itself brings about is not.

        Textual puts nothing on a screen that closes while it comes up, and tells it all the same that all is there.
        Once an end was asked for, it refuses whatever is to be put on any screen, although messages still come.
        """
        if not (self._exit and isinstance(error, NoMatches | MountError)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Have something to say once the screen is left; Textual's own report prints the values of all variables."""
        if self._exception is not None:
            self.last_words = report(self._exception)
        self._close_messages_no_wait()
