"""Numbers as Go reads and cuts them, which pprof leaves to it (packages flag and strconv)."""

from __future__ import annotations

import math
import re
from typing import NoReturn

_LEAST, _BEYOND = -(1 << 63), 1 << 63
_MOST_DIGITS = 1000
_DECIMAL = re.compile(r"[+-]?[0-9]+")
_WITH_BASE = re.compile(r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?[0-9])*)")
_DIGITS, _HEX_DIGITS = r"[0-9](?:_?[0-9])*", r"[0-9a-fA-F](?:_?[0-9a-fA-F])*"
_FLOAT = re.compile(rf"[+-]?(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?")
_HEX_FLOAT = re.compile(rf"[+-]?0[xX]_?(?:{_HEX_DIGITS}\.?(?:{_HEX_DIGITS})?|\.{_HEX_DIGITS})[pP][+-]?{_DIGITS}")
_NO_NUMBER = re.compile(r"(?i)[+-]?inf(?:inity)?|nan")


def decimal_int(text: str) -> int:
    """Return an int64 as a line of pprof's shell has it (`strconv.Atoi`).

    Raises:
        ValueError: it is none; says why in Go's words.
    """
    if not _DECIMAL.fullmatch(text):
        _refuse("parse error")
    return _int64(text, 10)


def flag_int(text: str) -> int:
    """Return an int64 as a flag has it (`flag.Int`): also in hexadecimal, octal or binary, and with underscores.

    Raises:
        ValueError: it is none; says why in Go's words.
    """
    if not _WITH_BASE.fullmatch(text):
        _refuse("parse error")
    # To Go a leading zero makes a number octal; Python wants an o then.
    return _int64(text, 8 if re.match(r"[+-]?0_?[0-7]", text) else 0)


def any_float(text: str) -> float:
    """Return a float as flags and lines have it (`strconv.ParseFloat`): also `inf` and `nan`.

    Raises:
        ValueError: it is none; says why in Go's words.
    """
    if _NO_NUMBER.fullmatch(text):
        return float(text)
    try:
        number = float(text) if _FLOAT.fullmatch(text) else None
        if _HEX_FLOAT.fullmatch(text):
            number = float.fromhex(text.replace("_", ""))
    except OverflowError:
        number = math.inf
    if number is None:
        _refuse("parse error")
    if not math.isfinite(number):
        _refuse("value out of range")
    return number


def truncated(number: float) -> int:
    """Return `int64(number)` as amd64 computes it: towards zero, and the least int64 for what does not fit."""
    return int(number) if _LEAST <= number < _BEYOND else _LEAST


def least_kept(total: int, fraction: float) -> int:
    """Return the value below which pprof leaves out: a share of a total; negative, so nothing, if it is no int64."""
    cut = truncated(float(total) * fraction)
    return abs(cut) if cut > _LEAST else cut


def scaled(value: int, ratio: float) -> int:
    """Return an int64 times the ratio of `divide_by`, which counts if it is positive and not 1."""
    return truncated(float(value) * ratio) if ratio > 0 and ratio != 1 else value


def _int64(text: str, base: int) -> int:
    # Python reads no more digits than it can in a while; zeros may lead.
    if len(text) > _MOST_DIGITS:
        _refuse("value out of range")
    number = int(text, base)
    if not _LEAST <= number < _BEYOND:
        _refuse("value out of range")
    return number


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)
