"""The part of the application that leaves the terminal as it found it, whatever ends the program."""

from __future__ import annotations

import asyncio
import codecs
import os
import signal
import sys
import termios
from collections.abc import Callable
from functools import partial

from textual.app import App
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from tui.ui.crash import report
from tui.ui.thrift import ThriftyDriver


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """Return a maker of decoders that take any byte: a paste, or a mouse far to the right, may send no UTF-8."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


# Textual's thread for the keyboard would end with the first such byte, and the program would hear no key any more.
vars(linux_driver)["getincrementaldecoder"] = _forgiving

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
_FEEL_SECONDS = 5.0
"""How often to feel whether the terminal is still there; asking the kernel costs a microsecond."""


class SteadyApp(App[None]):
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
        signal.signal(signal.SIGCONT, self._continued)
        self._feel()

    def _continued(self, *_signal: object) -> None:
        """Take the terminal again. Textual does so also if it never gave it away, and then reads every key twice."""
        driver = self._driver
        # While an editor has the terminal, it is the editor that goes on.
        if isinstance(driver, LinuxDriver) and driver._auto_restart:
            if not driver._must_signal_resume:
                driver.suspend_application_mode()
            driver.resume_application_mode()

    def _signalled(self, number: int) -> None:
        """End with the status that a shell gives a program ended by a signal; at once if asked twice."""
        if self.return_code is not None:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self.exit(return_code=128 + number)

    def _feel(self) -> None:
        """End if the terminal is gone: nobody will press a key again (nohup keeps the signal away)."""
        try:
            termios.tcgetattr(sys.__stdin__ or 0)
        except (termios.error, OSError, ValueError):
            self.exit(return_code=128 + signal.SIGHUP)
        else:
            # A timer of Textual's would wake every widget each time.
            asyncio.get_running_loop().call_later(_FEEL_SECONDS, self._feel)

    def _fatal_error(self) -> None:
        """Have something to say once the screen is left; Textual's own report prints the values of all variables."""
        if self._exception is not None:
            self.last_words = report(self._exception)
        self._close_messages_no_wait()
