from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.errors import FileTrouble
from tui.symbols.choosing import chosen_file, completions, teach
from tui.symbols.pathmaps import PathMaps, learned
from tui.symbols.places import Search
from tui.symbols.sourcefiles import SourceFile, find_source


def write(path: Path, text: str = "one\ntwo\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("recorded", "chosen", "means"),
    [
        ("/build/src/app/main.go", "/home/me/src/app/main.go", ("/build", "/home/me")),
        ("/build/app/main.go", "/home/me/src/main.go", ("/build/app", "/home/me/src")),
        ("example.com/a@v1.2.3/x.go", "/home/me/a/x.go", ("example.com/a@v1.2.3", "/home/me/a")),
        ("/app/main.go", "/srv/copy/app/main.go", ("/", "/srv/copy")),
        ("/srv/copy/app/main.go", "/app/main.go", ("/srv/copy", "/")),
        ("app/main.c", "/home/me/app/main.c", (".", "/home/me")),
        ("/build/main.c", "/home/me/other.c", ("/build/main.c", "/home/me/other.c")),
        ("file:///srv/app%20x/main.js", "/home/me/main.js", ("/srv/app x", "/home/me")),
    ],
)
def test_a_map_is_what_the_longest_common_end_leaves(recorded: str, chosen: str, means: tuple[str, str]) -> None:
    assert learned(os.fsencode(recorded), Path(chosen)) == means


@pytest.mark.parametrize(
    "recorded", ["/build/src/app/main.go", "a/main.go", "main.go", "x@v1/app/main.go", "/m.go", "/build/other.go", "/"]
)
def test_what_was_learned_leads_to_the_file(recorded: str, tmp_path: Path) -> None:
    file = write(tmp_path / "me/src/app/main.go")
    maps = PathMaps(tmp_path / "maps.json")
    source = chosen_file(str(file), os.fsencode(recorded), 2)
    _, trouble = teach(source, os.fsencode(recorded), maps, lambda: Search(Path("/"), maps=maps.all()))
    assert trouble == ""
    # In this run and in the next
    for known in (maps, PathMaps(tmp_path / "maps.json")):
        found = find_source(os.fsencode(recorded), Search(Path("/"), maps=known.all()))
        assert isinstance(found, SourceFile)
        assert found.place == file


def test_a_neighbour_is_found_by_the_same_map(tmp_path: Path) -> None:
    file, other = write(tmp_path / "src/app/main.go"), write(tmp_path / "src/lib/x.go")
    maps = PathMaps(tmp_path / "maps.json")
    means, _ = teach(
        chosen_file(str(file), b"/build/src/app/main.go", 1),
        b"/build/src/app/main.go",
        maps,
        lambda: Search(Path("/"), maps=maps.all()),
    )
    assert means == ("/build", str(tmp_path))
    found = find_source(b"/build/src/lib/x.go", Search(Path("/"), maps=maps.all()))
    assert isinstance(found, SourceFile)
    assert found.place == other


def test_a_choice_wins_over_the_file_at_the_recorded_path(tmp_path: Path) -> None:
    recorded, wanted = write(tmp_path / "old/main.go", "old\n"), write(tmp_path / "new/main.go", "new\n")
    maps = PathMaps(tmp_path / "maps.json")

    def search() -> Search:
        return Search(Path("/"), maps=maps.all())

    assert find_source(os.fsencode(recorded), search()).lines[0] == "old"
    means, _ = teach(chosen_file(str(wanted), os.fsencode(recorded), 1), os.fsencode(recorded), maps, search)
    assert means == (str(recorded), str(wanted))
    assert find_source(os.fsencode(recorded), search()).lines[0] == "new"


def test_a_folder_stands_for_the_file_with_the_longest_end(tmp_path: Path) -> None:
    write(tmp_path / "main.go")
    file = write(tmp_path / "app/main.go")
    assert chosen_file(str(tmp_path), b"/build/app/main.go", 1).place == file
    with pytest.raises(FileTrouble, match=r"no none\.go in this folder"):
        chosen_file(str(tmp_path), b"/build/app/none.go", 1)


def test_a_home_and_the_folder_worked_in_are_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "src/main.go")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert chosen_file("~/src/main.go", b"main.go", 1).place == file
    monkeypatch.chdir(tmp_path / "src")
    assert chosen_file(" main.go ", b"main.go", 1).place == file


@pytest.mark.parametrize("kind", ["none", "fifo", "device", "nul", "loop", "short", "tilde"])
def test_what_will_not_do_is_said_in_one_line(kind: str, tmp_path: Path) -> None:
    path = str(tmp_path / "x.go")
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "loop":
        os.symlink(path, path)
    elif kind == "short":
        write(Path(path))
    path = {"device": "/dev/zero", "nul": "a\0b", "tilde": "~nobody-here/x.go"}.get(kind, path)
    with pytest.raises(FileTrouble) as trouble:
        chosen_file(path, b"/build/x.go", 7)
    assert "\n" not in str(trouble.value)
    assert ("line 7" in str(trouble.value)) is (kind == "short")


def test_paths_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("src/main.go", "src/main_test.go", "src/.hidden.go", "src/mill/x.go", "src/bad\x1bname.go"):
        write(tmp_path / name)
    folder = f"{tmp_path}/src/"
    assert completions(folder) == [f"{folder}main.go", f"{folder}main_test.go", f"{folder}mill/"]
    assert completions(f"{folder}main_") == [f"{folder}main_test.go"]
    assert completions(f"{folder}.h") == [f"{folder}.hidden.go"]
    assert completions(f"{folder}none/") == completions("\0/") == []
    monkeypatch.chdir(tmp_path / "src")
    assert completions("mi") == ["mill/"]
    monkeypatch.setenv("HOME", str(tmp_path))
    assert completions("~/s") == ["~/src/"]
