"""What function names say: the package they belong to, and shorter ways to write them."""

from __future__ import annotations

import re
from functools import lru_cache

_GO = re.compile(r"^((?:[\w.~%@+-]+/)*)([\w~%@+-]+)\.(.+)$")
_SCOPES = re.compile(r"^((?:[\w~]+(?:<[^<>]*>)?::)+)(.+)$")


@lru_cache(maxsize=65536)
def package(name: str) -> str:
    """Return the package, module or namespace of a function; empty where its name tells none.

    `net/http.(*conn).serve` is of `net/http`, `std::vector<int>::push_back` of `std`, `json.encoder.encode` of
    `json.encoder`.
    """
    if "::" in name:
        return name.lstrip("<&").partition("::")[0]
    match = _GO.match(name)
    if match is None:
        return ""
    path, first, rest = match.groups()
    if path or "(" in rest:
        return path + first
    modules, _, _ = rest.replace(".<locals>", "").rpartition(".")
    return f"{first}.{modules}" if modules and modules.islower() else first


@lru_cache(maxsize=65536)
def shorter_names(name: str) -> tuple[str, ...]:
    """Return the name and shorter ways to write it, longest first: without import path, package, scope.

    `encoding/json.(*Decoder).Decode` is also `json.(*Decoder).Decode`, `(*Decoder).Decode` and `Decode`.
    """
    ways = [name]
    match = _GO.match(name)
    if "::" in name and (scoped := _SCOPES.match(name)):
        ways.append(scoped.group(2))
    elif match:
        path, first, rest = match.groups()
        if path:
            ways.append(f"{first}.{rest}")
        ways.append(rest)
        last = rest.rpartition(".")[2]
        if last and not last.startswith(("func", "]", ")")):
            ways.append(last)
    return tuple(dict.fromkeys(ways))


def fitted(name: str, width: int) -> str:
    """Return the longest way to write `name` in `width` characters; cut with an ellipsis if none fits."""
    for way in shorter_names(name):
        if len(way) <= width:
            return way
    shortest = shorter_names(name)[-1]
    return shortest[: max(width - 1, 0)] + "…" if width > 1 else shortest[:width]
