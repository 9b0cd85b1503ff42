from __future__ import annotations

from pathlib import Path

import pytest

from tests.unprivileged import unprivileged
from tui.errors import BadOption
from tui.symbols.pathmaps import PathMaps, parse_map


def test_maps_are_remembered_the_newest_first(tmp_path: Path) -> None:
    file = tmp_path / "settings" / "maps.json"
    maps = PathMaps(file)
    assert maps.all() == ()
    assert maps.add([("/build", "/home/me/old"), ("/srv", "/s")]) == ""
    assert maps.add([("/build", "/home/me/new")]) == ""
    assert PathMaps(file).all() == (("/build", "/home/me/new"), ("/srv", "/s")) == maps.all()
    assert [path.name for path in file.parent.iterdir()] == ["maps.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'[["a"]]', b"\xff", b"null", b"[" * 5000])
@pytest.mark.rule("R24")
def test_a_damaged_file_is_no_reason_to_stop(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "maps.json"
    file.write_bytes(content)
    assert PathMaps(file).all() == ()
    assert file.with_name("maps.json.damaged").read_bytes() == content


def test_a_map_that_cannot_be_remembered_is_still_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with unprivileged():
        maps = PathMaps(tmp_path / "settings" / "maps.json")
        assert "not remembered" in maps.add([("/a", "/b")])
        assert maps.all() == (("/a", "/b"),)


def test_a_map_below_a_file_is_used_but_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "settings").touch()
    maps = PathMaps(tmp_path / "settings" / "maps.json")
    assert "not remembered" in maps.add([("/a", "/b")])
    assert maps.all() == (("/a", "/b"),)


def test_maps_are_written_as_from_and_to() -> None:
    assert parse_map("/build/src/=/home/me/src") == ("/build/src", "/home/me/src")
    for wrong in ("/build", "=/x", "/x="):
        with pytest.raises(BadOption):
            parse_map(wrong)
