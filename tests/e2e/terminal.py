"""The installed command in a real pseudo-terminal, with what a terminal would show of it."""

from __future__ import annotations

import os
import signal
import sys
import sysconfig
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

from tests.processes import works

DATA = Path(__file__).parents[1] / "data"
PATIENCE = 40.0
"""Seconds to wait for something before a test fails; nothing takes as long."""
_QUIET = 0.25
"""Seconds without a byte after which the screen counts as drawn."""


def command() -> str:
    """Return the path of the installed `pprof-tui`."""
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        if (folder / "pprof-tui").exists():
            return str(folder / "pprof-tui")
    raise AssertionError("pprof-tui is not installed: pip install -e .")


def environment(home: Path, **changes: str) -> dict[str, str]:
    """Return an environment that knows nothing of the user's."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PPROF_TMPDIR": str(home / "saved"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **changes,
    }


def hear_signals() -> None:
    """Ignore nothing that tests ignore, as they do in the background or under nohup."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Terminal:
    """A terminal, of 80x24 unless another size is wanted, with one program in it."""

    def __init__(
        self, home: Path, *arguments: str, shell: str = "", size: tuple[int, int] = (80, 24), **changes: str
    ) -> None:
        """Run `pprof-tui` with arguments, or a line of shell, in `home`: what random keys save falls there."""
        columns, rows = size
        program, parts = ("/bin/sh", ["-c", shell]) if shell else (command(), [*arguments])
        self.child = pexpect.spawn(
            program,
            parts,
            env=environment(home, **changes),
            cwd=str(home),
            dimensions=(rows, columns),
            timeout=PATIENCE,
            encoding=None,
            preexec_fn=hear_signals,
        )
        # It sleeps before each key, for programs that ask for a password.
        self.child.delaybeforesend = None
        self.before = termios.tcgetattr(self.child.child_fd)
        self.raw = b""
        # A terminal without a size is one of which nobody has told it.
        self._screen = pyte.Screen(columns or 80, rows or 24)
        self._stream = pyte.ByteStream(self._screen)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: object) -> None:
        self.child.close(force=True)

    def read(self, quiet: float = _QUIET) -> int:
        """Take what the program writes until it is quiet, but not for ever; return the number of bytes."""
        count, gives_up = 0, time.monotonic() + PATIENCE
        while time.monotonic() < gives_up:
            try:
                piece = self.child.read_nonblocking(1 << 16, timeout=quiet)
            except pexpect.TIMEOUT:
                return count
            except pexpect.EOF:
                return count
            count += len(piece)
            self.raw += piece
            self._stream.feed(piece)
        return count

    def rest(self, quiet: float = _QUIET) -> None:
        """Take what the program writes until it has nothing left to do, which silence alone does not tell.

        On a machine that is busy elsewhere it may say nothing for a while although it works through its keys.
        """
        gives_up = time.monotonic() + PATIENCE
        self.read(quiet)
        while works(self.child.pid):
            assert time.monotonic() < gives_up, f"it does not come to rest; on the screen:\n{self.text}"
            self.read(quiet)

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def until(self, holds: Callable[[str], object]) -> str:
        """Wait until the screen shows something; return the screen."""
        gives_up = time.monotonic() + PATIENCE
        while not holds(self.text):
            assert time.monotonic() < gives_up, f"waited in vain; on the screen:\n{self.text}"
            if not self.read(0.05) and not self.child.isalive():
                raise AssertionError(f"the program ended; on the screen:\n{self.text}")
        return self.text

    def until_shown(self, *texts: str) -> str:
        return self.until(lambda screen: all(text in screen for text in texts))

    def until_written(self, piece: bytes) -> None:
        """Wait until the program has written something, be it no text."""
        self.until(lambda _: piece in self.raw)

    def press(self, keys: str) -> None:
        """Press keys, faster than people do."""
        self.child.send(keys)
        self.read()

    def cursor_line(self) -> str:
        """Return the line in bold that tells the cursor of a table from its other rows, once it is drawn."""

        def marked() -> list[int]:
            rows = self._screen.buffer
            return [y for y in range(2, 21) if all(rows[y][x].bold for x in range(80))]

        self.until(lambda _: len(marked()) == 1)
        return self.lines[marked()[0]]

    def ended(self) -> int:
        """Wait until the program ends; return its exit status."""
        gives_up = time.monotonic() + PATIENCE
        while self.child.isalive():
            assert time.monotonic() < gives_up, f"it does not end; on the screen:\n{self.text}"
            self.read(0.05)
        self.read(0.05)
        assert self.child.signalstatus is None
        return int(self.child.exitstatus)

    def assert_restored(self) -> None:
        """Assert that the terminal is as it was: main screen, cursor shown, no mouse, its settings."""
        left = self.raw.rindex(b"\x1b[?1049l")
        assert b"\x1b[?1049h" not in self.raw[left:]
        assert self.raw.rindex(b"\x1b[?25h") > self.raw.rindex(b"\x1b[?25l")
        for mode in (b"1000", b"1003", b"1006", b"2004"):
            if b"\x1b[?" + mode + b"h" in self.raw:
                assert self.raw.rindex(b"\x1b[?" + mode + b"l") > self.raw.rindex(b"\x1b[?" + mode + b"h")
        assert termios.tcgetattr(self.child.child_fd) == self.before
