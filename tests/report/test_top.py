"""`-top` is `go tool pprof -top`, line for line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.report.lines import top_lines
from tui.errors import BadOption
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode

FILES = sorted((Path(__file__).parents[1] / "data").glob("*.pb.gz"))
CORPUS = sorted((Path(__file__).parents[3] / "shared" / "corpus").glob("*.pb.gz"))
FLAGS: dict[str, tuple[list[str], Options]] = {
    "default": ([], Options()),
    "cum": (["-cum"], Options(sort="cum")),
    "nodecount": (["-nodecount=7"], Options(nodecount=7)),
    "first type": (["-sample_index=0"], Options(sample_index="0")),
    "all": (["-trim=false"], Options(trim=False)),
    "all, by cum, first type": (
        ["-trim=false", "-cum", "-sample_index=0"],
        Options(trim=False, sort="cum", sample_index="0"),
    ),
    "heavy": (["-nodefraction=0.1", "-edgefraction=0.05"], Options(nodefraction=0.1, edgefraction=0.05)),
    "milliseconds": (["-unit=ms"], Options(unit="ms")),
}


@pytest.fixture(autouse=True)
def _utc(in_utc: None) -> None:
    """All of this in the zone that the Go tool is run in."""


def ours(file: Path, options: Options) -> list[str]:
    return top_lines(decode(file.read_bytes()), options)


@pytest.mark.parametrize("flags", list(FLAGS)[:5])
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".pb.gz"))
def test_the_report_is_pprofs(file: Path, flags: str, go_pprof: Callable[..., str]) -> None:
    arguments, options = FLAGS[flags]
    assert ours(file, options) == go_pprof("-top", *arguments, file).splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("flags", FLAGS)
def test_the_report_is_pprofs_on_the_whole_corpus(flags: str, go_pprof: Callable[..., str]) -> None:
    if not CORPUS:
        pytest.skip("no corpus beside the repository")
    arguments, options = FLAGS[flags]
    for file in CORPUS:
        assert ours(file, options) == go_pprof("-top", *arguments, file).splitlines(), file.name


def test_every_sample_type_can_be_asked_for_by_name(go_pprof: Callable[..., str]) -> None:
    (file,) = (file for file in FILES if file.name == "go127_heap.pb.gz")
    for name in ("alloc_objects", "alloc_space", "inuse_objects", "inuse_space"):
        theirs = go_pprof("-top", f"-sample_index={name}", file).splitlines()
        assert ours(file, Options(sample_index=name)) == theirs


@pytest.mark.parametrize("wanted", ["cpu_time", "9", "-1"])
def test_an_unknown_sample_type_is_refused(wanted: str) -> None:
    (file,) = (file for file in FILES if file.name == "go127_heap.pb.gz")
    with pytest.raises(BadOption, match="sample_index"):
        ours(file, Options(sample_index=wanted))


def test_a_sample_type_that_is_not_there_is_refused_with_those_that_are() -> None:
    profile = ProfileBuilder([("samples", "count"), ("cpu", "nanoseconds")]).build()
    with pytest.raises(BadOption) as refusal:
        top_lines(profile, Options(sample_index="wall"))
    assert str(refusal.value) == 'sample_index "wall" must be one of: [samples cpu]'


def shown(options: Options, *stacks: tuple[str, int]) -> list[str]:
    """Names of the rows, and before them what is said to be left out."""
    builder = ProfileBuilder([("cpu", "count")])
    for stack, value in stacks:
        builder.add([Frame(name) for name in stack.split()], [value])
    lines = top_lines(builder.build(), options)
    head = next(number for number, line in enumerate(lines) if line.lstrip().startswith("flat"))
    return [*lines[2:head], *(line.split()[-1] for line in lines[head + 1 :])]


def test_light_rows_are_left_out_and_counted() -> None:
    stacks = (("a main", 996), ("b main", 4))
    assert shown(Options(), *stacks) == ["Dropped 1 node (cum <= 5)", "a", "main"]
    assert shown(Options(nodefraction=0.001), *stacks) == ["a", "b", "main"]
    assert shown(Options(trim=False), *stacks) == ["a", "b", "main"]


def test_a_limit_cuts_what_is_left() -> None:
    stacks = (("a main", 5), ("b main", 4), ("c main", 3))
    assert shown(Options(nodecount=2), *stacks) == ["Showing top 2 nodes out of 4", "a", "b"]
    assert shown(Options(nodecount=2, trim=False), *stacks) == ["a", "b", "c", "main"]


def test_names_come_as_recorded() -> None:
    # GIVEN a name that is not UTF-8 and would act upon a terminal
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    builder.add([Frame("\udcff\x1b[2J")], [1])
    # THEN the report has its bytes; who prints to a terminal cleans them
    assert top_lines(builder.build(), Options())[-1].endswith("  \udcff\x1b[2J")
