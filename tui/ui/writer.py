"""Writing to the terminal in a thread, so that nothing but that thread ever waits for a line that stands still.

Textual's own thread lets the program wait once thirty writes are under way, and for ever once the line has broken: no
key, no signal would end it.
"""

from __future__ import annotations

import os
import select
import threading
from collections import deque
from collections.abc import Callable

from tui.ui.threads import leave_signals_to_main

_BEHIND = 1 << 18
"""Bytes that wait to be taken from which on no more pictures are drawn: the one on the screen is old anyway."""
_MOST = 1 << 20
"""Bytes that wait at most; whoever writes more writes in vain."""
_PATIENCE = 1.0
"""Seconds that the end waits for a line that stands still."""


class PatientWriter(threading.Thread):
    """Writes to a file descriptor in order."""

    def __init__(self, descriptor: int, caught_up: Callable[[], object]) -> None:
        """Prepare to write.

        Args:
            descriptor: where to.
            caught_up: called in this thread when all is written after a picture was left out.
        """
        super().__init__(daemon=True, name="terminal-output")
        self._descriptor = descriptor
        self._caught_up = caught_up
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._left_out = self._over = self._gone = False

    def write(self, data: bytes) -> None:
        """Have something written; nothing once the terminal is gone."""
        with self._changed:
            if self._gone:
                return
            if self._size + len(data) > _MOST:
                self._left_out = True
                return
            self._waiting.append(data)
            self._size += len(data)
            self._changed.notify()

    def leave_out(self) -> bool:
        """Say whether a picture is to be left out, since others wait; `caught_up` is called once they are shown."""
        with self._changed:
            behind = self._size > _BEHIND
            self._left_out = self._left_out or behind
            return behind

    def finish(self) -> bool:
        """End once all is written, or give up; return whether all is."""
        with self._changed:
            self._over = True
            self._changed.notify()
        self.join(_PATIENCE)
        with self._changed:
            written = not (self._size or self._gone)
            self._waiting.clear()
        return written

    def run(self) -> None:
        """Write until it is over."""
        leave_signals_to_main()
        while (data := self._next()) is not None:
            while data:
                try:
                    count = os.write(self._descriptor, data)
                except BlockingIOError:
                    select.select([], [self._descriptor], [])
                    continue
                except OSError:
                    # It is gone; whoever reads keys hears of it too, and ends the program.
                    with self._changed:
                        self._gone = True
                        self._waiting.clear()
                    return
                data = data[count:]
                self._take(count)

    def _next(self) -> bytes | None:
        with self._changed:
            while not (self._waiting or self._over):
                self._changed.wait()
            return self._waiting.popleft() if self._waiting else None

    def _take(self, count: int) -> None:
        with self._changed:
            self._size -= count
            caught_up = self._left_out and not self._size
            if caught_up:
                self._left_out = False
        if caught_up:
            self._caught_up()
