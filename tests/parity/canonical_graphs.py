"""Graphs on which two runs of pprof do not agree, in a form on which they do.

Go's `sort.Sort` leaves equals in the order they came in, which for frames, calls and labels is that of a hash map. Each
was seen in ten runs of pprof with equal arguments:

- Frames are equal that have one name and weigh the same: in a call tree (10 different answers in 10 runs of
  `-dot -call_tree` and of `-callgrind -call_tree`) and at the granularity of files (10 in 10). Their numbers are
  chance, so frames are compared by what stands in their box, what calls them and what they call.
- Calls and labels are equal that weigh the same but for the sign (`-dot -lines` of a difference: 7 in 10; of labels at
  one frame 2 in 30). Runs of such calls, and the labels of such a frame, are sorted.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

_BOX = re.compile(r"^N(\d+) \[")
_NODELET = re.compile(r"^N+(\d+)_")
_TO_NODELET = re.compile(r"^N+(\d+)(?:_\d+)* -> N+\d+_")
_CALL = re.compile(r"^N(\d+) -> N(\d+) \[")
_WEIGHT = re.compile(r'label=" (-?)([^"\\]*)')
_PLACE = re.compile(r"\b(N+\d+)(?:_\d+)+")
_NUMBER = re.compile(r'\bN\d+\b|\bnode\d+"|(?<=N)\d+(?=_)')
_OF_SEVERAL = re.compile(r" \[\d+/(\d+)\]$")
_NAMES = re.compile(r'tooltip="(.*?) \(\S+\)"')


def drawing(text: str, *, numbers_are_chance: bool, means: bool) -> str:
    """Return a drawing with equals in one order; of means, the weights that order them are not to be seen."""
    lines = _equals_sorted(text.split("\n"), means)
    return "\n".join(_by_structure(lines, means) if numbers_are_chance else lines)


def _equals_sorted(lines: list[str], means: bool) -> list[str]:
    ordered: list[str] = []
    for _, run in itertools.groupby(lines, lambda line: _run_of(line, means)):
        together = list(run)
        weights = [_weight(line) for line in together if " -> " in line]
        # A weight too small to be seen hides its sign.
        if weights and (means or len({sign for sign, _ in weights}) > 1 or ("", "0") in weights):
            together = sorted(_PLACE.sub(r"\1_", line) for line in together)
        ordered += together
    return ordered


def _run_of(line: str, means: bool) -> str:
    """Return what lines have in common of which the order may be chance; the line itself if it has one place."""
    if found := _NODELET.match(line) or _TO_NODELET.match(line):
        return f"labels of {found[1]}"
    if _CALL.match(line):
        return "calls" if means else f"calls of weight {_weight(line)[1]}"
    return line


def _weight(line: str) -> tuple[str, str]:
    """Return sign and size of an arrow's weight."""
    found = _WEIGHT.search(line)
    assert found
    return found[1], found[2]


def _by_structure(lines: list[str], means: bool) -> list[str]:
    """Return the lines without numbers: the names in their order, then every line told apart by what is around it."""
    around: defaultdict[str, list[str]] = defaultdict(list)
    calls = []
    for line in lines:
        if found := _CALL.match(line):
            calls.append((found[1], found[2], _NUMBER.sub("", line)))
        elif found := _BOX.match(line) or _NODELET.match(line) or _TO_NODELET.match(line):
            around[found[1]].append(_NUMBER.sub("", line))
    told = {number: _digest(texts) for number, texts in around.items()}
    for _ in told:
        reached = defaultdict(list)
        for caller, callee, text in calls:
            reached[caller].append(f"to {told.get(callee)} {text}")
            reached[callee].append(f"from {told.get(caller)} {text}")
        told = {number: _digest([digest, *sorted(reached[number])]) for number, digest in told.items()}
    legend = [line for line in lines if not re.match(r"N+\d", line)]
    in_order = list(_names_in_order(lines, means))
    boxes = [f"{told[number]} {text}" for number, texts in around.items() for text in sorted(texts)]
    return legend + in_order + sorted(boxes) + sorted(f"{told.get(a)} {told.get(b)} {text}" for a, b, text in calls)


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogateescape")).hexdigest()


def _names_in_order(lines: list[str], means: bool) -> Iterator[str]:
    """Yield the names of frames in their order, and of calls in that of their weight, signs aside."""
    for line in lines:
        if _BOX.match(line):
            yield _names(line)
    calls = (line for line in lines if _CALL.match(line))
    for same, run in itertools.groupby(calls, key=lambda line: _run_of(line, means)):
        yield from sorted(f"{same}: {_names(line)}" for line in run)


def _names(line: str) -> str:
    found = _NAMES.search(line)
    assert found
    return found[1].replace(" ... ", " -> ")


def callgrind(text: str, *, numbers_are_chance: bool) -> str:
    """Return a call graph with names and addresses written out, equal functions and calls in one order."""
    reader = _Callgrind(numbers_are_chance)
    for line in text.split("\n"):
        reader.read(line)
    ordered: list[str] = []
    for _, run in itertools.groupby(reader.functions, key=lambda function: function[0].replace(" -", " ")):
        ordered += sorted("\n".join([head, *_calls_sorted(calls)]) for head, calls in run)
    return "\n".join(ordered)


class _Callgrind:
    """Reads a call graph line by line."""

    def __init__(self, without_numbers: bool) -> None:
        self.functions: list[tuple[str, list[str]]] = []
        """Each function with its cost, and the calls it makes."""
        self._without_numbers = without_numbers
        self._names: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._place: dict[str, str] = {}
        self._before = self._here = 0
        self._call = ""

    def read(self, line: str) -> None:
        key, _, value = line.partition("=")
        if key in ("ob", "fl", "fn", "cfl", "cfn"):
            number, _, name = value.partition(" ")
            name = _OF_SEVERAL.sub(r" [\1]", name) if self._without_numbers else name
            self._place[key] = self._names[key[-2:]].setdefault(number, name)
        elif key == "calls":
            _, where, row = value.split()
            self._call = f"{self._place['cfl']} {self._place['cfn']} {self._address(where)} {row}"
        elif line.startswith("* * "):
            self.functions[-1][1].append(f"{line[4:]} {self._call}")
        elif line.startswith(("*", "+", "-", "0x")):
            where, row, cost = line.split()
            self._before = self._here
            self._here = self._address(where)
            place = (self._place[key] for key in ("ob", "fl", "fn"))
            self.functions.append((f"{' '.join(place)} {self._here} {row} {cost}", []))

    def _address(self, where: str) -> int:
        """Return an address that may be relative to that of the function before."""
        if where == "*":
            return self._before
        return int(where, 0) if where.startswith("0x") else self._before + int(where)


def _calls_sorted(calls: list[str]) -> list[str]:
    ordered: list[str] = []
    for _, run in itertools.groupby(calls, key=lambda call: call.split()[0].lstrip("-")):
        together = list(run)
        ordered += sorted(together) if any(call.startswith(("-", "0 ")) for call in together) else together
    return ordered


def summary(text: str) -> str:
    """Return a written profile of a table with each row beside its function, sorted."""
    lines = text.split("\n")
    functions = {found[1]: found[2] for line in lines if (found := re.match(r" *(\d+): (0x.*)", line))}
    rows = [re.sub(r": (\d+) $", lambda found: f": {functions[found[1]]}", line) for line in lines]
    return "\n".join(sorted(row for row in rows if not re.match(r" *\d+: 0x", row)))
