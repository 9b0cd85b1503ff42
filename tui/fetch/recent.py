"""The servers looked at lately, to be offered again. Only what may be shown is kept: no user, no password, no token.

A convenience: where nothing can be written or read, there is simply nothing to offer.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs

from tui.errors import ProfileError
from tui.fetch.target import ServerTarget, UrlTarget, parse_target
from tui.kept import read_json, set_aside, write_whole
from tui.text import clean

_MAX_KEPT = 20
_MAX_DISPLAY = 2000


@dataclass(frozen=True, slots=True)
class Recent:
    """A server or URL that was used before."""

    display: str
    """As it was shown; it can be typed again."""
    when: datetime
    """When it was last used, in UTC."""


def remember(target_display: str) -> None:
    """Put a server first among the recent ones. Secrets in it, should there be any, are left out."""
    display = _without_secrets(target_display)
    if not display:
        return
    kept = [one for one in recent() if one.display != display]
    entries = [Recent(display, datetime.now(UTC)), *kept][:_MAX_KEPT]
    with contextlib.suppress(OSError):
        written = [{"target": one.display, "when": one.when.isoformat()} for one in entries]
        write_whole(_path(), json.dumps(written, indent=1))


def recent() -> list[Recent]:
    """Return the recent servers, last used first. A damaged file is set aside."""
    try:
        entries: Any = read_json(_path())
        return [_parsed(entry) for entry in entries][:_MAX_KEPT]
    except OSError:
        return []
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        set_aside(_path())
        return []


def _parsed(entry: dict[str, Any]) -> Recent:
    display, when = entry["target"], datetime.fromisoformat(entry["when"])
    if not isinstance(display, str) or len(display) > _MAX_DISPLAY:
        raise ValueError("no target")
    return Recent(clean(display), when.astimezone(UTC))


def _without_secrets(text: str) -> str:
    try:
        target = parse_target(text)
    except ProfileError:
        return ""
    shown = target.display if isinstance(target, ServerTarget | UrlTarget) else ""
    return shown if len(shown) <= _MAX_DISPLAY else ""


def _path() -> Path:
    return platformdirs.user_state_path("pprof-tui", appauthor=False) / "recent.json"
