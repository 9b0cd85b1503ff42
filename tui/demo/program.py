"""The demo as a child process: the UI is not in its profiles, and both have an interpreter of their own."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import tempfile
import time
from types import TracebackType
from typing import IO

from tui.errors import TimedOut, Unreachable

_START_SECONDS = 10.0
_STOP_SECONDS = 2.0
_WHERE = "pprof-tui demo"
_REMEDY = "Run `python -m tui.demo` with the Python of pprof-tui to see more."


class DemoProgram:
    """The demo, running beside this process. `with DemoProgram() as address:` starts it and ends it."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._child: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._address = ""
        """Where it listens, such as `127.0.0.1:41234`; empty if it never started."""

    @property
    def pid(self) -> int | None:
        """Process id; None unless it runs."""
        return self._child.pid if self._child else None

    def start(self) -> str:
        """Start the demo, unless it runs, and return its address, such as `127.0.0.1:41234`.

        Raises:
            ProfileError: it did not start, or gave no address within 10 s.
        """
        if self._child is not None and self._child.poll() is None:
            return self._address
        self.stop()
        try:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - `stop` closes it
            # -P: nothing is imported from the working directory. Its own session: keys that signal the terminal's
            # processes are not for it.
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "tui.demo"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                start_new_session=True,
            )
            self._address = self._read_address(time.monotonic() + _START_SECONDS)
            return self._address
        except BaseException as trouble:  # whatever ends the start, Ctrl-C too, the child must not stay
            self.stop()
            if isinstance(trouble, OSError):
                what = f"the demo cannot be started: {trouble.strerror}"
                raise Unreachable(what, where=_WHERE, remedy=_REMEDY) from trouble
            raise

    def stop(self) -> None:
        """End the demo: its input is closed, and it is killed if that does not end it."""
        child, self._child = self._child, None
        if child is not None:
            assert child.stdin is not None and child.stdout is not None
            child.stdin.close()
            try:
                child.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            child.stdout.close()
        if self._complaints is not None:
            self._complaints.close()
            self._complaints = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _read_address(self, deadline: float) -> str:
        assert self._child is not None and self._child.stdout is not None
        pipe = self._child.stdout.fileno()
        said = b""
        with selectors.DefaultSelector() as ready:
            ready.register(pipe, selectors.EVENT_READ)
            while not said.endswith(b"\n"):
                if not ready.select(max(0.0, deadline - time.monotonic())):
                    raise TimedOut(
                        f"the demo gave no address within {_START_SECONDS:.0f} s",
                        where=_WHERE,
                        remedy="Try again when the machine is less busy.",
                    )
                piece = os.read(pipe, 4096)
                if not piece:
                    raise Unreachable(f"the demo did not start: {self._last_complaint()}", where=_WHERE, remedy=_REMEDY)
                said += piece
        return said.decode().strip()

    def _last_complaint(self) -> str:
        """Return the last line of what the child wrote to its standard error."""
        assert self._complaints is not None
        self._complaints.seek(0)
        lines = self._complaints.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")
