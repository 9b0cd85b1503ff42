"""Rows of a profile, made when asked for, so that code that looks at one can speak pprof's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.pprof.profile import Mapping


@dataclass(frozen=True, slots=True)
class Line:
    """One call at a location."""

    function: Function
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Function:
    """A row view of a function; text is cleaned."""

    id: int
    name: str
    system_name: str
    filename: str
    start_line: int


@dataclass(frozen=True, slots=True)
class Location:
    """A row view of a location; its lines come innermost call first."""

    id: int
    address: int
    mapping: Mapping | None
    lines: tuple[Line, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Label:
    """One key and value of a sample; text is cleaned."""

    key: str
    value: str | int
    unit: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A row view of a sample: locations leaf first, one value for each sample type."""

    locations: tuple[Location, ...]
    values: tuple[int, ...]
    labels: tuple[Label, ...]
