"""Go's text of all goroutines with their states: `goroutine?debug=2`, `runtime.Stack`, and what a crash prints.

`goroutine 7 [chan receive, 3 minutes]:`, then two lines for each call, leaf first, and who created it. google/pprof
does not read it. Each goroutine becomes a sample of 1 with labels, so that `-tagroot=state` groups them by what they
wait for. The words are those of Go's src/runtime/traceback.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.legacy.lines import Lines
from tui.pprof.legacy.verdict import NotThisForm
from tui.pprof.profile import Profile

_BEGINS_WITHIN = 1 << 16
"""Bytes in which the first goroutine has to be: before it, a crash says why."""
_HEADER = re.compile(
    rb"^goroutine (\d{1,18})(?: gp=\S+)?(?: m=\S+)?(?: mp=\S+)? \[([^\]\n]{1,200})\](?: \{([^\n]*)\})?:\r?$",
    re.MULTILINE,
)
_WAITS = re.compile(r"(\d{1,15}) minutes")
_PLACE = re.compile(r"\t(.+):(\d{1,9})(?: .*)?")
_CREATED = re.compile(r"created by (.+?)(?: in goroutine \d+)?")
_ELIDED = re.compile(r"\.\.\.(.*frames elided)\.\.\.")
_MINUTES = "minutes"
_PAIR = re.compile(r'("(?:[^"\\]|\\.)*"|[\w./]+): ("(?:[^"\\]|\\.)*"|[\w./]*)(?:, |$)')
_ESCAPE = re.compile(r'\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|["\\nrt])')
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_NO_STACK = Frame("(stack not known)")
"""Stands for the calls of a goroutine that ran while the others were written down."""


@dataclass(slots=True)
class _Goroutine:
    """What is known of one goroutine so far."""

    labels: dict[str, str | int]
    frames: list[Frame] = field(default_factory=list)
    """Leaf first."""


def read_goroutine(raw: bytes) -> Profile:
    """Return the profile in a text of goroutines.

    Raises:
        NotThisForm: no goroutine begins near the start of it.
        BadProfile: a line is longer than any that Go writes.
    """
    first = _HEADER.search(raw[:_BEGINS_WITHIN])
    if not first:
        raise NotThisForm
    builder = ProfileBuilder([("goroutine", "count")], period_type=("goroutine", "count"), period=1)
    lines = Lines(raw[first.start() :])
    lines.advance()
    while header := _HEADER.match(lines.line):
        goroutine = _begun(header)
        _read_stack(lines, goroutine)
        builder.add(goroutine.frames or [_NO_STACK], (1,), goroutine.labels)
        _to_next(lines)
    return _with_unit(builder.build(), _MINUTES)


def _begun(header: re.Match[bytes]) -> _Goroutine:
    """Return a goroutine with what its header says: `[STATE, N minutes, locked to thread] {LABELS}`."""
    state, *more = header[2].decode("utf-8", "surrogateescape").split(", ")
    labels: dict[str, str | int] = {"state": state, "id": int(header[1])}
    for word in more:
        if waits := _WAITS.fullmatch(word):
            labels[_MINUTES] = int(waits[1])
        else:
            labels["note"] = f"{labels['note']}, {word}" if "note" in labels else word
    for key, value in _pairs((header[3] or b"").decode("utf-8", "surrogateescape")):
        # A label of the program's own does not hide what Go says.
        labels.setdefault(_unquoted(key), _unquoted(value))
    return _Goroutine(labels)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Yield keys and values as written, up to what is no pair.

    Each is looked for where the last one ends and nowhere else: to search from every character on for a pair that
    never comes would take the square of the length.
    """
    at = 0
    while pair := _PAIR.match(text, at):
        yield pair[1], pair[2]
        at = pair.end()


def _read_stack(lines: Lines, goroutine: _Goroutine) -> None:
    """Read calls up to the blank line that ends them, or the end; stop at what no traceback has."""
    has_next = lines.advance()
    while has_next and lines.line.strip() and not _HEADER.match(lines.line):
        call = lines.line.decode("utf-8", "surrogateescape")
        has_next = lines.advance()
        if call.startswith("\t"):
            continue
        below = lines.line.decode("utf-8", "surrogateescape") if has_next else ""
        place = _PLACE.fullmatch(below)
        if created := _CREATED.fullmatch(call):
            goroutine.labels["creator"] = created[1]
        elif elided := _ELIDED.fullmatch(call):
            goroutine.frames.append(Frame(f"({elided[1]})"))
        elif below.startswith("\t") or not has_next:
            goroutine.frames.append(
                Frame(_function(call), place[1], int(place[2])) if place else Frame(_function(call))
            )
        else:
            return


def _function(call: str) -> str:
    """Return the name without its arguments, which end the line and have no parentheses: main.(*T).Do[...](0x1)."""
    return call.rpartition("(")[0] if call.endswith(")") and not call.startswith("(") else call


def _with_unit(profile: Profile, key: str) -> Profile:
    """Return the profile with a unit for the numbers of one label: that of its name."""
    strings = list(profile.strings.raw)
    if key.encode() not in strings:
        return profile
    unit = strings.index(key.encode())
    numbers = (profile.labels.key == unit) & (profile.labels.string == 0)
    return replace(profile, labels=replace(profile.labels, unit=np.where(numbers, unit, profile.labels.unit)))


def _to_next(lines: Lines) -> None:
    """Go to the next header, or the end: behind its goroutines a crash prints registers and more."""
    while not _HEADER.match(lines.line):
        if not lines.advance():
            return


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text
    return _ESCAPE.sub(lambda escape: _escaped(escape[1]), text[1:-1])


def _escaped(code: str) -> str:
    if code[0] in "xuU":
        number = int(code[1:], 16)
        # As Go has it: halves of a pair are no characters.
        return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"
    return _SHORT.get(code, code)
