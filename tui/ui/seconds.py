"""Lengths of time that are typed."""

from __future__ import annotations

_MOST_DIGITS = 9
"""More than thirty years."""


def wrong_seconds(line: str) -> str:
    """Return what is wrong with a number of seconds; nothing if it will do."""
    is_number = line.isascii() and line.isdigit() and len(line) <= _MOST_DIGITS
    return "" if is_number and int(line) > 0 else "whole seconds, at least 1"
