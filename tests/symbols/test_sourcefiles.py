from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import FileTrouble
from tui.symbols import sourcefiles
from tui.symbols.choosing import chosen_file
from tui.symbols.places import Search
from tui.symbols.processes import Process
from tui.symbols.sourcefiles import Missing, SourceFile, doubts, find_source, forget_sources, read_lines, read_source
from tui.text import clean


def write(path: Path, text: str = "one\ntwo\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def found(recorded: str, search: Search) -> str:
    source = find_source(os.fsencode(recorded), search)
    assert isinstance(source, SourceFile), source
    return source.path


def test_the_recorded_path_comes_first(tmp_path: Path) -> None:
    file = write(tmp_path / "build/app/main.c")
    write(tmp_path / "here/app/main.c")
    assert found(str(file), Search(tmp_path / "here")) == str(file)


def test_the_longest_end_of_the_path_is_looked_for_upwards(tmp_path: Path) -> None:
    write(tmp_path / "main.c")
    longer = write(tmp_path / "src/server/main.c")
    (tmp_path / "src/deep/er").mkdir(parents=True)
    assert found("/build/app/server/main.c", Search(tmp_path / "src/deep/er")) == str(longer)


def test_options_and_maps_lead_to_files(tmp_path: Path) -> None:
    file = write(tmp_path / "elsewhere/x/main.c")
    nowhere = Search(Path("/"))
    assert isinstance(find_source(b"/build/x/main.c", nowhere), Missing)
    assert found("/build/x/main.c", Search(Path("/"), str(file.parents[1]), "/build")) == str(file)
    assert found("/build/x/main.c", Search(Path("/"), maps=(("/build", str(file.parents[1])),))) == str(file)
    assert isinstance(find_source(b"/builder/x/main.c", Search(Path("/"), maps=(("/build", "/tmp"),))), Missing)


@given(st.text(st.sampled_from("a\t\n\r\x1b\u202e\u0301ä\udc80 ") | st.characters()), st.integers(0, 12))
def test_lines_are_made_safe_one_by_one_or_all_at_once(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sourcefiles, "_LONGEST_LINE", longest)
        assert [*sourcefiles._safe(text)] == [clean(line[:longest].expandtabs(4)) for line in text.split("\n")]


@pytest.mark.rule("R32")
def test_the_last_files_are_known_as_far_as_they_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Search(tmp_path)
    small, other, large = (
        os.fsencode(write(tmp_path / name, "one line\n" * lines))
        for name, lines in (("small.c", 10), ("other.c", 10), ("large.c", 1000))
    )
    size = find_source(large, search).lines.nbytes
    assert size > 1000 * len("one line")
    monkeypatch.setattr(sourcefiles, "_KNOWN_BYTES", size)
    forget_sources()
    first = find_source(small, search)
    assert find_source(small, search) is first
    # WHEN a file comes that leaves no room for others THEN it is known, and they are not
    last = find_source(large, search)
    assert find_source(large, search) is last
    again = find_source(small, search)
    assert again == first
    assert again is not first
    # AND what was asked for last stays
    another = find_source(other, search)
    assert find_source(small, search) is again
    assert find_source(other, search) is another
    assert find_source(large, search) is not last


def test_a_process_finds_its_own_files_before_ours(tmp_path: Path) -> None:
    ours, root = write(tmp_path / "app/main.c", "ours"), tmp_path / "proc/7/root"
    theirs = write(root / ours.relative_to("/"), "theirs")
    relative = write(tmp_path / "proc/7/cwd/lib/x.c")
    search = Search(Path("/"), process=Process(root, tmp_path / "proc/7/cwd"))
    assert found(str(ours), search) == str(theirs)
    assert found("lib/x.c", search) == str(relative)


def test_what_was_tried_is_told(tmp_path: Path) -> None:
    missing = find_source(b"/build/app/none.c", Search(tmp_path))
    assert isinstance(missing, Missing)
    assert missing.reason == "no such file here"
    assert missing.tried[0] == "/build/app/none.c"
    assert f"{tmp_path}/app/none.c" in missing.tried
    assert len(set(missing.tried)) == len(missing.tried)


@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "huge"])
def test_only_regular_files_of_some_size_are_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x.c"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(9 << 20)
    missing = find_source(os.fsencode(path), Search(tmp_path / "nowhere"))
    assert isinstance(missing, Missing)
    assert missing.reason.startswith(f"{path}: ")
    with pytest.raises(OSError):
        read_lines(os.fsencode(path), Search(tmp_path / "nowhere"))


def test_a_refused_file_does_not_hide_one_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a/lib/x.c").mkdir(parents=True)
    file = write(tmp_path / "b/lib/x.c")
    assert found(f"{tmp_path}/a/lib/x.c", Search(tmp_path / "b")) == str(file)


@pytest.mark.parametrize(
    "recorded", [b"\0", b"a\0b.go", b"/x\0", b"\xff\xfe/x.go", b"a/" * 3000 + b"x", b"..", b"/", b"~/x.c"]
)
def test_no_path_whatever_is_an_exception(recorded: bytes, tmp_path: Path) -> None:
    assert isinstance(find_source(recorded, Search(tmp_path)), Missing)


def test_doubts_name_another_version_and_a_later_change(tmp_path: Path) -> None:
    file = write(tmp_path / "x.c")
    os.utime(file, (1000, 1000))
    source = find_source(os.fsencode(file), Search(tmp_path))
    assert isinstance(source, SourceFile)
    assert doubts(source, 2, 2000.0) == []
    assert doubts(source, 2, 0) == []
    (older,) = doubts(source, 2, 900.0)
    assert "changed after the profile" in older
    (shorter,) = doubts(source, 99, 2000.0)
    assert "line 99" in shorter


@pytest.mark.parametrize(
    ("content", "lines"),
    [("a\nb\n", ["a", "b"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("a\n\n", ["a", ""]), ("\n", [""])],
)
def test_a_file_has_as_many_lines_as_it_has_ends_of_lines(content: str, lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(content.encode())
    source = read_source(path)
    assert [*source.lines] == lines
    # AND the line behind the last one is a sign that the file is another version
    assert doubts(source, len(lines), 0) == []
    (doubt,) = doubts(source, len(lines) + 1, 0)
    assert f"the file ends at {len(lines)}:" in doubt
    assert chosen_file(str(path), b"/a.py", len(lines)) == source
    with pytest.raises(FileTrouble, match=f"it ends at line {len(lines)}, the profile names line {len(lines) + 1}"):
        chosen_file(str(path), b"/a.py", len(lines) + 1)
