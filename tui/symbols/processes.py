"""The process of this machine that serves an address: its container's files are where its paths lead."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

_LISTENS = "0A"
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """What of a running process helps to find its sources."""

    root: Path | None
    """Its root folder, if that is another than ours."""
    directory: Path
    """Its working folder."""


def process_at(port: int, proc: Path = _PROC) -> Process | None:
    """Return the process that listens on a TCP port of this machine; None if it cannot be told, or is not ours to see.

    Only Linux tells, and of other users' processes only to root.
    """
    sockets = _listening(port, proc)
    if not sockets:
        return None
    for process in proc.glob("[0-9]*"):
        try:
            with os.scandir(process / "fd") as descriptors:
                holds = any(_target(Path(one.path)) in sockets for one in descriptors)
        except OSError:
            continue
        if holds:
            return _described(process)
    return None


def _listening(port: int, proc: Path) -> set[str]:
    """Return the sockets that listen on a port, as links of descriptors call them."""
    found = set()
    for table in ("net/tcp", "net/tcp6"):
        try:
            lines = (proc / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if len(fields) > 9 and fields[3] == _LISTENS and int(fields[1].rpartition(":")[2], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found


def _described(process: Path) -> Process | None:
    root, directory = process / "root", process / "cwd"
    try:
        ours = os.path.samefile(root, "/")
    except OSError:
        return None
    return Process(None if ours else root, directory)


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def local_port(address: str) -> int:
    """Return the port of an address on this machine such as `127.0.0.1:6060/debug/pprof`; 0 for any other."""
    found = re.match(r"^(?:https?://)?(?:localhost|127(?:\.\d+){3}|\[::1\]):(?P<port>\d{1,5})(?:/|$)", address)
    return int(found["port"]) if found else 0
