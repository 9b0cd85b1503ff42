"""What function names say: the package they belong to, and shorter ways to write them."""

from __future__ import annotations

import re
from functools import lru_cache

_GO = re.compile(r"^((?:[\w.~%@+-]+/)*)([\w~%@+-]+)\.(.+)$")
_RUST_HASH = re.compile(r"::h[0-9a-f]{16}$")
_JAVA = re.compile(r"^(?:[a-z_][\w]*\.){2,}[A-Z$][\w$]*\.[\w$<>]+$")
_SHOWN = 2048
"""Names kept of those that were last on the screen: of real profiles at most 806 are on one of 500x200."""


@lru_cache(maxsize=_SHOWN)
def package(name: str) -> str:
    """Return the package, module or namespace of a function; empty where its name tells none.

    `net/http.(*conn).serve` is of `net/http`, `std::vector<int>::push_back` of `std`, `json.encoder.encode` of
    `json.encoder`, `com.shop.Cart.add` of `com.shop`.
    """
    if "::" in name:
        return name.lstrip("<&").partition("::")[0]
    if _JAVA.match(name):
        return name.rsplit(".", 2)[0]
    match = _GO.match(name)
    if match is None:
        return ""
    path, first, rest = match.groups()
    if path or "(" in rest:
        return path + first
    modules, _, _ = rest.replace(".<locals>", "").rpartition(".")
    return f"{first}.{modules}" if modules and modules.islower() else first


def go_package(name: str) -> str:
    """Return the import path of a Go function; empty if the name has none."""
    bare = name.partition("[")[0]
    path, slash, last = bare.rpartition("/")
    return path + slash + last.partition(".")[0] if "." in last else ""


@lru_cache(maxsize=_SHOWN)
def shorter_names(name: str) -> tuple[str, ...]:
    """Return the name and shorter ways to write it, longest first: without import path, package, scope.

    `encoding/json.(*Decoder).Decode` is also `json.(*Decoder).Decode`, `(*Decoder).Decode` and `Decode`.
    `std::map<int, int>::find(int const&)` is also `std::map<…>::find(…)`, `map<…>::find` and `find`.
    """
    ways = [name]
    match = _GO.match(name)
    if "::" in name:
        ways += _scoped(name)
    elif _JAVA.match(name):
        _, kind, method = name.rsplit(".", 2)
        ways += [f"{kind}.{method}", method]
    elif match:
        path, first, rest = match.groups()
        if path:
            ways.append(f"{first}.{rest}")
        ways.append(rest)
        plain = folded(rest, "[", "]")
        ways += [plain, plain.removesuffix("[…]")]
        last = ways[-1].rpartition(".")[2]
        if last and not last.startswith(("func", "]", ")", "…")) and not last.isdigit():
            ways.append(last)
    shorter: list[str] = []
    for way in ways:
        if way and (not shorter or len(way) < len(shorter[-1])):
            shorter.append(way)
    return tuple(shorter) or (name,)


def _scoped(name: str) -> list[str]:
    """Return shorter ways to write a name of C++ or Rust: without hash, arguments, templates, scopes."""
    ways = [_RUST_HASH.sub("", name)]
    ways.append(folded(ways[-1], "(", ")"))
    if " as " in ways[-1] and ways[-1].startswith("<"):
        # `<Type as Trait>::method` is told apart by its type.
        inside, _, behind = ways[-1][1:].partition(" as ")
        ways.append(f"{folded(inside, '<', '>').rpartition('::')[2]}::{behind.rpartition('>::')[2]}")
    plain = folded(ways[1], "<", ">")
    ways.append(plain)
    bare = plain.partition("(")[0] or plain
    parts = [part for part in bare.split("::") if part]
    ways += ["::".join(parts[start:]) for start in range(max(len(parts) - 2, 0), len(parts))]
    return [way for way in ways if not way.startswith("<…>::")]


def folded(name: str, opening: str, closing: str) -> str:
    """Return a name with what stands in brackets of one kind replaced by an ellipsis; as it is if they do not match."""
    kept: list[str] = []
    depth = 0
    previous = ""
    for character in name:
        # `->` and `operator<` are no brackets.
        if character == opening and not (opening == "<" and previous in ("r", "<") and _is_operator(kept)):
            if depth == 0:
                kept.append(f"{opening}…")
            depth += 1
        elif character == closing and previous != "-" and depth:
            depth -= 1
            if depth == 0:
                kept.append(closing)
        elif depth == 0:
            kept.append(character)
        previous = character
    return "".join(kept) if depth == 0 else name


def _is_operator(kept: list[str]) -> bool:
    return "".join(kept[-9:]).rstrip("<").endswith("operator")


def fitted(name: str, width: int) -> str:
    """Return the longest way to write `name` in `width` characters; cut with an ellipsis if none fits."""
    ways = shorter_names(name)
    for way in ways:
        if len(way) <= width:
            return way
    shortest = ways[-1]
    return shortest[: max(width - 1, 0)] + "…" if width > 1 else shortest[:width]
