"""Writes source maps, as compilers to JavaScript do."""

from __future__ import annotations

import json
from collections.abc import Sequence

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

Segment = tuple[int, int, int, int]
"""Column in the generated line; source, line and column there, all from 0."""


def source_map(sources: Sequence[str], lines: Sequence[Sequence[Segment]], root: str = "") -> bytes:
    """Return a source map in the third version of the format."""
    written, before = [], [0, 0, 0]
    for segments in lines:
        column, groups = 0, []
        for at, *place in segments:
            groups.append(
                "".join(map(_vlq, [at - column, *(new - old for new, old in zip(place, before, strict=True))]))
            )
            column, before = at, place
        written.append(",".join(groups))
    content = {"version": 3, "sources": list(sources), "names": [], "mappings": ";".join(written)}
    return json.dumps(content | ({"sourceRoot": root} if root else {})).encode()


def _vlq(number: int) -> str:
    rest, digits = (abs(number) << 1) | (number < 0), ""
    while True:
        rest, digit = rest >> 5, rest & 31
        digits += _DIGITS[digit | (32 if rest else 0)]
        if not rest:
            return digits
