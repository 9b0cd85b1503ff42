"""Values of flags, read as Go's flag package reads them, and refused in its words."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from tui.errors import BadOption
from tui.numerals import any_float, flag_int

_TOLD = 40
"""Characters that are told of a value that will not do."""
_Number = TypeVar("_Number", int, float)


def truth(flag: str, text: str) -> bool:
    """Return the value of a switch.

    Raises:
        BadOption: it is neither true nor false.
    """
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise BadOption(f'invalid boolean value "{text[:_TOLD]}" for -{flag}', remedy="Say true or false.")


def whole(flag: str) -> Callable[[str], int]:
    """Return what reads the whole number of a flag, or raises a BadOption."""
    return partial(_number, flag, flag_int)


def fraction(flag: str) -> Callable[[str], float]:
    """Return what reads the number of a flag, which need not be whole, or raises a BadOption."""
    return partial(_number, flag, any_float)


def timeout(text: str) -> float | None:
    """Return a time to wait in s, which may be infinite; None for none or less, which stand for pprof's own.

    Raises:
        BadOption: it is no number.
    """
    seconds = fraction("timeout")(text)
    if seconds <= 0:
        return None
    if not seconds > 0:
        raise BadOption(f"-timeout={text[:_TOLD]} is no time to wait", remedy="Say -timeout=inf to wait for ever.")
    return seconds


READERS: Mapping[type, Callable[[str], Callable[[str], Any]]] = {
    int: whole,
    float: fraction,
    str: lambda _flag: str,
    bool: lambda _flag: str,
}
"""What makes the reader of an option's flag, by the type of its default; a switch is read when all are there."""


def give_dashes_back(made: argparse.ArgumentParser, given: dict[str, Any]) -> None:
    """Have `-focus --` mean that: argparse takes two dashes out of whatever flag has them for its value."""
    for action in made._actions:
        name, read = action.dest, action.type if callable(action.type) else str
        if name != "sources" and given[name] == []:
            given[name] = read("--")
        elif name != "sources" and isinstance(given[name], list):
            given[name] = [read("--") if one == [] else one for one in given[name]]


def _number(flag: str, read: Callable[[str], _Number], text: str) -> _Number:
    try:
        return read(text)
    except ValueError as why:
        raise BadOption(f'invalid value "{text[:_TOLD]}" for flag -{flag}: {why}') from None
