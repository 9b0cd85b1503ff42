"""Names that compilers mangled, made readable as google/pprof does (`internal/symbolizer`, Demangle).

pprof reads C++ and Rust with its own library, whose spelling is followed here to the letter; what differs is said in
`tests/symbols/test_demangling.py`. Swift's names, which pprof leaves as they are, are read too. The library `demangle`
does the work; it comes with the extra `symbols`, is pure Python, and bounds time and memory whatever the name is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any, Literal, TypeAlias

Mode: TypeAlias = Literal["default", "templates", "full", "none"]
"""How much is shown: `default` leaves parameters and template arguments out, `templates` the parameters only."""
_Library: TypeAlias = Any
"""A module or an object of `demangle`."""
_MANGLED = re.compile(rb"_{1,3}Z|__?R|_GLOBAL_[._$]|_?\$[sS]|_T0|@__swiftmacro_")
_RUST_HASH = "17h"
_HASH_LENGTH = 20
"""Characters of a Rust hash with its length before it and the closing E."""


def looks_mangled(name: bytes) -> bool:
    """Say whether a name begins as mangled names do."""
    return _MANGLED.match(name) is not None


@cache
def can_demangle() -> bool:
    """Say whether the library is installed."""
    return find_spec("demangle") is not None


@lru_cache(maxsize=1 << 14)
def demangled(name: bytes, mode: Mode = "default") -> bytes | None:
    """Return the name as a person would write it, or None if it is not mangled or cannot be read.

    Args:
        name: as the linker has it.
        mode: how much of it to show.
    """
    if mode == "none" or not looks_mangled(name) or not can_demangle():
        return None
    try:
        text = name.decode("ascii")
    except UnicodeDecodeError:
        return None
    # macOS puts an underscore before every name; google/pprof tries without it second.
    for spelled in (text, text.removeprefix("_")):
        if (readable := _read(spelled, mode)) is not None:
            return readable.encode("utf-8", "surrogateescape")
    return None


def readable_name(name: str) -> str:
    """Return a name (`surrogateescape`) as a person would write it, if it is mangled and can be read."""
    readable = demangled(name.encode("utf-8", "surrogateescape"))
    return name if readable is None else readable.decode("utf-8", "surrogateescape")


def _read(name: str, mode: Mode) -> str | None:
    if name.startswith("_R"):
        return _rust(name.partition(".")[0], mode)
    if name.startswith("_ZN"):
        bare = _without_suffix(name)
        if bare.endswith("E") and bare[-_HASH_LENGTH:].startswith(_RUST_HASH) and (found := _rust(bare, mode)):
            return found
    if name.startswith(("_Z", "___Z", "_GLOBAL_")):
        return _cpp(name, mode)
    return _swift(name, mode) if name.startswith(("$", "_$", "_T0", "@")) else None


def _without_suffix(name: str) -> str:
    """Return a name of Rust's older form without what a compiler put behind it, such as `.llvm.123`."""
    end = name.rfind("E.")
    return name[: end + 1] if end > 0 else name


def _rust(name: str, mode: Mode) -> str | None:
    import demangle

    try:
        tree = demangle.parse(name, language="rust")
    except demangle.DemanglingError:
        return None
    return _without_generics(tree) if mode == "default" else tree.spell()


def _without_generics(part: _Library) -> str:
    """Return a part of a Rust name with nothing between the angle brackets of generic arguments."""
    if isinstance(part, str):
        return part
    if part.kind == "template":
        punctuation = "".join(piece for piece in part.parts if isinstance(piece, str))
        return f"{_without_generics(part.base)}{punctuation.partition('<')[0]}<>"
    return "".join(map(_without_generics, part.parts))


def _swift(name: str, mode: Mode) -> str | None:
    import demangle

    try:
        return str(demangle.demangle_strict(name, language="swift", style=_swift_style(mode)))
    except demangle.DemanglingError:
        return None


@cache
def _swift_style(mode: Mode) -> _Library:
    import demangle

    if mode == "full":
        return demangle.style("llvm")
    from demangle.schemes.swift import SIMPLIFIED_OPTIONS

    return demangle.style("llvm", swift=SIMPLIFIED_OPTIONS)


def _cpp(name: str, mode: Mode) -> str | None:
    import demangle

    from tui.symbols.cppnames import Spelling, speller

    # The names of functions that run before main show parameters in google/pprof, too.
    written = "full" if name.startswith("_GLOBAL_") and mode == "templates" else mode
    builder = speller(templates=written != "default", parameters=written == "full")
    style = replace(_gnu_style(), spelling_builder=builder)
    try:
        text = demangle.demangle_strict(name, language="itanium", style=style)
    except demangle.DemanglingError:
        return None
    return str(builder.last) if isinstance(builder.last, Spelling) else str(text)


@cache
def _gnu_style() -> _Library:
    import demangle

    return demangle.style("gnu", itanium={"expand_std_abbreviations": False})
