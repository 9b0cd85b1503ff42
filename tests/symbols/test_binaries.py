from __future__ import annotations

from pathlib import Path

import pytest

from tui.errors import FileTrouble
from tui.symbols.binaries import is_other_build, locate
from tui.symbols.binary import Binary


@pytest.fixture(scope="module")
def program(goload: Path) -> Binary:
    return Binary(goload)


@pytest.fixture(autouse=True)
def _nothing_else_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPROF_BINARY_PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "place",
    [
        "{id}/server",
        "{id}/anything",
        "srv/bin/server/{id}",
        "{id:.2}/{rest}.debug",
        "server",
        "srv/bin/server",
        "srv/bin/server.debug",
        "srv/bin/.debug/server.debug",
        "usr/lib/debug/srv/bin/server.debug",
    ],
)
def test_a_binary_is_found_where_pprof_looks(place: str, program: Binary, tmp_path: Path) -> None:
    build_id = program.build_id or "0123456789abcdef"
    path = tmp_path / place.format(id=build_id, rest=build_id[2:])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(program.path.read_bytes())
    assert locate("/srv/bin/server", build_id).path == path


def test_none_is_said(program: Binary) -> None:
    with pytest.raises(FileTrouble, match=r"(?i)no such file"):
        locate("/nowhere/server", "ffff0000")
    with pytest.raises(FileTrouble, match="the profile names no binary"):
        locate("", "")


@pytest.mark.rule("R1")
@pytest.mark.parametrize("name", ["/" + "x" * 300, "x/" * 3000 + "y", "/.", ".", "..", "/a/..", "a\0b", "[!"])
@pytest.mark.parametrize("build_id", ["", "x" * 300, "a\0b", "..."])
def test_a_name_that_no_file_can_have_is_no_binary_here(
    name: str, build_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for searched in (str(tmp_path), "/"):
        monkeypatch.setenv("PPROF_BINARY_PATH", searched)
        with pytest.raises(FileTrouble):
            locate(name, build_id)


def test_another_build_is_refused_and_named(program: Binary) -> None:
    if not program.build_id:
        pytest.skip("this toolchain writes no build id")
    with pytest.raises(FileTrouble, match=f"it has build id {program.build_id}, the profile is of 0000"):
        locate(str(program.path), "00" * 20)


def test_a_damaged_file_says_more_than_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "server").write_bytes(b"\x7fELF and then nothing")
    with pytest.raises(FileTrouble, match="damaged"):
        locate("/srv/bin/server", "")


def test_builds() -> None:
    assert not is_other_build("", "abcd")
    assert not is_other_build("abcd", "")
    assert not is_other_build("ABCD", "abcd")
    assert not is_other_build("abcd", "abcdef")
    assert is_other_build("abcd", "abce")
    assert is_other_build("abcdef", "abce")
