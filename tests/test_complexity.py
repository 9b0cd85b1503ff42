"""No step of the engine takes more than in proportion: counted, not timed, over profiles of n, 2n and 4n samples.

Python's work is counted in calls, numpy's in the most memory held at a time: a quadratic step shows in one of them.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest

from tests.bench.generate import write_profile
from tests.robust.choosing import some
from tui.analysis.chips import Chip
from tui.options import Options
from tui.pprof.decode import decode
from tui.pprof.encode import encode_raw
from tui.pprof.merge import merge
from tui.pprof.profile import Profile
from tui.report.prepared import prepare
from tui.report.reports import REPORTS
from tui.session import Session

pytestmark = pytest.mark.rule("R7")
SIZES = (1500, 3000, 6000)
REPORTED = ("top", "tree", "peek", "traces", "tags", "raw", "dot", "callgrind", "proto", "folded", "json")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    contents = []
    for size in SIZES:
        path = tmp_path_factory.mktemp("sizes") / "profile.pb.gz"
        write_profile(path, size, 12, functions=2000, locations=6000)
        contents.append(path.read_bytes())
    return contents


@pytest.fixture(scope="module")
def profiles(files: list[bytes]) -> list[Profile]:
    return [decode(content) for content in files]


def cost(work: Callable[[], object]) -> tuple[int, int]:
    """Calls made by Python code, and the most bytes held."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    tracemalloc.start()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return calls, most


def in_proportion(works: list[Callable[[], object]]) -> None:
    for once, twice in zip(costs := [cost(work) for work in works], costs[1:], strict=False):
        # Twice the samples; a tenth more for what grows in steps, and a constant that small profiles need.
        assert twice[0] <= 2.2 * once[0] + 2000, costs
        assert twice[1] <= 2.2 * once[1] + 500_000, costs


def test_decoding(files: list[bytes]) -> None:
    in_proportion([partial(decode, content) for content in files])


def test_encoding_and_merging(profiles: list[Profile]) -> None:
    in_proportion([partial(encode_raw, profile) for profile in profiles])
    in_proportion([partial(merge, [profile, profile]) for profile in profiles])


@pytest.mark.parametrize("report", some(REPORTED, ("top", "tree", "traces")))
def test_reports(report: str, profiles: list[Profile]) -> None:
    def printed(profile: Profile) -> None:
        made = REPORTS[report](prepare(profile, Options(), report, "method14" if report == "peek" else ""))
        assert made if isinstance(made, bytes) else list(made)

    in_proportion([partial(printed, profile) for profile in profiles])


def opened(profile: Profile) -> None:
    session = Session(profile, title="t").prepare()
    state = session.first_state()
    session.boxes(state, 200, 60)
    session.labels(state.index)
    session.traces(state.index)
    session.trace_lines(state.index)
    assert session.facts


def filtered(chips: tuple[Chip, ...], profile: Profile) -> None:
    session = Session(profile, title="t").prepare()
    state = session.with_chips(chips).prepare().first_state()
    assert session.with_chips(chips).boxes(state, 200, 60).rows


def looked_through(profile: Profile) -> None:
    session = Session(profile, title="t").prepare()
    state = session.first_state()
    for frame in session.rows(state)[:5].tolist():
        selected = session.selecting(state, frame)
        session.peek(selected)
        session.listing(selected)
        session.line_calls(state.index, frame)
    for pattern in ("m", "method1$", "(?s)x.y"):
        session.found(state.index, pattern)


def test_the_first_screen(profiles: list[Profile]) -> None:
    in_proportion([partial(opened, profile) for profile in profiles])


FILTERS = {
    "focus": "pkg4",
    "hide": "pkg4",
    "show_from": "pkg4",
    "prune_from": "pkg4",
    "tagfocus": "resource1",
    "tagroot": "endpoint",
    "granularity": "lines",
}


@pytest.mark.parametrize("name", some(FILTERS, ("focus", "hide", "tagroot")))
def test_a_new_filter(name: str, profiles: list[Profile]) -> None:
    in_proportion([partial(filtered, (Chip(name, FILTERS[name]),), profile) for profile in profiles])


def test_selecting_and_searching(profiles: list[Profile]) -> None:
    in_proportion([partial(looked_through, profile) for profile in profiles])
