"""Path maps: which folder here stands for a folder that profiles name; remembered from one run to the next."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import Any

from tui.errors import BadOption
from tui.kept import read_json, set_aside, write_whole
from tui.symbols.interpreted import without_scheme

Map = tuple[str, str]
"""The beginning of recorded paths, and the folder that stands for it here."""
_MOST = 100
"""Maps remembered; the oldest go."""


def parse_map(text: str) -> Map:
    """Return the map that `FROM=TO` says.

    Raises:
        BadOption: it says none.
    """
    recorded, equals, folder = text.partition("=")
    if not (equals and recorded and folder):
        raise BadOption(f"{text} is no map of paths", remedy="Say --map=/build/src=/home/me/src.")
    return recorded.rstrip("/") or "/", os.path.abspath(os.path.expanduser(folder))


def learned(recorded: bytes, chosen: Path) -> Map:
    """Return the map that leads from a recorded path to a file: what is left of both without their longest common end.

    Args:
        recorded: the path as the profile has it.
        chosen: the file, absolute.
    """
    whole, file = PurePosixPath(without_scheme(os.fsdecode(recorded))), PurePosixPath(chosen)
    theirs, ours = whole.parts, file.parts
    pairs = zip(reversed(theirs), reversed(ours), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1] != "/", pairs))
    if not same:
        # Not even the name is the same: this file alone stands for that one.
        return str(whole), str(file)
    return str(PurePosixPath(*theirs[:-same])), str(PurePosixPath(*ours[:-same]))


class PathMaps:
    """The maps in use: those of earlier runs, and what this one adds. The newest counts first."""

    def __init__(self, file: Path | None = None) -> None:
        """Use the maps in `file`; by default the one in the user's folder for settings."""
        self._given = file
        self._maps: dict[str, str] | None = None

    def all(self) -> tuple[Map, ...]:
        """Return the maps, the newest first."""
        return tuple(reversed(self._known().items()))

    def add(self, maps: Sequence[Map]) -> str:
        """Use more maps, now and in later runs; return why they cannot be remembered, or nothing."""
        known = self._known()
        for recorded, folder in maps:
            known.pop(recorded, None)
            known[recorded] = folder
        try:
            self._remember(list(known.items())[-_MOST:])
        except OSError as trouble:
            return f"the map of paths is not remembered: {trouble.strerror}"
        return ""

    @property
    def file(self) -> Path:
        """Where they are remembered."""
        if self._given is None:
            import platformdirs

            self._given = platformdirs.user_config_path("pprof-tui") / "maps.json"
        return self._given

    def _known(self) -> dict[str, str]:
        if self._maps is None:
            self._maps = self._remembered()
        return self._maps

    def _remembered(self) -> dict[str, str]:
        try:
            known: Any = read_json(self.file)
            return {str(recorded): str(folder) for recorded, folder in known}
        except OSError:
            return {}
        except (ValueError, TypeError):
            # Not a reason to stop, nor to lose what somebody may mend: the next map would be written over it.
            set_aside(self.file)
            return {}

    def _remember(self, maps: Sequence[Map]) -> None:
        write_whole(self.file, json.dumps(maps, indent=1))


MAPS = PathMaps()
"""The maps of this run."""
