"""Where the screen keeps what is the user's."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def settings_file() -> Path:
    """Return the file that the user writes."""
    return platformdirs.user_config_path("pprof-tui", appauthor=False) / "config.toml"


def memory_file() -> Path:
    """Return the file in which we remember what was chosen on the screen."""
    return platformdirs.user_state_path("pprof-tui", appauthor=False) / "view.json"
