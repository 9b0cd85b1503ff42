"""`-dot`: what a drawing shows, what it leaves out, and that Graphviz can read it. Parity has all the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tui.analysis.loading import as_loaded
from tui.options import Options
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.report.dot import dot
from tui.report.dotlabels import colour, shortened
from tui.report.prepared import prepare

Labels = dict[str, str | int]
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def profile_of(samples: Iterable[tuple[str, int, Labels]], program: str = "") -> Profile:
    """A profile of bytes; stacks are written root first, with semicolons."""
    builder = ProfileBuilder([("space", "bytes")], mapping_file=program)
    for stack, value, labels in samples:
        builder.add([Frame(name) for name in reversed(stack.split(";"))], [value], labels)
    return builder.build()


def drawn(profile: Profile, options: Options | None = None) -> list[str]:
    return list(dot(prepare(profile, options or Options(), "dot")))


def quoted(line: str) -> str:
    """The first quoted text of a line."""
    found = QUOTED.search(line)
    assert found
    return found[0][1:-1]


def boxes(lines: list[str]) -> list[str]:
    """The labels of boxes of frames, in their order."""
    return [quoted(line) for line in lines if re.match(r"N\d+ \[label=", line)]


def calls(lines: list[str]) -> list[str]:
    return [line for line in lines if re.match(r"N\d+ -> N\d+ \[", line)]


def nodelets(lines: list[str]) -> list[str]:
    return [quoted(line) for line in lines if re.match(r"N+\d+_\S+ \[label", line)]


def test_quotes_backslashes_and_line_breaks_stay_inside_their_quotes() -> None:
    # GIVEN names, a label and a program that have all that ends a quoted text
    profile = profile_of(
        [('say "hi";C:\\dir\\;two\nlines', 7, {"key": 'a "quoted" value\\', "bytes": 64})], program='/bin/odd"name\\'
    )
    # WHEN it is drawn
    lines = drawn(profile)
    # THEN no line has a quote left once all quoted texts are taken away
    assert not [line for line in lines if '"' in QUOTED.sub("", line) or "\n" in line]
    assert r"say \"hi\"\n0 of 7B (100%)" in boxes(lines)
    assert r"two\llines\n7B (100%)" in boxes(lines)
    assert lines[0] == r'digraph "odd\"name\\" {'


def test_an_empty_profile_is_a_legend_alone() -> None:
    lines = drawn(profile_of([]))
    assert lines[:2] == ['digraph "unnamed" {', 'node [style=filled fillcolor="#f8f8f8"]']
    assert lines[2].startswith('subgraph cluster_L { "Type: space" [shape=box fontsize=16 label="Type: space\\lShowing')
    assert lines[3:] == ["}"]


def test_text_labels_have_boxes_of_their_own_the_heaviest_four() -> None:
    # GIVEN one function with five labels
    profile = profile_of([("main;work", 10 - number, {"who": f"w{number}"}) for number in range(5)])
    lines = drawn(profile)
    # THEN the lightest one has no box, and main has none: nothing is its own
    assert nodelets(lines) == ["who:w0", "who:w1", "who:w2", "who:w3"]
    assert any(line.endswith('_0 [label=" 10B" weight=100 tooltip="10B" labeltooltip="10B"]') for line in lines)


def test_several_labels_of_one_sample_are_lines_of_one_box() -> None:
    lines = drawn(profile_of([("main", 1, {"b": "2", "a": "1"})]))
    assert nodelets(lines) == [r"a:1\nb:2"]


def test_the_base_of_a_difference_is_no_label() -> None:
    assert not nodelets(drawn(profile_of([("main", 1, {"pprof::base": "true"})])))


def test_numbers_are_gathered_in_four_boxes_and_nothing_is_lost() -> None:
    # GIVEN six sizes, of which two are near one and one is near another
    sizes = {16: 100, 1024: 90, 1 << 20: 80, 1 << 30: 70, 17: 2, 1030: 3}
    profile = profile_of([("main", weight, {"bytes": size}) for size, weight in sizes.items()])
    # WHEN it is drawn
    lines = drawn(profile)
    # THEN the light ones are in the range of the nearest heavy one
    assert nodelets(lines) == ["16B..17B", "1kB..1.01kB", "1MB", "1GB"]
    assert [quoted(line) for line in lines if " -> N" in line] == [" 102B", " 93B", " 80B", " 70B"]


def test_numbers_hang_below_the_text_labels_they_come_with() -> None:
    lines = drawn(profile_of([("main", 1, {"who": "me", "bytes": 64})]))
    assert any(line.startswith("N1 -> N1_0 [") for line in lines)
    assert any(line.startswith("N1_0 -> NN1_0_0 [") for line in lines)


def test_numbers_under_other_keys_are_left_out() -> None:
    assert not nodelets(drawn(profile_of([("main", 1, {"worker": 3})])))


def test_a_call_over_frames_left_out_is_dotted() -> None:
    # GIVEN leaf, called by two frames that weigh less than five percent each
    profile = profile_of([("main;thin;leaf", 3, {}), ("main;slim;leaf", 3, {}), ("main;big", 94, {})])
    # WHEN such frames are left out
    lines = drawn(profile, Options(nodefraction=0.05))
    # THEN main calls leaf over them
    dotted = [line for line in calls(lines) if 'style="dotted"' in line]
    assert len(dotted) == 1
    assert 'tooltip="main ... leaf (6B)"' in dotted[0]
    assert "Dropped 2 nodes (cum <= 5B)" in lines[2]


def test_a_dotted_call_that_another_way_makes_redundant_is_left_out() -> None:
    # GIVEN leaf reached from main over a frame left out, and over mid, which is shown
    profile = profile_of([("main;thin;leaf", 2, {}), ("main;mid;leaf", 50, {}), ("main;big", 48, {})])
    lines = drawn(profile, Options(nodefraction=0.05))
    assert not [line for line in calls(lines) if "..." in line]


def test_labels_count_when_frames_are_limited() -> None:
    # GIVEN three functions of equal rank in a drawing with room for three
    samples: list[tuple[str, int, Labels]] = [("f", 30, {}), ("g", 20, {}), ("h", 10, {})]
    assert len(boxes(drawn(profile_of(samples), Options(nodecount=3)))) == 3
    # WHEN the first has two labels
    samples = [("f", 15, {"a": "1"}), ("f", 15, {"a": "2"}), *samples[1:]]
    lines = drawn(profile_of(samples), Options(nodecount=3))
    # THEN they take the room of the other two
    assert len(boxes(lines)) == 1
    assert "Showing top 1 nodes out of 3" in lines[2]


def test_a_call_tree_draws_a_function_once_for_each_path() -> None:
    profile = profile_of([("main;a;leaf", 5, {}), ("main;b;leaf", 5, {})])
    assert len(boxes(drawn(profile))) == 4
    lines = drawn(profile, Options(call_tree=True))
    assert len([box for box in boxes(lines) if box.startswith("leaf")]) == 2
    assert len(calls(lines)) == 4


@pytest.mark.parametrize(
    ("name", "short"),
    [
        (b"github.com/a/b/v3/pkg.(*T).M", b"pkg.(*T).M"),
        (b"github.com/a/b/v3.F", b"b.F"),
        (b"github.com/a/b/v1.F", b"v1.F"),
        (b"main.main", b"main.main"),
        (b"com.example.deep.Klass.method(int)", b"Klass.method"),
        (b"(anonymous namespace)::Klass::method", b"Klass::method"),
        (b"one::two::Klass::~Klass<int>", b"Klass::~Klass<int>"),
        (b"operator()", b"operator()"),
        (b"path/\xff\xfe.f", b"\xff\xfe.f"),
    ],
)
def test_names_are_shortened_as_pprof_shortens_them(name: bytes, short: bytes) -> None:
    assert shortened(name) == short


def test_colours_go_from_green_over_grey_to_red() -> None:
    assert [colour(share) for share in (-1.0, 0.0, 1.0)] == ["#00b200", "#b2b2b2", "#b20000"]
    assert colour(9.0, background=True) == colour(1.0, background=True) == "#edd5d5"
    assert colour(float("nan")) == "#b20000"


NAMES = [
    *("main.f", "github.com/a/b/v3/pkg.(*T).M", "x/y/v12.z", "foo/v1.2", "main.G[...]", "a//b.c", "", "_x", "naïve.ß"),
    *("org.Foo$Bar.<init>", "java.lang.Object.wait$1", 'with "quote" \\ back', "new\nline", "lib::Klass::method"),
]


@pytest.mark.parametrize("options", [{}, {"call_tree": True}, {"nodecount": 6}, {"nodefraction": 0.2}])
def test_odd_names_and_labels_are_drawn_as_pprof_draws_them(
    options: dict[str, object], go_pprof: Callable[..., str], tmp_path: Path
) -> None:
    # GIVEN every pair of neighbours among odd names, with text labels and sizes, no two of one weight
    builder = ProfileBuilder([("space", "bytes")], mapping_file="/bin/program")
    for number, name in enumerate(NAMES):
        stack = [Frame(name, "/src/x/../f.c", number), Frame(NAMES[number - 1]), Frame("main.main")]
        builder.add(stack, [1000 + 7**number % 1009 + number], {"bytes": 16 * number, "who": f"w{number % 3}"})
    file = tmp_path / "odd.pb.gz"
    file.write_bytes(encode(builder.build()))
    # WHEN both draw it
    wanted = go_pprof("-dot", *(f"-{name}={value}" for name, value in options.items()), file)
    mine = drawn(as_loaded(decode(file.read_bytes())), Options(**options))
    # THEN the drawings are equal
    assert "".join(f"{line}\n" for line in mine) == wanted
