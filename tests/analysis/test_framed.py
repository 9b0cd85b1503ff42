"""A profile in frames: what is made of it is kept, but not without end."""

from __future__ import annotations

from tests.analysis.random_stacks import from_text
from tui.analysis.framed import Framed
from tui.analysis.kinds import Kind
from tui.pprof.build import Frame, ProfileBuilder

TEXT = "main;serve;lock 4\nmain;serve;send 10\nmain;gc 1"


def test_trees_of_other_shapes_are_kept_but_not_all_of_them() -> None:
    of = Framed(from_text(TEXT), ())
    assert not of.has_grown(("leaf",))
    assert of.grown(("leaf",)) is of.grown(("leaf",))
    for frame in range(len(of.table)):
        of.grown(("around", frame))
    assert len(of._trees) <= 4
    assert not of.has_grown(("leaf",))


def test_kinds_are_of_frames() -> None:
    builder = ProfileBuilder([("cpu", "count")])
    builder.add([Frame("main.main", "/src/main.go", 7)], [1])
    assert Framed(builder.build(), ()).kinds.tolist() == [Kind.OWN]
