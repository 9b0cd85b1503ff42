"""Files of ours: whole or not at all, the user's alone, and set aside when they are damaged."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tui.kept import LARGEST, read_json, remark, set_aside, short_path, untold, write_whole


def test_what_is_written_is_whole_and_the_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_whole(path, "[1]")
    assert read_json(path) == [1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert os.listdir(path.parent) == ["a.json"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OSError):
        write_whole(tmp_path / "a.json", "x")
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize("text", [b"", b"{", b"[" * 5000, b"\xff", b"[" + b"1," * LARGEST + b"1]"])
def test_a_damaged_file_is_a_value_error(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.json").write_bytes(text)
    with pytest.raises(ValueError):
        read_json(tmp_path / "a.json")


def test_what_is_beyond_the_largest_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"[1]" + b" " * LARGEST + b"x")
    assert read_json(tmp_path / "a.json") == [1]


def test_what_is_set_aside_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{")
    set_aside(path)
    assert (tmp_path / "a.json.damaged").read_text() == "{"
    # WHEN it cannot be, again and again
    set_aside(path)
    set_aside(path)
    assert untold() == [
        "~/a.json was damaged; it is a.json.damaged now, and begun anew",
        "~/a.json is damaged, and cannot be set aside",
    ]
    assert untold() == []


def test_the_same_is_said_once() -> None:
    remark("a")
    remark("a")
    assert untold() == ["a"]


def test_a_path_at_home_is_short(tmp_path: Path) -> None:
    assert short_path(tmp_path / "a") == "~/a"
    assert short_path(Path("/else")) == "/else"
