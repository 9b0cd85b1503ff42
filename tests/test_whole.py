"""A file is there whole or not at all, and nobody else's is lost."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.whole import give_name, write_new, write_unfinished

pytestmark = pytest.mark.rule("R23")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (made := tmp_path / "folder").mkdir()
    return made


@pytest.fixture(params=["links", errno.EPERM, errno.ENOTSUP, errno.ENOSYS])
def _file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that knows links, and several that say in their way that they do not."""

    def refuse(*_: object) -> None:
        raise OSError(request.param, os.strerror(request.param))

    if request.param != "links":
        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("_file_system")
def test_a_new_file_is_the_users_alone(folder: Path) -> None:
    mask = os.umask(0)
    try:
        assert write_new(folder / "new", [b"one ", b"two"]) == 7
    finally:
        os.umask(mask)
    assert (folder / "new").read_bytes() == b"one two"
    assert stat.S_IMODE((folder / "new").stat().st_mode) == 0o600
    assert os.listdir(folder) == ["new"]


@pytest.mark.usefixtures("_file_system")
@pytest.mark.parametrize("kind", ["file", "folder", "link to nowhere"])
def test_what_has_the_name_keeps_it(folder: Path, kind: str) -> None:
    taken = folder / "taken"
    if kind == "file":
        taken.write_text("precious")
    elif kind == "folder":
        taken.mkdir()
    else:
        taken.symlink_to("/nowhere")
    before = taken.lstat()
    with pytest.raises(FileExistsError):
        write_new(taken, [b"x"])
    # AND also if it came while the other one was written
    unfinished = write_unfinished(folder, [b"x"])
    assert not give_name(unfinished, taken)
    unfinished.unlink()
    assert os.listdir(folder) == ["taken"]
    assert (taken.lstat().st_ino, taken.lstat().st_size) == (before.st_ino, before.st_size)


def test_what_comes_between_is_not_overwritten(folder: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        (folder / "new").write_text("another program's")

    with pytest.raises(FileExistsError):
        write_new(folder / "new", pieces())
    assert (folder / "new").read_text() == "another program's"
    assert os.listdir(folder) == ["new"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_what_cannot_be_written_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def refuse(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match=os.strerror(code)):
        write_new(folder / "new", [b"x"])
    assert os.listdir(folder) == []


def test_an_error_of_the_content_leaves_nothing(folder: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise ValueError("no more of it")

    with pytest.raises(ValueError, match="no more of it"):
        write_new(folder / "new", pieces())
    assert os.listdir(folder) == []


def test_a_name_may_be_as_long_as_the_system_takes(folder: Path) -> None:
    assert write_new(folder / ("n" * 255), [b"x"]) == 1
    with pytest.raises(OSError, match=os.strerror(errno.ENAMETOOLONG)):
        write_new(folder / ("n" * 256), [b"x"])
    assert os.listdir(folder) == ["n" * 255]
