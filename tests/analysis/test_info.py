from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tui.analysis.info import facts
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode

DATA = Path(__file__).parents[1] / "data"


def test_a_real_profile_tells_all_it_knows(in_utc: None) -> None:
    said = facts(decode((DATA / "go127_heap.pb.gz").read_bytes()))
    names = [name for name, _ in said]
    assert names[0] == "taken"
    assert {"period", "sample types", "samples", "locations", "mappings"} <= set(names)
    types = names.index("sample types")
    assert said[types].text.startswith("alloc_objects (count): ")
    assert any("build id" in fact.text for fact in said)


@pytest.mark.parametrize("nanos", [1, -1, 2**63 - 1, -(2**63)])
def test_no_time_whatever_is_an_exception(nanos: int, in_utc: None) -> None:
    builder = ProfileBuilder([("cpu", "nanoseconds")], time_nanos=nanos, comments=["one", "two"])
    builder.add([Frame("main")], (1,))
    said = facts(builder.build())
    assert said[0].name == "taken"
    assert [(name, text) for name, text in said if text in ("one", "two")] == [("comment", "one"), ("", "two")]


def test_an_empty_profile_has_facts_too() -> None:
    profile = ProfileBuilder([]).build()
    assert ("samples", "0") in [tuple(fact) for fact in facts(replace(profile))]
