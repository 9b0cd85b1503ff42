"""What cannot be seen is not there: closed folders, names that no file can have, patterns in names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unprivileged import unprivileged
from tui.looking import is_file, is_folder, is_there, literal, matching

pytestmark = pytest.mark.rule("R26")


@pytest.mark.parametrize("name", ["x" * 300, "x/" * 3000, "a\0b", "\udcff", "nothing"])
def test_a_name_that_no_file_has_is_not_there(tmp_path: Path, name: str) -> None:
    for path in (tmp_path / name, tmp_path / name / "below"):
        assert not is_there(path)
        assert not is_file(path)
        assert not is_folder(path)
        assert matching(path, "*") == []
    assert matching(tmp_path, f"{literal(name)}*") == []


def test_a_folder_that_is_closed_is_empty(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "toolchains/stable").mkdir(parents=True)
    closed.chmod(0)
    try:
        with unprivileged():
            assert not is_there(closed / "toolchains")
            assert not is_folder(closed / "toolchains")
            assert matching(closed, "toolchains/*") == []
            assert matching(closed, "*") == []
    finally:
        closed.chmod(0o700)
    assert matching(closed, "toolchains/*") == [closed / "toolchains/stable"]


def test_what_is_there_is_seen(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "to nowhere").symlink_to("nowhere")
    assert is_there(tmp_path) and is_folder(tmp_path) and not is_file(tmp_path)
    assert is_there(tmp_path / "link") and is_file(tmp_path / "link") and not is_folder(tmp_path / "link")
    assert not is_there(tmp_path / "to nowhere")


@pytest.mark.parametrize("name", ["a**b", "[!a]", "a?b", "*"])
def test_a_name_with_a_pattern_in_it_is_taken_to_the_letter(tmp_path: Path, name: str) -> None:
    for other in (name, "axxb", "b", "a.b"):
        (tmp_path / other / f"{name}@v1").mkdir(parents=True)
        (tmp_path / other / "axxb@v1").mkdir(exist_ok=True)
    assert matching(tmp_path / name, f"{literal(name)}@v*") == [tmp_path / name / f"{name}@v1"]
