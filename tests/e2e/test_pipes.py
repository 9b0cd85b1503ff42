"""Into a pipe goes the top table: no screen, no escape codes, and no complaint when the reader leaves."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.e2e.terminal import DATA, command, environment

CPU = DATA / "go127_cpu_5s_busy.pb.gz"


def shell(home: Path, line: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", line],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_a_pipe_gets_the_top_table(home: Path) -> None:
    done = shell(home, f"{command()} {CPU} | cat")
    assert done.returncode == 0
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    assert done.stdout.startswith(b"File: ")
    assert b"flat  flat%   sum%        cum   cum%" in done.stdout


def test_a_reader_that_leaves_early_hears_no_complaint(home: Path) -> None:
    done = shell(home, f"{command()} -nodecount=-1 {CPU} | head -1")
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


def test_standard_input_is_a_source(home: Path) -> None:
    piped = shell(home, f"cat {CPU} | {command()} -top -")
    named = shell(home, f"{command()} -top {CPU}")
    assert piped.returncode == 0
    assert piped.stdout == named.stdout


def test_a_full_disk_is_reported(home: Path) -> None:
    done = shell(home, f"{command()} {CPU} > /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith(b"pprof-tui: ")
    assert b"No space left" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_the_demo_in_a_pipe_profiles_itself_and_prints_the_top_table(home: Path) -> None:
    done = shell(home, f"{command()} -seconds 1 demo | cat")
    assert done.returncode == 0, done.stderr
    assert b"Type: cpu" in done.stdout
    assert b"flat%" in done.stdout
    assert b"tui" in done.stdout or b"demo" in done.stdout
    assert done.stderr.startswith(b"Saved profile in ")


def test_a_server_is_profiled_and_what_came_is_kept(home: Path, go_server: str) -> None:
    done = shell(home, f"{command()} -top -sample_index=alloc_space {go_server}/debug/pprof/heap | cat")
    assert done.returncode == 0, done.stderr
    assert b"Type: alloc_space" in done.stdout
    saved = list((home / "saved").iterdir())
    assert len(saved) == 1
    assert done.stderr == f"Saved profile in {saved[0]}\n".encode()
    again = shell(home, f"{command()} -top -sample_index=alloc_space {saved[0]}")
    assert again.stdout == done.stdout
