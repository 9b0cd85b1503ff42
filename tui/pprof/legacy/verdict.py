"""The two ways a reader of one form says no: "not my form" lets the next reader try, "malformed" ends it."""

from __future__ import annotations

from tui.errors import BadProfile
from tui.text import clean

_SHOWN = 100
_REMEDY = "The file is damaged or cut off; take the profile again."


class NotThisForm(Exception):
    """The bytes are not in this form; its text says why if they began as if they were, else it is empty."""


def malformed(reason: str) -> BadProfile:
    """Return the error for bytes that are in a form and break its rules; the reason is google/pprof's."""
    return BadProfile(f"parsing profile: {reason}", remedy=_REMEDY)


def shown(line: bytes) -> str:
    """Return a line of the file as it may stand in an error text: cleaned, and cut where it would fill the screen."""
    return clean(line[:_SHOWN]) + ("..." if len(line) > _SHOWN else "")
