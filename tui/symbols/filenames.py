"""What the name of a source file tells of where it was made."""

from __future__ import annotations

import re

_RELATIVE_C = re.compile(rb"[^/<].*\.(?:c|cc|cpp|cxx|C|c\+\+|h|hh|hpp|hxx|inc|inl|ipp|tcc|m|mm|s|S)")
_GENERATED = re.compile(rb"\.[cm]?jsx?$")


def is_relative_c(recorded: bytes) -> bool:
    """Say whether this is a file of C or its relatives, named relative to a folder that is not told."""
    return _RELATIVE_C.fullmatch(recorded) is not None


def is_generated(recorded: bytes) -> bool:
    """Say whether a file may be made of another: JavaScript."""
    return _GENERATED.search(recorded) is not None
