"""Units and how values and percentages are written, after google/pprof's `internal/measurement`.

The same value reads the same here and in `go tool pprof`, to the digit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tui.numerals import scaled


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a family."""

    name: str
    """How it is written."""
    aliases: frozenset[str]
    """How profiles spell it, lower case, singular."""
    factor: float
    """Its size in the family's smallest terms."""


@dataclass(frozen=True, slots=True)
class Family:
    """Units that convert into each other."""

    default: Unit
    """What a value is written in when no unit fits."""
    units: tuple[Unit, ...]

    def find(self, spelled: str) -> Unit | None:
        """Return the unit that a profile spells `spelled`, plural and upper case allowed."""
        return _find(self.default.name, spelled)

    def look_up(self, spelled: str) -> Unit | None:
        """Return the unit as `find` does, without remembering it."""
        lowered = spelled.lower()
        if len(lowered.encode("utf-8", "surrogateescape")) > 2:
            lowered = lowered.removesuffix("s")
        return next((unit for unit in self.units if lowered in unit.aliases), None)

    def fit(self, value: float) -> Unit | None:
        """Return the largest unit of which `value` (in base terms) is at least one."""
        best: Unit | None = None
        for unit in self.units:
            if (best is None or unit.factor >= best.factor) and value / unit.factor >= 1.0:
                best = unit
        return best


def _family(default: str, units: Mapping[str, tuple[tuple[str, ...], float]]) -> Family:
    known = tuple(Unit(name, frozenset(aliases), factor) for name, (aliases, factor) in units.items())
    return Family(next(unit for unit in known if unit.name == default), known)


_BYTES = _family(
    "B",
    {
        "B": (("b", "byte"), 1),
        "kB": (("kb", "kbyte", "kilobyte"), 1 << 10),
        "MB": (("mb", "mbyte", "megabyte"), 1 << 20),
        "GB": (("gb", "gbyte", "gigabyte"), 1 << 30),
        "TB": (("tb", "tbyte", "terabyte"), 1 << 40),
        "PB": (("pb", "pbyte", "petabyte"), 1 << 50),
    },
)
_TIME = _family(
    "s",
    {
        "ns": (("ns", "nanosecond"), 1),
        "us": (("μs", "us", "microsecond"), 1e3),
        "ms": (("ms", "millisecond"), 1e6),
        "s": (("s", "sec", "second"), 1e9),
        "hrs": (("hour", "hr"), 3600e9),
    },
)
_COMPUTE = _family(
    "GCU",
    {
        (prefix and f"{prefix}*GCU") or "GCU": ((f"{name}gcu",), factor)
        for prefix, name, factor in (
            ("n", "nano", 1e-9),
            ("u", "micro", 1e-6),
            ("m", "milli", 1e-3),
            ("", "", 1),
            ("k", "kilo", 1e3),
            ("M", "mega", 1e6),
            ("G", "giga", 1e9),
            ("T", "tera", 1e12),
            ("P", "peta", 1e15),
        )
    },
)
FAMILIES = (_BYTES, _TIME, _COMPUTE)


@lru_cache(maxsize=1024)
def _find(family: str, spelled: str) -> Unit | None:
    """Look up a unit in the family of that default unit; a report asks for the same few thousands of times."""
    return next(known for known in FAMILIES if known.default.name == family).look_up(spelled)


_WRITTEN = 1 << 10
"""Values whose text is kept: the long tail of a report has the same few again and again."""
_PLAIN = frozenset({"count", "sample", "unit", "minimum", "auto"})
_MIN_INT64 = -(1 << 63)


def scale(value: int, from_unit: str, to_unit: str) -> tuple[float, str]:
    """Return `value` in another unit, and that unit; it is empty where it goes without saying.

    Args:
        value: in `from_unit`.
        from_unit: as the profile spells it.
        to_unit: a unit, or `minimum` or `auto` for the largest of which there is at least one.
    """
    if _MIN_INT64 < value < 0:
        positive, unit = scale(-value, from_unit, to_unit)
        return -positive, unit
    for family in FAMILIES:
        source = family.find(from_unit)
        if source is None:
            continue
        base = float(value) * source.factor
        target = family.fit(base) if to_unit in ("minimum", "auto") else family.find(to_unit)
        target = target or family.default
        return base / target.factor, target.name
    return float(value), "" if to_unit in _PLAIN else to_unit


@lru_cache(maxsize=_WRITTEN)
def label(value: int, from_unit: str, to_unit: str = "auto") -> str:
    """Return a value as pprof writes it: two decimals unless they are `.00`, and the unit; `0` without one."""
    scaled, unit = scale(value, from_unit, to_unit)
    number = f"{scaled:.2f}".removesuffix(".00")
    return "0" if number in ("0", "-0") else number + unit


@lru_cache(maxsize=_WRITTEN)
def percentage(value: int, total: int) -> str:
    """Return a share of `total`, at least five wide: `100%` when near it, else two decimals or two digits."""
    ratio = abs(value / total) * 100 if total else 0.0
    if 99.95 <= ratio <= 100.05:
        return "  100%"
    if ratio >= 1.0:
        return f"{ratio:5.2f}%"
    return f"{_two_digits(ratio):>5}%"


def _two_digits(ratio: float) -> str:
    """Write a number below one with two significant digits as C's and Go's `%.2g` do."""
    text = f"{ratio:.2g}"
    return text if math.isfinite(ratio) else "NaN"


def common_unit(smallest: int, largest: int, unit: str, ratio: float = 1.0, *, whole: bool = False) -> str:
    """Return the unit to write a table in (`report.selectOutputUnit`).

    Args:
        smallest: the smallest value shown that is not 0, as an absolute value; 0 if there is none.
        largest: the total.
        unit: unit of both.
        ratio: what values are multiplied with before they are written.
        whole: values are written without fractions, so none may be smaller than the unit.
    """
    smallest = smallest or largest
    smallest, largest = scaled(smallest, ratio), scaled(largest, ratio)
    _, chosen = scale(smallest, unit, "minimum")
    _, of_largest = scale(largest, unit, "minimum")
    if chosen != of_largest and smallest * 100 < largest and not whole:
        _, chosen = scale(100 * smallest, unit, "minimum")
    return chosen or unit
