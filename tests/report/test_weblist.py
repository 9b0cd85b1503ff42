"""`-weblist` as text: every instruction of `-disasm` stands below a source line, and their costs add up to its."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.symbols.go_builds import HOT_LINE, Lab
from tui.errors import ProfileError
from tui.gathering import Wish, open_profiles
from tui.options import Options
from tui.report.prepared import prepare
from tui.report.reports import REPORTS

_SOURCE = re.compile(r"^ *(\S+) +(\S+) +(\d+):(.*)$")
_CODE = re.compile(r"^ *(\S+) +(\S+) +([0-9a-f]+): (.+)$")


def report(plain_build: Lab, name: str, pattern: str, **options: object) -> list[str]:
    profile = open_profiles(Wish((str(plain_build.programs["plain"]), str(plain_build.profiles["plain"])))).profile
    chosen = Options(**options)
    return list(map(str, REPORTS[name](prepare(profile, chosen, name, pattern))))


def test_every_instruction_stands_below_a_line(plain_build: Lab) -> None:
    web, plain = (report(plain_build, name, "main[.]main$") for name in ("weblist", "disasm"))
    assert web[:1] == plain[:1]
    assert web[1].startswith("ROUTINE ======================== main.main in ")
    assert web[2] == plain[2]
    code = [line for line in web if _CODE.match(line)]
    assert sorted(found[3] for line in code if (found := _CODE.match(line))) == sorted(
        found[3] for line in plain if (found := _CODE.match(line))
    )
    # The first instruction has a line of source above it.
    assert _SOURCE.match(web[web.index(code[0]) - 1])


def test_an_inlined_call_stands_below_the_line_that_calls_it(plain_build: Lab) -> None:
    # GIVEN a function of a dependency that is inlined into main, and burns
    web = report(plain_build, "weblist", "main[.]main$")
    # THEN its instructions are below the call in main, and name the line of the dependency
    place = next(at for at, line in enumerate(web) if f"burn.go:{HOT_LINE}" in line)
    above = next(line for line in reversed(web[:place]) if _SOURCE.match(line))
    assert (found := _SOURCE.match(above))
    assert found[1] != "."


def test_costs_of_a_line_are_those_of_its_instructions(plain_build: Lab) -> None:
    web = report(plain_build, "weblist", "main[.]main$", unit="bytes", sample_index="alloc_space")
    total, line_cost, checked = 0, -1, 0
    for row in [*web[3:], "         .          .      0:"]:
        if (source := _SOURCE.match(row)) and not _CODE.match(row):
            if line_cost > 0:
                assert total == line_cost
                checked += 1
            total, line_cost = 0, _bytes(source[1])
        elif code := _CODE.match(row):
            total += _bytes(code[1])
    assert checked


def _bytes(cost: str) -> int:
    return 0 if cost == "." else int(cost.removesuffix("B"))


def test_intels_syntax_is_heeded(plain_build: Lab) -> None:
    att, intel = (report(plain_build, "weblist", "main[.]main$", intel_syntax=flag) for flag in (False, True))
    if any("%" in line for line in att if _CODE.match(line)):
        assert not any("%r" in line for line in intel if _CODE.match(line))


def test_without_the_binary_the_reason_is_said() -> None:
    profile = open_profiles(Wish((str(Path(__file__).parents[1] / "data/go127_cpu_5s_busy.pb.gz"),))).profile
    with pytest.raises(ProfileError, match="goload"):
        list(REPORTS["weblist"](prepare(profile, Options(), "weblist", "main")))
