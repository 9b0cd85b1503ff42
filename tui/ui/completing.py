"""What completes a line behind `:`: commands, options with their values, and names of functions as patterns of them."""

from __future__ import annotations

from collections.abc import Callable

from tui.analysis.chips import RECURSION
from tui.analysis.frames import FrameTable
from tui.analysis.regex import Pattern, escaped, unescaped
from tui.analysis.search import begun
from tui.errors import BadOption
from tui.options import CHOICES, HELP, LEGACY, Options
from tui.pprof.arrays import IndexArray
from tui.session import Session
from tui.ui.shell import COMMANDS, WITH_PATTERN, as_word, assigned

_OFFERED = 8
"""Names that complete a line."""


def completions(line: str, session: Session, frames: IndexArray) -> list[str]:
    """Return lines that complete `line`, the likeliest first: they begin with it, or with its name escaped.

    Args:
        line: what is typed so far.
        session: for its sample types, label keys and names.
        frames: int[m], frames whose names are offered, the likeliest first.
    """
    name = assigned(line)
    before = line[: line.index("=") + 1] if name else ""
    command, space, typed = line.partition(" ")
    if name in ("focus", "ignore", "hide", "show", "show_from", "prune_from"):
        typed = line[len(before) :].lstrip()
        return _named(line.removesuffix(typed), typed, session, frames, str)
    if name:
        return [before + value for value in _values(name, session) if (before + value).startswith(line)]
    command = command.rstrip("0123456789")
    if space and command in (*WITH_PATTERN, "top", "text"):
        last = typed.rpartition(" ")[2]
        # A name with blanks may be typed as it is shown, where no more than one is wanted.
        endings = (typed, last) if command in WITH_PATTERN and last != typed else (last,)
        found = (_named(line.removesuffix(ending), ending, session, frames, as_word) for ending in endings)
        return next(filter(None, found), [])
    if space and command == "help":
        return [f"help {topic}" for topic in HELP if topic.startswith(typed)]
    every = [*COMMANDS, *(f"{option}{_sign(option)}" for option in HELP), *_choices(), *LEGACY, RECURSION]
    return [word for word in every if line and word.startswith(line)]


def _sign(option: str) -> str:
    return "" if isinstance(getattr(Options(), option), bool) and option != "trim" else "="


def _choices() -> list[str]:
    return [choice for values in CHOICES.values() for choice in values]


def _values(name: str, session: Session) -> list[str]:
    if name == "sample_index":
        return [value_type.type for value_type in session.profile.sample_types]
    if name in ("tagroot", "tagleaf", "tagshow", "taghide", "tagfocus", "tagignore"):
        return session.label_keys()
    if name == "unit":
        return ["minimum", "auto", "ns", "us", "ms", "s", "B", "kB", "MB", "GB"]
    if name in CHOICES:
        return list(CHOICES[name])
    return ["true", "false"] if isinstance(getattr(Options(), name, None), bool) else []


def _named(before: str, typed: str, session: Session, frames: IndexArray, put: Callable[[str], str]) -> list[str]:
    """Return patterns of names that begin as typed; of Go's, also without their import path.

    Args:
        before: what stands before them in the line.
        typed: how the name begins, escaped or as it is.
        session: for its names.
        frames: int[m], frames whose names are offered, the likeliest first.
        put: writes a pattern as the line takes it.
    """
    start = unescaped(typed)
    if not start:
        return []
    found: dict[str, None] = {}
    for frame in frames[begun(session.table, start)[frames]].tolist():
        label = _name(session.table, frame)
        for name in (label, label.rpartition("/")[2]):
            if name.startswith(start):
                found[before + _pattern(typed, start, name, put)] = None
        if len(found) >= _OFFERED:
            break
    return list(found)


def _name(table: FrameTable, frame: int) -> str:
    """Return what patterns are compared with: a name without its line or address."""
    return table.strings[int(table.name[frame])] or table.label(frame)


def _pattern(typed: str, start: str, name: str, put: Callable[[str], str]) -> str:
    """Return a pattern of a name that goes on from what was typed; one all escaped where that would not match it."""
    pattern = put(typed + escaped(name.removeprefix(start)))
    try:
        if Pattern(pattern, "focus").found_in(name.encode("utf-8", "replace")):
            return pattern
    except BadOption:
        # Such as a parenthesis that was typed as it stands in the name.
        pass
    return put(escaped(name))
