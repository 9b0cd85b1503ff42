"""The system itself tells that no program is run for any odd or real profile (R27)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, Terminal, command, environment
from tests.pprof.cases import accepted, once_only, strings, validity, wire, wrong_types

pytestmark = [
    pytest.mark.rule("R27"),
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
]
_STRACE = "strace -f -qq -e trace=execve,execveat -o"
_RUN = re.compile(r"execve(?:at)?\(.*= 0$", re.MULTILINE)


def started(trace: Path) -> int:
    """Return how many programs were run."""
    return len(_RUN.findall(trace.read_text(errors="replace")))


@pytest.mark.parametrize("report", ["-top", "-list=.", "-disasm=."])
def test_reports(home: Path, report: str, measured: Callable[..., None]) -> None:
    files = sorted(DATA.glob("*.pb.gz"))
    cases = [case for kind in (validity, wire, wrong_types, strings, once_only, accepted) for case in kind()]
    assert len(cases) + len(files) >= 90
    for number, case in enumerate(cases):
        files.append(home / f"{number}.pb")
        files[-1].write_bytes(case.content)
    more = 0
    for file in files:
        subprocess.run(
            [*_STRACE.split(), home / "trace", command(), report, file],
            env=environment(home),
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert started(home / "trace") >= 1, "the program itself"
        more += started(home / "trace") - 1
    measured("programs run", more, at_most=0)
    assert more == 0


@pytest.mark.parametrize("profile", ["go127_cpu_5s_busy.pb.gz", "py_pypprof_cpu_2s.pb.gz"])
def test_the_screen(home: Path, profile: str) -> None:
    with Terminal(home, shell=f"exec {_STRACE} {home}/trace {command()} {DATA / profile}") as terminal:
        terminal.until_shown("levels")
        for keys in ("j", *"2345678", "1", "/main\r", "n", "F", "u", "?", "\x1b", "t", "Y", "\x1b"):
            terminal.press(keys)
        terminal.press("q")
        assert terminal.ended() == 0
    assert started(home / "trace") == 1


def test_the_trace_tells_of_a_program(home: Path) -> None:
    subprocess.run([*_STRACE.split(), home / "trace", "/bin/sh", "-c", "/bin/true; /bin/true"], check=True, timeout=60)
    assert started(home / "trace") == 3
