"""Writing to the terminal in fewer bytes, for those who look at it over a slow line.

Textual ends the style of every piece of text and begins the next one anew, all of it. What two neighbours have in
common need not be said twice, and that is most of it: one background, a few colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_MOTION = re.compile(r"(?:\r?\n|\x1b\[[0-9;]*H|\x1b\[\?[0-9]+[hl])*")
"""What shows the same under any style: line ends, places, modes."""
_PLAIN = ("", "0")
"""What ends all styles."""
_GROUNDS = {"38": "39", "48": "49"}
"""Codes that begin a colour of many, and those that take it back: ECMA-48 and ISO 8613-6."""
_PARAMETERS = {"5": 1, "2": 3}
"""How many numbers follow, by the kind of colour."""


class _Style(NamedTuple):
    """What codes set, each written as a terminal reads it; empty for what is as it was at first."""

    flags: tuple[str, ...]
    foreground: str
    background: str


def thrifty(text: str) -> str:
    """Return what a terminal shows as it shows `text`, in fewer bytes if `text` has styles.

    Args:
        text: what to write, which begins without a style; afterwards there is none either.
    """
    if "\x1b[0m" not in text:
        return text
    return "".join(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    first, *rest = _STYLE.split(text)
    yield first
    shown = wanted = ""
    for codes, piece in zip(rest[::2], rest[1::2], strict=True):
        wanted = "" if codes in _PLAIN else f"{wanted};{codes}" if wanted else codes
        if _MOTION.fullmatch(piece) is None:
            yield _change(shown, wanted)
            shown = wanted
        yield piece
    yield _change(shown, "")


@lru_cache(maxsize=4096)
def _change(shown: str, wanted: str) -> str:
    """Return what turns one style, as codes, into another."""
    if shown == wanted:
        return ""
    old, new = _style(shown), _style(wanted)
    if not wanted:
        return "\x1b[0m"
    anew = f"\x1b[0;{wanted}m"
    if not set(old.flags) <= set(new.flags):
        # What takes one of them back may take back another, too.
        return anew
    codes = [flag for flag in new.flags if flag not in old.flags]
    for before, after, plain in zip(old[1:], new[1:], _GROUNDS.values(), strict=True):
        if before != after:
            codes.append(after or plain)
    # To take colours back one by one may be longer than to begin anew.
    return min(f"\x1b[{';'.join(codes)}m", anew, key=len) if codes else ""


def _style(codes: str) -> _Style:
    flags: list[str] = []
    grounds = ["", ""]
    left = iter(codes.split(";") if codes else ())
    for code in left:
        if code in _GROUNDS:
            kind = next(left, "")
            numbers = [next(left, "") for _ in range(_PARAMETERS.get(kind, 0))]
            grounds[code == "48"] = ";".join([code, kind, *numbers])
        elif code[:-1] in ("3", "9"):
            grounds[0] = code
        elif code[:-1] in ("4", "10"):
            grounds[1] = code
        elif code in _PLAIN:
            flags, grounds = [], ["", ""]
        else:
            flags.append(code)
    return _Style(tuple(flags), *grounds)
