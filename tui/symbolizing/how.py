"""What `-symbolize` says: who is asked for names, and how mangled ones are written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.symbols.demangling import Mode

INSTALL = "pip install 'pprof-tui[symbols]'"
"""What gets the libraries that names come from."""
_MODES: dict[str, Mode] = {"full": "full", "none": "none", "templates": "templates"}


@dataclass(frozen=True, slots=True)
class How:
    """How names are found."""

    off: bool = False
    """Leave everything as recorded."""
    local: bool = True
    """Look into the binaries on this machine."""
    remote: bool = True
    """Ask the server that the profile came from."""
    fast: bool = False
    """Of binaries, read functions only, no files and lines."""
    force: bool = False
    """Look up what has names already, too."""
    demangle: Mode = "default"


def parse_how(text: str) -> tuple[How, tuple[str, ...]]:
    """Return what the value of `-symbolize` says, and remarks on words that say nothing; the words are pprof's.

    Args:
        text: words joined by colons; empty for the default.
    """
    how = How()
    remarks: list[str] = []
    for word in text.lower().split(":"):
        if word in ("none", "no"):
            return replace(how, off=True), tuple(remarks)
        if word in ("local", "fastlocal"):
            how = replace(how, local=True, remote=False, fast=how.fast or word == "fastlocal")
        elif word == "remote":
            how = replace(how, local=False, remote=True)
        elif word == "force":
            how = replace(how, force=True)
        elif (mode := word.removeprefix("demangle=")) in _MODES:
            how = replace(how, force=True, demangle=_MODES[mode])
        elif word and mode != "default":
            remarks += [
                f"ignoring unrecognized symbolization option: {text}",
                "expecting -symbolize=[local|fastlocal|remote|none][:force][:demangle=[none|full|templates|default]",
            ]
    return how, tuple(remarks)


class _Run:
    """How this run of the program finds names."""

    how = How()
    build_id = ""
    """Of the program, for profiles that do not have it; empty for none."""


RUN = _Run()
