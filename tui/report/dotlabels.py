r"""Names and colours in drawings: google/pprof's `multilinePrintableName`, `ShortenFunctionName` and `dotColor`."""

from __future__ import annotations

import math

import re2

from tui.analysis.frames import FrameTable
from tui.report.legend import base_name

_LATIN = re2.Options()
_LATIN.encoding = re2.Options.Encoding.LATIN1  # names need not be UTF-8, and RE2 matches no byte that is not
_ANONYMOUS = b"(anonymous namespace)::"
_VERSION = re2.compile(rb"^(.*?)/v(?:[2-9]|[1-9][0-9]+)([./].*)$", _LATIN)
"""A module's version in a package path."""
_SHORT = (
    re2.compile(rb"^(?:[\w\-\.]+\/)+([^.]+\..+)", _LATIN),
    re2.compile(rb"^(?:[a-z]\w*\.)*([A-Z][\w\$]*\.(?:<init>|[a-z][\w\$]*(?:\$\d+)?))(?:(?:\()|$)", _LATIN),
    re2.compile(rb"^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<.*>)?)", _LATIN),
)
"""What is left of names of Go, Java and C++, without package, namespace and arguments."""
_TYPE_PARAMETERS, _ELLIPSIS = "[...]", "[…]"

_LINE, _BOX = (1.0, 0.7), (0.1, 0.93)
"""Saturation and value of colours of lines and of what is inside a box."""
_GREY = 0.2
"""Shares below this one are the greyer the smaller they are."""
_SPREAD = 0.3
"""Power of the share: small shares differ more than large ones."""


def escaped(text: str) -> str:
    r"""Return text as it stands between quotes; a line break becomes Graphviz's `\l`, aligned to the left."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\l")


def node_label(table: FrameTable, frame: int) -> str:
    r"""Return the name of a frame over several lines, each ended by `\n`."""
    name = escaped(shortened(table.strings.raw[table.name[frame]]).decode("utf-8", "surrogateescape"))
    # pprof writes type parameters as an ellipsis, which is not a line break.
    name = name.replace("::", "\\n").replace(_TYPE_PARAMETERS, _ELLIPSIS).replace(".", "\\n")
    file, objfile = table.files.decoded(int(table.file[frame])), table.strings.decoded(int(table.objfile[frame]))
    parts = table.name_parts(frame, name, escaped(base_name(file)) if file else "", escaped(objfile))
    return "\\n".join([*parts, ""])


def shortened(name: bytes) -> bytes:
    """Return a function's name without its package path, namespace or arguments."""
    name = name.removeprefix(_ANONYMOUS)
    if versioned := _VERSION.match(name):
        name = versioned[1] + versioned[2]
    for pattern in _SHORT:
        if match := pattern.match(name):
            return bytes(match[1])
    return name


def colour(share: float, *, background: bool = False) -> str:
    """Return the colour of a share of the total: green for -1, grey for 0, red for 1; what is beyond, as these.

    Args:
        share: not a number where both value and total are 0; that gives a colour too, the one pprof gives on amd64.
        background: pale, for the inside of a box.
    """
    saturation, value = _BOX if background else _LINE
    share = share if math.isnan(share) else max(-1.0, min(1.0, share))
    if abs(share) < _GREY:
        saturation *= abs(share) / _GREY
    share = math.copysign(abs(share) ** _SPREAD, share)
    paler = value * (1 - saturation * abs(share))
    red, green = (paler, value) if share < 0 else (value, paler)
    parts = (0 if math.isnan(part) else int(part * 255.0) for part in (red, green, value * (1 - saturation)))
    return "#{:02x}{:02x}{:02x}".format(*parts)
