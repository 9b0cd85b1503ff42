"""Machine code with costs: the addresses and values of `go tool pprof -disasm`, on a real Go build."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.symbols.go_builds import Lab
from tui.errors import ProfileError
from tui.gathering import Wish, open_profiles
from tui.options import Options
from tui.report.prepared import prepare
from tui.report.reports import REPORTS

_ROW = re.compile(r"^ *(\S+) +(\S+) +([0-9a-f]+):")
Costs = list[tuple[str, str, str]]


def costs(text: str) -> Costs:
    """Return flat, cum and address of the instructions that cost anything."""
    rows = (found.groups() for line in text.splitlines() if (found := _ROW.match(line)))
    return [(flat, cum, address) for flat, cum, address in rows if (flat, cum) != (".", ".")]


def ours(plain_build: Lab, pattern: str) -> str:
    profile = open_profiles(Wish((str(plain_build.programs["plain"]), str(plain_build.profiles["plain"])))).profile
    return "\n".join(REPORTS["disasm"](prepare(profile, Options(), "disasm", pattern)))


def test_costs_stand_at_pprofs_addresses(
    plain_build: Lab, pprof_program: str, go_cache: Path, go_environment: Callable[[Path], dict[str, str]]
) -> None:
    theirs = subprocess.run(
        [pprof_program, "-disasm=main[.]main", str(plain_build.programs["plain"]), str(plain_build.profiles["plain"])],
        env=go_environment(go_cache / "home"),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not theirs.returncode, theirs.stderr
    theirs = theirs.stdout
    mine = ours(plain_build, "main[.]main")
    assert costs(mine)
    # pprof adds up inlined calls of one address; flat and addresses are the same.
    assert [(flat, address) for flat, _, address in costs(mine)] == [
        (flat, address) for flat, _, address in costs(theirs)
    ]
    assert mine.splitlines()[:2] == theirs.splitlines()[:2]
    assert ";main.main main.go:" in mine


def test_what_does_not_match_is_said(plain_build: Lab) -> None:
    with pytest.raises(ProfileError, match="no matches found for regexp nobody"):
        ours(plain_build, "nobody")


def test_without_the_binary_the_reason_is_said() -> None:
    profile = open_profiles(Wish((str(Path(__file__).parents[1] / "data/go127_cpu_5s_busy.pb.gz"),))).profile
    with pytest.raises(ProfileError, match="goload"):
        list(REPORTS["disasm"](prepare(profile, Options(), "disasm", "main")))
