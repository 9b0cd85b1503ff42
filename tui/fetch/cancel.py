"""Calling a fetch off from another thread, and the deadline that does the same: both shut the sockets down.

A timeout per read cannot hold a deadline, for a server that drips a byte now and then never times out. A socket that
is shut down ends every read at once, and the server learns of it: Go stops a CPU profile as soon as the connection
closes, so that the next one is not refused as "already in use".
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from tui.errors import Cancelled, FetchError, TimedOut

if TYPE_CHECKING:
    import socket


_LONGEST_SECONDS = 1e6
"""Longest that a fetch may take: 11 days. A socket does not take more than 2**31 ms, nor a timer infinity."""


class CancelToken:
    """A button that calls off whatever was given the token; it can be pressed from any thread, once and for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """True once `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Call it off. The callbacks run in this thread, before this returns; a second call does nothing."""
        with self._lock:
            self._cancelled = True
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called upon cancel, at once if that is past; return a function that takes it back.

        The callback must return soon and not raise.
        """
        with self._lock:
            if not self._cancelled:
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock, contextlib.suppress(ValueError):
            self._callbacks.remove(callback)


class Watch:
    """Watches over the sockets of one fetch, redirects included, until its deadline or until it is cancelled."""

    def __init__(self, deadline: float, cancel: CancelToken | None = None) -> None:
        """Start nothing yet; the time runs from `with`.

        Args:
            deadline: how long the whole fetch may take, in s; longer than 11 days is 11 days.
            cancel: what calls the fetch off; None if nothing does.
        """
        # In this order, so that what is no number is the limit, too.
        self.deadline = min(_LONGEST_SECONDS, deadline)
        self.received = 0
        """Bytes of body read so far, for the message if the deadline passes."""
        self.answered = False
        """True once the headers of the last answer came; of its body, what is no whole piece is not counted yet."""
        self._ends = 0.0
        self._connected = 0.0
        self._cancel = cancel or CancelToken()
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._stopped: Literal["", "deadline", "cancel"] = ""
        self._timer = threading.Timer(self.deadline, self._stop, ["deadline"])
        self._timer.daemon = True
        self._take_back: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self._ends = time.monotonic() + self.deadline
        self._timer.start()
        self._take_back = self._cancel.on_cancel(lambda: self._stop("cancel"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._take_back()
        with self._lock:
            sockets, self._sockets = self._sockets, []
        for held in sockets:
            held.close()

    @property
    def remaining(self) -> float:
        """Time left, in s; 0 when it is over."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def waited(self) -> float:
        """Time since the last connection was made, in s; 0 if there was none."""
        return time.monotonic() - self._connected if self._connected else 0.0

    @contextlib.contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Shut the sockets down if what is done meanwhile takes longer, which is no reason for the fetch to fail."""
        timer = threading.Timer(seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def adopt(self, opened: socket.socket) -> None:
        """Shut `opened` down, too, when the time comes.

        A duplicate is held: TLS takes the first descriptor away, and shutting down either one ends the connection.
        """
        self._connected = time.monotonic()
        with self._lock:
            self._sockets.append(opened.dup())
            if self._stopped:
                self._shut_down()

    def check(self, *, where: str = "") -> None:
        """Return if the fetch may go on.

        Raises:
            Cancelled: the user called it off.
            TimedOut: the deadline passed.
        """
        if error := self.verdict(where=where):
            raise error

    def verdict(self, *, where: str = "") -> FetchError | None:
        """Return why the fetch was stopped from this side, or None if it was not."""
        if self._stopped == "cancel":
            return Cancelled("cancelled", where=where)
        if self._stopped == "deadline":
            got = f"only {self.received} bytes came" if self.received else "no answer"
            remedy = "Ask for fewer -seconds, or wait longer with -timeout."
            return TimedOut(f"{got} within {self.deadline:g} s", where=where, remedy=remedy)
        return None

    def _stop(self, reason: Literal["deadline", "cancel"]) -> None:
        with self._lock:
            self._stopped = self._stopped or reason
            self._shut_down()

    def _hang_up(self) -> None:
        with self._lock:
            self._shut_down()

    def _shut_down(self) -> None:
        # Loaded by whoever opened a socket; what is read from a file does without.
        import socket

        for held in self._sockets:
            # Not connected any more: the other side was faster.
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
