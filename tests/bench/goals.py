"""What we want to reach, and one line of the table that says whether we do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Cost(Protocol):
    """What a process took."""

    @property
    def seconds(self) -> float: ...
    @property
    def megabytes(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Goal:
    """At most so much; what is 0 is not asked for."""

    amount: float = 0
    """In the unit of the line."""
    of_pprof: float = 0
    """Times what `go tool pprof` takes."""
    of_unpacking: float = 0
    """Times what `gzip -dc` takes."""
    megabytes: float = 0


GOALS = {
    ("real", "-top"): Goal(300, of_pprof=2),
    ("small", "-top"): Goal(of_pprof=1),
    ("medium", "-top"): Goal(of_pprof=1 / 10),
    ("large", "-top"): Goal(of_pprof=1 / 15, of_unpacking=5, megabytes=600),
    ("small", "exec to flame graph"): Goal(900),
    ("medium", "exec to flame graph"): Goal(1600),
    ("large", "exec to flame graph"): Goal(6000),
    ("large", "zoom"): Goal(50),
    ("large", "new filter"): Goal(400),
    ("large", "other sample type"): Goal(400),
    **{(size, "CPU a key"): Goal(10) for size in ("real", "small", "medium", "large")},
    **{(size, "CPU a key, dearest pane"): Goal(10) for size in ("real", "small", "medium", "large")},
    **{(size, "CPU a key, 200x50"): Goal(16) for size in ("real", "small", "medium", "large")},
    **{(size, "bytes a key"): Goal(1000) for size in ("real", "small", "medium", "large")},
    **{(size, "bytes a key, 200x50"): Goal(8000) for size in ("real", "small", "medium", "large")},
    **{(size, "bytes a zoom, 200x50"): Goal(40_000) for size in ("real", "small", "medium", "large")},
    **{(size, "search as typed, 20,000 names"): Goal(30) for size in ("real", "small", "medium", "large")},
    **{(size, "CPU a second, idle"): Goal(5) for size in ("real", "small", "medium", "large")},
    **{
        (size, "imported by -top of textual, rich, requests"): Goal(0.5)
        for size in ("real", "small", "medium", "large")
    },
    **{(size, "bytes a second, idle"): Goal(0.5) for size in ("real", "small", "medium", "large")},
}


class Line(NamedTuple):
    """Something measured."""

    what: str
    amount: float
    unit: str
    megabytes: float = 0
    pprof: Cost | None = None
    unpacking: float = 0

    def text(self, goal: Goal | None) -> str:
        """Return the line of the table."""
        text = f"  {self.what:<42}{self.amount:>8.0f} {self.unit:<5}"
        if self.megabytes:
            text += f" {self.megabytes:>5.0f} MB"
        if self.pprof is not None:
            milliseconds = self.pprof.seconds * 1000
            text += f"   pprof{milliseconds:>7.0f} ms {self.pprof.megabytes:>5.0f} MB"
            text += f"  {milliseconds / self.amount:>5.1f} x {self.pprof.megabytes / self.megabytes:>4.1f} x"
        checks = self._checks(goal) if goal is not None else []
        return text + "".join(f"   {'ok' if holds else 'NOT YET'}: {wanted}" for wanted, holds in checks)

    def _checks(self, goal: Goal) -> list[tuple[str, bool]]:
        """Return what is asked for, and whether it holds."""
        checks = []
        if goal.amount:
            checks.append((f"at most {goal.amount:,.0f} {self.unit}", self.amount <= goal.amount))
        if goal.of_pprof and self.pprof is not None:
            most = goal.of_pprof * self.pprof.seconds * 1000
            written = f"1/{1 / goal.of_pprof:.0f}" if goal.of_pprof < 1 else f"{goal.of_pprof:.0f} x"
            checks.append((f"{written} of pprof", self.amount <= most))
        if goal.of_unpacking and self.unpacking:
            checks.append((f"{goal.of_unpacking:.0f} x gzip -dc", self.amount <= goal.of_unpacking * self.unpacking))
        if goal.megabytes:
            checks.append((f"at most {goal.megabytes:.0f} MB", self.megabytes <= goal.megabytes))
        return checks
