"""What was chosen on the screen, kept from one run to the next; a convenience, so nothing here stops the program."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from tui.kept import read_json, set_aside, write_whole
from tui.ui.files import memory_file
from tui.ui.preferences import allowed

_GREETED = "greeted"


class Memory:
    """A small file of ours. Each write reads it again, so that two programs at once keep each other's choices."""

    def __init__(self, path: Path | None = None) -> None:
        """Use a file, by default the one in the user's folder for state."""
        self._path = path or memory_file()
        self._lock = Lock()

    def read(self) -> tuple[dict[str, object], bool]:
        """Return fields of `Preferences`, and whether the program was used before. A damaged file is set aside."""
        try:
            known = self._known()
        except OSError:
            return {}, False
        except ValueError:
            set_aside(self._path)
            return {}, False
        liked: dict[str, object] = {}
        for name, value in known.items():
            # What another version wrote may mean nothing to this one.
            with contextlib.suppress(ValueError, TypeError):
                liked[name] = allowed(name, value)
        return liked, known.get(_GREETED) is True

    def keep(self, liked: Mapping[str, object]) -> None:
        """Keep some fields of `Preferences`; whoever calls this has been greeted."""
        with self._lock, contextlib.suppress(OSError):
            try:
                known = self._known()
            except (OSError, ValueError):
                known = {}
            new = known | dict(liked) | {_GREETED: True}
            if new != known:
                write_whole(self._path, json.dumps(new, indent=1) + "\n")

    def _known(self) -> dict[str, object]:
        """Return what the file says.

        Raises:
            OSError: it cannot be read.
            ValueError: it is damaged.
        """
        known = read_json(self._path)
        if not isinstance(known, dict):
            raise ValueError("no object")
        return known
