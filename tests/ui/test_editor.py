"""Which command an editor is run by, and what is never run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.errors import BadOption, FileTrouble
from tui.ui.editor import edit_command, editor_words


def program(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("vi", ["+12", "--", "FILE"]),
        ("vim -p", ["-p", "+12", "--", "FILE"]),
        ("nvim", ["+12", "--", "FILE"]),
        ("nano", ["+12", "FILE"]),
        ("emacs -nw", ["-nw", "+12", "FILE"]),
        ("emacsclient -t", ["-t", "+12", "FILE"]),
        ("micro", ["+12", "FILE"]),
        ("hx", ["FILE:12"]),
        ("helix", ["FILE:12"]),
        ("code --wait", ["--wait", "-g", "FILE:12"]),
        ("subl -w", ["-w", "FILE:12"]),
        ("kate", ["--line", "12", "FILE"]),
        ("something-else 'two words' x", ["two words", "x", "+12", "FILE"]),
    ],
)
def test_every_editor_is_told_the_line_in_its_way(editor: str, arguments: list[str], tmp_path: Path) -> None:
    tool, file = program(tmp_path / "bin", editor.split()[0]), tmp_path / "a file; rm -rf $HOME.go"
    file.write_text("")
    words = editor_words({"EDITOR": editor, "PATH": str(tmp_path / "bin")})
    assert edit_command(words, file, 12) == [str(tool), *(word.replace("FILE", str(file)) for word in arguments)]
    assert edit_command(words, file, 0)[-1] == str(file)


def test_visual_comes_before_editor(tmp_path: Path) -> None:
    vim, nano = program(tmp_path, "vim"), program(tmp_path, "nano")
    path = {"PATH": str(tmp_path)}
    assert editor_words({"VISUAL": "vim", "EDITOR": "nano", **path}) == [str(vim)]
    assert editor_words({"VISUAL": " ", "EDITOR": "nano", **path}) == [str(nano)]
    assert editor_words({"EDITOR": str(vim), "PATH": ""}) == [str(vim)]


@pytest.mark.parametrize(
    "editor", ["", "  ", "vim 'unclosed", "no-such-editor", "./ed", "sub/ed", "''", "ed; ls", "$(ed)"]
)
def test_what_is_no_editor_is_said_in_one_line(editor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # GIVEN programs in the folder that is worked in, and a $PATH that names it in every relative way
    program(tmp_path, "ed"), program(tmp_path / "sub", "ed"), program(tmp_path, "no-such-editor")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadOption) as trouble:
        editor_words({"EDITOR": editor, "PATH": f".::sub:..:{os.path.relpath('/bin')}"})
    assert "\n" not in str(trouble.value)


@pytest.mark.parametrize("name", ["-c:!ls", "+!ls", "x.go", "none", "folder", "fifo", "nul\0"])
def test_only_regular_files_of_absolute_paths_are_opened(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo("fifo")
    for file in ("-c:!ls", "+!ls", "x.go"):
        Path(file).touch()
    with pytest.raises(FileTrouble):
        edit_command(["/bin/vi"], Path(name), 3)
    if name in ("none", "folder", "fifo"):
        with pytest.raises(FileTrouble):
            edit_command(["/bin/vi"], tmp_path / name, 3)
