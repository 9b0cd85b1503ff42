"""What the program has to survive, and the figure that says how much of it: the rows of the table that a run prints.

A test says which rules it proves by `@pytest.mark.rule("R4")`, wherever it stands, and tells figures by the fixture
`measured`. `pytest -m rule` runs all of them, the long ones included, and prints what was seen beside what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Rule(NamedTuple):
    """Something to survive."""

    what: str
    figure: str
    """What has to hold in the long run."""
    elsewhere: str = ""
    """How it is proved, if by no test of pytest's alone."""


RULES = {
    "R1": Rule("any bytes into the decoder", "10,000,000 inputs, ProfileError or a profile", "fuzz_decode.py"),
    "R2": Rule("damaged profiles, counted and drawn", "1,000,000, no other error"),
    "R3": Rule("pprof's verdict", "90 cases made by hand, 10,000 damaged ones"),
    "R4": Rule("bombs", "20 kinds: one line, 2 s, 300 MB"),
    "R5": Rule("memory on honest files", "150 MB and 10 x the file; a million functions in 15 s and 1 GB"),
    "R6": Rule("stacks 100,000 deep", "open in 5 s, every pane to the last frame"),
    "R7": Rule("a million functions, names of a million characters", "1 s to the first picture, 50 ms a key"),
    "R8": Rule("random keys, clicks and sizes", "10,000 on every profile"),
    "R9": Rule("random bytes from the keyboard", "20 times 1 MB; q quits in 1 s"),
    "R10": Rule("one selection, one state, undone and done again", "2,000 runs of 50 steps"),
    "R11": Rule("faults of servers", "45 kinds: a notice read to its end at 80x24, keys answer in 100 ms, 100 MB more"),
    "R12": Rule("deadlines", "the deadline and 1 s; Esc in 200 ms"),
    "R13": Rule("watching a server that fails", "1,000 fetches, 10 MB more, one at a time"),
    "R14": Rule("secrets", "25 runs, none seen anywhere"),
    "R15": Rule("control sequences in names", "300 in each of 14 places, none reaches the terminal"),
    "R16": Rule("names with brackets, wide, odd", "shown to the letter"),
    "R17": Rule("signals", "20 times each, the terminal as it was"),
    "R18": Rule("stopped and continued", "drawn anew in the new size"),
    "R19": Rule("the line breaks, or nobody reads", "gone in 2 s; 60 s frozen: 20 MB more"),
    "R20": Rule("terminals, locales, sizes", "all combinations, no traceback"),
    "R21": Rule("a storm of sizes", "1,000 in 10 s, the last one drawn, then quiet"),
    "R22": Rule("nothing happens", "60 s: 0.3 s of CPU, no byte"),
    "R23": Rule("saves", "500 kills, no torn file; full and read-only disks are one line"),
    "R24": Rule("damaged settings, memory and history", "100,000 files, set aside or read"),
    "R25": Rule("patterns", "50 that take other engines ages, 200 ms of CPU"),
    "R26": Rule("paths that are no sources", "one line, 200 ms"),
    "R27": Rule("programs and sockets", "none started, none opened, but what was asked for"),
    "R28": Rule("errors that nobody foresaw", "20 lines, no values, 1 s, status 1"),
    "R29": Rule("pipes that close, disks that are full", "no traceback"),
    "R30": Rule("the verdict on damaged input", "1 s each, off the thread that draws"),
    "R31": Rule("dependencies", "fixed versions or newer", "pip-audit, which needs a network; bandit -r tui -ll"),
    "R32": Rule("hours of use", "4 h in 2 GiB, 1 MB an hour, no descriptor", "python -m tests.robust.test_soak 4"),
}


class Figure(NamedTuple):
    """Something measured in a test."""

    what: str
    amount: float
    at_most: float


@dataclass
class _Seen:
    held: int = 0
    broken: int = 0
    skipped: set[str] = field(default_factory=set)
    figures: dict[str, Figure] = field(default_factory=dict)
    """The largest amount of each."""


class Table:
    """What was seen of each rule in a run of tests."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def __bool__(self) -> bool:
        return bool(self._seen)

    def add(self, rules: Iterable[str], outcome: str, why: str = "", figures: Iterable[Figure] = ()) -> None:
        """Note a test: whether it `passed`, `failed` or was `skipped`; figures belong to the first of its rules."""
        figures = tuple(figures)
        for rule in rules:
            seen = self._seen.setdefault(rule, _Seen())
            seen.held += outcome == "passed"
            seen.broken += outcome == "failed"
            if outcome == "skipped":
                seen.skipped.add(why)
            for figure in figures:
                known = seen.figures.get(figure.what)
                if known is None or figure.amount > known.amount:
                    seen.figures[figure.what] = figure
            figures = ()

    def lines(self) -> list[str]:
        """Return a line for each rule that was tried, in their order: rule, what, wanted, seen."""
        found = sorted(self._seen.items(), key=lambda each: int(each[0][1:]))
        return [
            f"{name:<4} {RULES[name].what}\n       wanted: {RULES[name].figure}\n       seen: {_told(seen)}"
            for name, seen in found
        ]


def _told(seen: _Seen) -> str:
    parts = [f"{seen.held} tests held"]
    if seen.broken:
        parts.append(f"{seen.broken} BROKEN")
    for figure in seen.figures.values():
        over = f", NOT YET: at most {figure.at_most:g}" if figure.amount > figure.at_most else f" of {figure.at_most:g}"
        parts.append(f"{figure.what} {figure.amount:.3g}{over}")
    return "; ".join([*parts, *(f"skipped: {why}" for why in sorted(seen.skipped))])
