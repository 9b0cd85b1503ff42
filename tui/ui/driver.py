"""The terminal: what is typed, and what is shown, at little cost to the machine and to the line in between."""

from __future__ import annotations

import codecs
import os
import select
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import constants, events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.ui.escapes import EscapeParser
from tui.ui.flood import Flood
from tui.ui.guard import CLEAR, tell_guard
from tui.ui.job import Job, in_front
from tui.ui.pastes import Pasted, Pastes
from tui.ui.threads import leave_signals_to_main
from tui.ui.thrift import thrifty
from tui.ui.writer import PatientWriter

if TYPE_CHECKING:
    from textual.app import App

_PENDING_SECONDS = 0.1
"""How often to look whether an escape that nothing follows is a key of its own, while it may be one."""
_SETTLED = max(10, int(2 * constants.ESCAPE_DELAY / _PENDING_SECONDS))
"""After so many looks in vain there is none."""
_LOST = 50
"""After so many looks in vain the end of a paste is lost."""


class TerminalGone(Message):
    """Nobody will press a key any more."""


class CaughtUp(Message):
    """The terminal has taken all that was written, but not all was: what it shows is old."""


class LeftOut(Message):
    """More came at once than can be acted upon, and so it was left out."""


class ThriftyDriver(LinuxDriver):
    """Textual's own driver, which writes less, and sleeps while nothing is typed in place of looking all the time."""

    _pipe: tuple[int, int] | None = None
    """What ends the wait for a key, where it is read and where it is written; none while nothing is listened to."""
    _writer: PatientWriter | None = None
    """None while somebody else has the terminal."""

    def __init__(self, app: App[object], *, debug: bool, mouse: bool, size: tuple[int, int] | None) -> None:
        """Write for an application, as Textual's own driver does."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        # Known to be a terminal, which stderr, that Textual writes to, need not be.
        self._file = sys.__stdout__
        self.flood = Flood()
        """What must not be acted upon of all that is typed."""
        self._job: Job | None = None

    def start_application_mode(self) -> None:
        """Take the terminal, once this is the job in front."""
        if self._job is None:
            self._job = Job(self, self._is_over)
            self._job.listen()
        in_front(self.fileno)
        self._pipe = self._pipe or os.pipe()
        assert self._file is not None, "there is a terminal"
        self._writer = PatientWriter(self._file.fileno(), lambda: self.send_message(CaughtUp()))
        self._writer.start()
        tell_guard(taken=True)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual does not say
        if self._writer_thread is not None:
            # Textual's own, which has been given nothing to write.
            self._writer_thread.stop()
            self._writer_thread = None

    def stop_application_mode(self) -> None:
        """Give the terminal back, if that is not done: who ends behind another job may not touch it, and would stop."""
        if self._writer is not None:
            self.write(CLEAR.decode())
            super().stop_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the size as the terminal has it now; variables of the environment only where it has none.

        Whoever exports `COLUMNS` and `LINES` may have done so before the last change.
        """
        with suppress(OSError):
            columns, lines = os.get_terminal_size()
            if columns and lines:
                return columns, lines
        return super()._get_terminal_size()

    def _is_over(self) -> bool:
        """Say whether the program is about to end."""
        return self._app._exit or self._app._closing

    def write(self, data: str) -> None:
        """Write what shows as `data` would."""
        if self._writer is not None:
            encoding = self._file.encoding if self._file is not None else "utf-8"
            self._writer.write(thrifty(data).encode(encoding, "backslashreplace"))

    def leaves_out(self) -> bool:
        """Say whether the next picture is to be left out, since the terminal has not taken the last ones."""
        return self._writer is not None and self._writer.leave_out()

    def close(self) -> None:
        """Leave the terminal; if it does not take what puts it right, to the guard."""
        writer, self._writer = self._writer, None
        if writer is not None:
            tell_guard(taken=not writer.finish())
        super().close()

    def run_input_thread(self) -> None:
        """Hand on what is typed, until `disable_input`."""
        leave_signals_to_main()
        parser = EscapeParser(self._debug, self._is_chosen)
        # A paste, or a mouse far to the right, may send no UTF-8, and the thread must not end by it.
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        if self._pipe is None:
            # It is over before it began.
            return
        end, _ = self._pipe
        watched, in_vain, pastes = [self.fileno, end], _SETTLED, Pastes()
        try:
            while True:
                patience = None if in_vain >= _SETTLED and not pastes.waits else _PENDING_SECONDS
                ready, _, _ = select.select(watched, [], [], patience)
                if end in ready:
                    return
                in_vain = 0 if ready else in_vain + 1
                if not ready and self.flood.ebbs():
                    self.send_message(LeftOut())
                if in_vain >= _LOST:
                    self._hand_on(parser, pastes.give_up())
                if ready:
                    typed = self._typed()
                    if typed == b"":
                        self.send_message(TerminalGone())
                        watched.remove(self.fileno)
                    if typed and not self.flood.rises:
                        self._hand_on(parser, pastes.read(decode(typed)))
                for event in parser.tick():
                    self.process_message(event)
        finally:
            with suppress(EOFError, ParseError):
                list(parser.feed(""))

    def _is_chosen(self, key: str) -> bool:
        """Say whether the user has chosen a key for something, in the settings."""
        return any(key in keys.split(",") for keys in self._app._keymap.values())

    def _hand_on(self, parser: XTermParser, pieces: Iterator[str | Pasted]) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                for event in parser.feed(piece):
                    self.process_message(event)
            elif piece.whole:
                self.process_message(events.Paste(piece.text.replace("\0", "")))
            else:
                self.send_message(LeftOut())

    def process_message(self, message: Message) -> None:
        """Hand on what was typed, unless too much is."""
        if not isinstance(message, events.Key) or self.flood.lets_through():
            super().process_message(message)

    def _typed(self) -> bytes | None:
        """Return what there is to read; empty if the terminal is gone, None if somebody else has read it."""
        try:
            return os.read(self.fileno, 4096)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def disable_input(self) -> None:
        """Hear no more keys; Textual asks for that once more at the end, when somebody else may have the terminal."""
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            os.write(pipe[1], b"\0")
        if self._writer is not None:
            super().disable_input()
        for end in pipe or ():
            os.close(end)
