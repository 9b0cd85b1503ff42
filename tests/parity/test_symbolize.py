"""`-symbolize` and its ways to write mangled names, against pprof: C++ and Rust of real programs, all that it reads.

The names were taken from the symbol tables of Node, protobuf's compiler, libstdc++ and rustc, one for each shape.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parity.oracle import Oracle
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.report.prepared import prepare
from tui.report.reports import REPORTS
from tui.symbolizing.how import parse_how
from tui.symbolizing.shown import as_shown
from tui.symbolizing.symbolize import symbolized

MANGLED = (Path(__file__).parents[1] / "symbols/mangled_names.txt").read_text().split()
READABLE = [
    "std::vector<int, std::allocator<int> >::push_back(int const&)",
    "Foo::bar(int) const",
    "a::broken(int",
    "a::broken)int(",
    "java.util.ArrayList.<init>",
    "main.Map[go.shape.int,go.shape.string]",
    "main.(*Tree[go.shape.int]).Walk",
    "plain",
    "operator new[](unsigned long)",
    "core::ptr::drop_in_place<alloc::vec::Vec<u8>>",
    "f(int)",
    "<T as U>::f",
]
WORDS = [
    "",
    "local",
    "none",
    "demangle=full",
    "demangle=templates",
    "demangle=none",
    "force",
    "remote:demangle=default",
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    builder = ProfileBuilder([("samples", "count")])
    for number, name in enumerate([*MANGLED, *READABLE]):
        builder.add([Frame(name, "some.cc", 1)], [1000 - number])
    file = tmp_path_factory.mktemp("names") / "names.pb.gz"
    file.write_bytes(encode(builder.build()))
    return file


@pytest.mark.parametrize("words", WORDS)
def test_names_are_written_as_pprof_writes_them(words: str, profile: Path, oracle: Oracle) -> None:
    answer = oracle.ask(["-top", "-nodecount=1000", "-nodefraction=0", f"-symbolize={words}"], [profile])
    assert not answer.status
    how, remarks = parse_how(words)
    assert not remarks
    named, _ = symbolized(decode(profile.read_bytes()), how)
    shown = as_shown(named, how=how)
    mine = REPORTS["top"](prepare(shown, Options(nodecount=1000, nodefraction=0), "top"))
    assert "\n".join(map(str, mine)) + "\n" == answer.stdout.decode()


def test_words_that_say_nothing_are_answered_in_pprofs_words(profile: Path, oracle: Oracle) -> None:
    theirs = oracle.ask(["-top", "-symbolize=Local:quickly"], [profile]).stderr.decode().splitlines()
    _, remarks = parse_how("Local:quickly")
    assert [line for line in theirs if "symbolize=" in line or "unrecognized" in line] == list(remarks)
