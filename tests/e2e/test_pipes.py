"""Into a pipe goes the top table: no screen, no escape codes, and no complaint when the reader leaves."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, command, environment
from tests.robust.choosing import some

pytestmark = pytest.mark.rule("R29")
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


REPORTS = ("-top", "-tree", "-peek=.", "-list=.", "-traces", "-tags", "-raw", "-dot", "-json", "-folded", "-proto")


@pytest.mark.parametrize("report", some(REPORTS, ("-traces",)))
def test_every_report_survives_who_does_not_listen(home: Path, report: str) -> None:
    for where in ("| head -1", "| true", "> /dev/full", ">&-"):
        done = shell(home, f"{command()} {report} {CPU} {where}")
        assert b"Traceback" not in done.stderr
        assert b"Exception ignored" not in done.stderr
        assert done.stderr.count(b"\n") <= 1, done.stderr
        assert done.returncode == (0 if "|" in where else 2), (where, done)
        assert bool(done.stderr) == (">" in where), (where, done)


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
