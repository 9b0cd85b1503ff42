"""Every rule is proved by some test, and the table tells what was seen."""

from __future__ import annotations

import re
from pathlib import Path

from tests.robust.rules import RULES, Figure, Table

TESTS = Path(__file__).parents[1]


def test_every_rule_is_proved_somewhere() -> None:
    marks = (re.findall(r"mark\.rule\(([^)]*)\)", file.read_text()) for file in TESTS.rglob("test_*.py"))
    proved = {name for found in marks for names in found for name in re.findall(r"R\d+", names)}
    assert proved == set(RULES)


def test_the_table_tells_the_worst_of_each_figure_and_what_is_broken() -> None:
    table = Table()
    assert not table
    table.add(["R4"], "passed", figures=[Figure("seconds", 0.5, 2), Figure("MB", 310, 300)])
    table.add(["R4", "R5"], "failed", figures=[Figure("seconds", 1.25, 2)])
    table.add(["R5"], "skipped", why="no strace here")
    bombs, memory = table.lines()
    assert bombs.startswith("R4   bombs")
    assert "wanted: 20 kinds" in bombs
    assert "1 tests held; 1 BROKEN; seconds 1.25 of 2; MB 310, NOT YET: at most 300" in bombs
    assert "0 tests held; 1 BROKEN; skipped: no strace here" in memory
