"""Whatever cannot be shown is one line on stderr that says what happened, and exit status 2."""

from __future__ import annotations

import gzip
import socket
import subprocess
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, command, environment

CPU = DATA / "go127_cpu_5s_busy.pb.gz"


def run(home: Path, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [command(), *map(str, arguments)],
        input=stdin,
        env=environment(home),
        capture_output=True,
        timeout=60,
        check=False,
    )


def assert_one_line(done: subprocess.CompletedProcess[bytes], *says: str) -> None:
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert done.stdout == b""
    assert said.startswith("pprof-tui: ")
    assert said.count("\n") == 1
    assert said.endswith("\n")
    assert "Traceback" not in said
    for text in says:
        assert text in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"hello, world\n" * 20, "not a pprof profile"),
        (b"", "empty"),
        (CPU.read_bytes()[:9000], "cut off"),
        (b"<!DOCTYPE html><html><body>login</body></html>", "web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>', "SVG"),
        (b"go 1.27 trace\x00\x00\x00" + bytes(100), "go tool trace"),
        (gzip.compress(b"hello, world"), ""),
    ],
    ids=["text", "empty", "cut", "html", "svg", "trace", "gzip of text"],
)
def test_a_file_that_is_no_profile(home: Path, tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "given.pb.gz"
    path.write_bytes(content)
    assert_one_line(run(home, path), str(path), says)


def test_a_file_that_is_not_there(home: Path) -> None:
    assert_one_line(run(home, "./nowhere.pb.gz"), "./nowhere.pb.gz", "no such file")


def test_a_folder(home: Path, tmp_path: Path) -> None:
    assert_one_line(run(home, tmp_path), str(tmp_path), "director")


def test_standard_input_that_is_empty(home: Path) -> None:
    assert_one_line(run(home, "-"), "standard input", "empty")


def test_a_server_that_is_not_there(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    assert_one_line(run(home, f"{address}/debug/pprof/heap"), address, "refused")


def test_a_profile_that_the_server_does_not_know(home: Path, go_server: str) -> None:
    assert_one_line(run(home, f"{go_server}/debug/pprof/nonsense"), go_server, "Unknown profile")


def test_a_path_that_the_server_does_not_know(home: Path, go_server: str) -> None:
    assert_one_line(run(home, f"{go_server}/elsewhere/heap"), go_server, "404")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-nonsense", str(CPU)], "-nonsense"),
        (["-nodecount=many", str(CPU)], "many"),
        (["-sample_index=cycles", str(CPU)], "cycles"),
        (["-cum=perhaps", str(CPU)], "perhaps"),
        (["-top", "-tree", str(CPU)], "at most one output format"),
        ([], "no profile source specified"),
    ],
)
def test_flags_that_make_no_sense(home: Path, arguments: list[str], says: str) -> None:
    assert_one_line(run(home, *arguments), says)
