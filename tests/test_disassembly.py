"""Machine code of a C++ program: matched and shown by readable names, with a line for every instruction."""

from __future__ import annotations

import numpy as np
import pytest

from tests.symbolizing.conftest import Mill, cpp_mill  # noqa: F401  # a fixture
from tui.analysis.regex import Pattern
from tui.analysis.top import top_of_locations
from tui.disassembly import Routine, routines
from tui.errors import ProfileError
from tui.pprof.decode import decode
from tui.symbolizing.how import How
from tui.symbolizing.symbolize import symbolized


def found(mill: Mill, pattern: str, how: How | None = None) -> list[Routine]:
    profile, _ = symbolized(decode(mill.profile.read_bytes()), how or How())
    values = np.ascontiguousarray(profile.values[:, 1])
    return list(routines(profile, values, top_of_locations(profile, values), Pattern(pattern, "disasm"), intel=False))


@pytest.mark.parametrize("pattern", ["_ZN4mill7Grinder", "Grinder<double>::grind", r"Grinder::grind$", r"grind\(int\)"])
def test_a_function_is_matched_by_any_of_its_names(cpp_mill: Mill, pattern: str) -> None:  # noqa: F811
    (routine,) = found(cpp_mill, pattern)
    assert routine.name == "mill::Grinder::grind"
    assert routine.flat > 0
    assert sum(line.flat for line in routine.lines) == routine.flat


def test_every_instruction_has_its_line(cpp_mill: Mill) -> None:  # noqa: F811
    (routine,) = found(cpp_mill, "grind")
    assert all(line.calls for line in routine.lines)
    hottest = max(routine.lines, key=lambda line: line.flat)
    assert hottest.place.startswith("mill::churn mill.cpp:")
    assert hottest.calls[-1].function == "mill::Grinder::grind"


def test_a_profile_without_names_is_disassembled_as_well(cpp_mill: Mill) -> None:  # noqa: F811
    (routine,) = found(cpp_mill, "grind", How(off=True))
    assert routine.name == "mill::Grinder::grind"
    assert all(line.calls for line in routine.lines)


def test_what_does_not_match_is_said(cpp_mill: Mill) -> None:  # noqa: F811
    with pytest.raises(ProfileError, match="no matches found for regexp nobody"):
        found(cpp_mill, "nobody")
