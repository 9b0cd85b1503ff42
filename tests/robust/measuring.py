"""What a command takes as a whole: seconds, and the most memory it held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# A process begins with the size of the one that starts it, so that what is measured is started by a small one.
_START = """
import json, os, resource, sys, time
noted, space, *command = sys.argv[1:]
if int(space):
    resource.setrlimit(resource.RLIMIT_AS, (int(space), int(space)))
start = time.monotonic()
child = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(child, 0)
with open(noted, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), time.monotonic() - start, usage.ru_maxrss], file)
"""
_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command printed and took."""

    status: int
    stdout: str
    stderr: str
    seconds: float
    megabytes: float
    """The most memory it held at a time."""


def taken_by(
    command: Sequence[str | os.PathLike[str]], *, space: int = 0, environment: dict[str, str] | None = None
) -> Taken:
    """Run a command, in so many bytes of address space if that is not 0."""
    with tempfile.TemporaryDirectory() as folder:
        noted = Path(folder) / "noted"
        start = [sys.executable, "-I", "-S", "-c", _START, str(noted), str(space)]
        done = subprocess.run(
            [*start, *map(str, command)], capture_output=True, text=True, check=True, timeout=250, env=environment
        )
        status, seconds, size = json.loads(noted.read_text())
    return Taken(status, done.stdout, done.stderr, seconds, size * _UNIT / 1e6)


def program(*arguments: str | os.PathLike[str], space: int = 0, environment: dict[str, str] | None = None) -> Taken:
    """Run this program with arguments."""
    return taken_by([sys.executable, "-m", "tui", *arguments], space=space, environment=environment)
