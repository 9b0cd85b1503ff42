"""Files, pipes and standard input are read to their end, and what cannot be is one line."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.unprivileged import unprivileged
from tui.errors import FileTrouble, NotAProfile, TooLarge
from tui.fetch.file import read_file
from tui.fetch.source import Fetched, load
from tui.fetch.target import FileTarget

READ_STDIN = """
import sys
from tui.errors import ProfileError
from tui.fetch.source import load
from tui.fetch.target import parse_target
try:
    print(len(load(parse_target(sys.argv[1]), max_bytes=1000).body))
except ProfileError as error:
    print(error)
"""


def reading(target: str, *, stdin: bytes | int = b"") -> str:
    given = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    command = [sys.executable, "-c", READ_STDIN, target]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60, **given)
    return str(done.stdout, "utf-8").strip()


def test_a_file_is_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "cpu.pb.gz"
    path.write_bytes(b"\x1f\x8bx")
    assert load(FileTarget(path)) == Fetched(b"\x1f\x8bx", str(path), remote=False)


def test_a_limit_is_kept_even_by_a_file_that_grows_or_never_ends(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(bytes(101))
    assert read_file(path, 101) == bytes(101)
    for endless in (path, Path("/dev/zero")):
        with pytest.raises(TooLarge, match=f"{endless}: more than 100 bytes"):
            read_file(endless, 100)


def test_a_sparse_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(TooLarge):
        read_file(path)


def test_a_named_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=[bytes(300_000)])
    writer.start()
    assert read_file(path) == bytes(300_000)
    writer.join()


def test_a_process_substitution_is_read_to_its_end() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"profile")
    os.close(writer)
    try:
        assert read_file(Path(f"/dev/fd/{reader}")) == b"profile"
    finally:
        os.close(reader)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "this is a directory. Name a profile in it"),
        (lambda path: path.symlink_to(path), "symbolic links"),
    ],
)
def test_what_cannot_be_read_is_one_line(make: object, says: str, tmp_path: Path) -> None:
    path = tmp_path / "cpu.prof"
    make(path)
    with pytest.raises(FileTrouble, match=says) as trouble:
        read_file(path)
    assert trouble.value.where == str(path)


def test_a_file_that_may_not_be_read_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cpu.prof"
    path.touch(mode=0)
    with unprivileged(), pytest.raises(FileTrouble, match="permission denied"):
        read_file(path)


def test_an_empty_file_is_no_profile(tmp_path: Path) -> None:
    path = tmp_path / "cpu.prof"
    path.touch()
    with pytest.raises(NotAProfile, match=r"cpu\.prof: empty"):
        load(FileTarget(path))


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_standard_input_is_read_under_either_name(name: str) -> None:
    assert reading(name, stdin=b"x" * 999) == "999"


def test_standard_input_is_bounded() -> None:
    assert reading("-", stdin=b"x" * 1001).startswith("standard input: more than 1000 bytes")


def test_a_terminal_is_no_profile() -> None:
    control, terminal = pty.openpty()
    try:
        assert reading("-", stdin=terminal) == (
            "standard input: this is a terminal, not a profile. Pipe a profile into it."
        )
    finally:
        os.close(control)
        os.close(terminal)


def test_closed_standard_input_is_said() -> None:
    shell = ["sh", "-c", 'exec "$0" "$@" <&-', sys.executable, "-c", READ_STDIN, "-"]
    done = subprocess.run(shell, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("standard input: it is closed")
