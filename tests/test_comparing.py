"""What profiles must have in common to be merged, in pprof's words if they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import environment
from tests.robust.measuring import program
from tui.comparing import combined, identified
from tui.errors import BadOption
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.pprof.profile import Profile


def with_types(*types: str) -> Profile:
    builder = ProfileBuilder([(kind, "count") for kind in types])
    builder.add([Frame("main")], [1 + number for number in range(len(types))])
    return builder.build()


REFUSED = [
    ((("samples", "samples"), ("cpu",)), '"samples" sample type is not found in profile'),
    ((("samples", "samples", "cpu"), ("cpu",)), '"samples" sample type is not found in profile'),
    ((("samples", "samples"), ("samples",)), "profiles have empty common sample type list"),
    ((("samples",), ("cpu",)), "profiles have empty common sample type list"),
]


@pytest.mark.parametrize(("types", "says"), REFUSED)
def test_profiles_that_do_not_go_together_are_refused(types: tuple[tuple[str, ...], ...], says: str) -> None:
    with pytest.raises(BadOption) as refused:
        combined([with_types(*one) for one in types])
    assert refused.value.what == says


@pytest.mark.parametrize(("types", "says"), REFUSED[:1])
def test_pprof_refuses_them_in_the_same_words(
    types: tuple[tuple[str, ...], ...], says: str, tmp_path: Path, go_pprof: Callable[..., str]
) -> None:
    files = [tmp_path / f"{number}.pb.gz" for number in range(len(types))]
    for file, one in zip(files, types, strict=True):
        file.write_bytes(encode(with_types(*one)))
    # The fixture asserts that pprof succeeds, and shows what it says if not.
    with pytest.raises(AssertionError, match=says):
        go_pprof("-top", *files)
    done = program("-top", *files, environment=environment(tmp_path))
    assert done.status == 2
    assert says in done.stderr


def test_common_types_are_in_the_order_of_the_first() -> None:
    found = combined([with_types("a", "b", "c"), with_types("c", "b")])
    assert [kind.type for kind in found.sample_types] == ["b", "c"]
    assert found.values.tolist() == [[2 + 2, 3 + 1]]


def mapped(file: str, *weights: tuple[str, int]) -> Profile:
    builder = ProfileBuilder([("cpu", "nanoseconds")], mapping_file=file)
    for name, weight in weights:
        builder.add([Frame(name, "a.js", 1)], [weight])
    return builder.build()


def test_a_profile_without_mappings_gets_its_own_before_it_is_merged(
    tmp_path: Path, go_pprof: Callable[..., str]
) -> None:
    scripts, node = mapped("", ("js", 10)), mapped("/usr/bin/node", ("js", 30), ("native", 30))
    merged = combined([scripts, node])
    assert [merged.strings[mapping.file] for mapping in merged.mappings] == ["", "/usr/bin/node"]
    # AND its functions stay apart from those of the program, also in what is printed
    bare, own = tmp_path / "scripts.pb.gz", tmp_path / "node.pb.gz"
    bare.write_bytes(encode(scripts))
    own.write_bytes(encode(node))
    program_file = tmp_path / "program"
    program_file.write_bytes(Path("/bin/true").read_bytes())
    for arguments in (
        ["-raw", bare, own],
        ["-top", "-ignore=^$", bare, own],
        ["-top", f"-diff_base={own}", bare],
        ["-raw", f"-base={bare}", own],
        ["-raw", program_file, bare],
    ):
        asked = ["-symbolize=none", *map(str, arguments)]
        assert program(*asked, environment=environment(tmp_path)).stdout == go_pprof(*asked)


def test_a_number_that_is_called_as_the_mark_of_the_base_stays(tmp_path: Path, go_pprof: Callable[..., str]) -> None:
    files = []
    for name, label in (("before", 7), ("after", 8)):
        builder = ProfileBuilder([("cpu", "nanoseconds")])
        builder.add([Frame("work")], [label], {"pprof::base": label})
        builder.add([Frame("rest")], [2 * label], {"pprof::base": "mine"})
        files.append(tmp_path / name)
        files[-1].write_bytes(encode(builder.build()))
    for report in ("-traces", "-raw", "-top"):
        asked = ["-symbolize=none", report, f"-diff_base={files[0]}", str(files[1])]
        assert program(*asked, environment=environment(tmp_path)).stdout == go_pprof(*asked)


def test_a_build_id_is_for_profiles_that_do_not_have_one(tmp_path: Path, go_pprof: Callable[..., str]) -> None:
    # GIVEN a mapping without one, none at all, and one that has it
    files = [tmp_path / name for name in ("plain", "bare", "named")]
    files[0].write_bytes(encode(mapped("/bin/app", ("main", 1))))
    files[1].write_bytes(encode(mapped("", ("main", 2))))
    files[2].write_bytes(encode(identified(mapped("/bin/app", ("main", 3)), "0123")))
    for sources in ([files[0]], [files[1]], [files[2]], files, [f"-base={files[2]}", files[0]]):
        for report in ("-raw", "-top"):
            asked = [report, "-symbolize=none", "-buildid=abcd", *map(str, sources)]
            printed = go_pprof(*asked)
            assert program(*asked, environment=environment(tmp_path)).stdout == printed
            assert ("abcd" in printed) == (sources != [files[2]])


def test_a_binary_is_the_program_of_each_profile(tmp_path: Path, go_pprof: Callable[..., str]) -> None:
    binary, files = tmp_path / "program", [tmp_path / name for name in ("first", "other", "bare")]
    binary.write_bytes(Path("/bin/true").read_bytes())
    for number, (file, name) in enumerate(zip(files, ("/a/x", "/b/y", ""), strict=True)):
        file.write_bytes(encode(mapped(name, ("js", 10 + number))))
    for sources in (files, [f"-base={files[1]}", files[0]], [f"-diff_base={files[2]}", files[1]]):
        flags, named = ([one for one in sources if str(one).startswith("-") == is_flag] for is_flag in (True, False))
        for report in ("-raw", "-top"):
            asked = [report, "-symbolize=none", *map(str, (*flags, binary, *named))]
            assert program(*asked, environment=environment(tmp_path)).stdout == go_pprof(*asked)
