"""Characters that draw, with plain ones for terminals whose encoding lacks them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One character for each purpose."""

    edge: str
    """Left edge of a box: a line where there are no colours to tell boxes apart."""
    line: str
    """Left edge of a box where there are colours, but too few."""
    bars: str
    """Bars of growing length within one cell; the last is a full one."""
    falling: str
    """Sort order: largest first."""
    rising: str
    """Sort order: smallest first."""
    step: str
    """Between the frames of a path."""
    dot: str
    """Between the parts of a line."""
    times: str
    """Takes something away."""
    plus_minus: str
    ellipsis: str
    marker: str
    """Marks the pane that has the focus."""
    rail: str
    """The whole width, on a line that shows a part of it."""
    thick_rail: str
    """The part that is shown."""
    becomes: str
    """Between what was and what is."""
    swatch: str
    """Shows a colour in a legend."""
    own: str
    """Marks the program's own code."""
    heights: str
    """Bars of growing height within one cell; the first stands for next to nothing."""
    folded: str
    """More stands below, once it is unfolded; `falling` stands where it is."""


_UNICODE = Glyphs(
    " ", "▏", "▏▎▍▌▋▊▉█", "▾", "▴", " › ", " · ", "✕", "±", "…", "▌", "─", "━", "→", "■ ", "•", "▁▂▃▄▅▆▇█", "▸"
)
_ASCII = Glyphs("|", "|", "#", "v", "^", " > ", " - ", "x", "+-", "~", ">", "-", "=", "->", "# ", "*", "_.-=+*%#", ">")


_PLAIN = str.maketrans(
    {"⏎": "Enter", "⇧": "Shift-", "↑": "Up", "↓": "Down", "←": "Left", "→": "Right", "…": "~", "Δ": "d", "µ": "u"}
)
"""Characters that our texts have besides, for terminals without them."""


def glyphs() -> Glyphs:
    """Return what the terminal's encoding can show."""
    if not _is_utf8():
        return _ASCII
    return replace(_UNICODE, edge="▏") if os.environ.get("NO_COLOR") else _UNICODE


def _is_utf8() -> bool:
    """Say whether the terminal takes UTF-8: as the locale says, which Python overrules where it is plain C."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "")
    charset = locale.partition(".")[2].partition("@")[0]
    if locale in ("C", "POSIX") or charset:
        return charset.lower().replace("-", "") == "utf8"
    return (getattr(sys.__stdout__, "encoding", None) or "ascii").lower().replace("-", "") == "utf8"


GLYPHS = glyphs()


def plain(text: str) -> str:
    """Return a text as the terminal can show it: what its encoding lacks is spelt, or else a question mark."""
    if GLYPHS is not _ASCII or text.isascii():
        return text
    return text.translate(_PLAIN).encode("ascii", "replace").decode()
