"""No program is run, and only what was asked for is connected to: Python tells of each attempt (R27)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.terminal import DATA, environment
from tests.robust.choosing import some
from tests.robust.test_escapes import PAYLOADS, profile

pytestmark = pytest.mark.rule("R27")
WATCHED = """
import sys
FORBIDDEN = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn", "os.fork", "os.forkpty",
             "socket.connect", "socket.bind", "socket.__new__", "webbrowser.open", "pty.spawn", "ctypes.dlopen")
def watch(event, arguments):
    if event in FORBIDDEN and not (event == "ctypes.dlopen" and arguments[0] in (None, "libc.so.6")):
        print("ATTEMPTED", event, arguments, file=sys.stderr)
sys.addaudithook(watch)
from tui.cli import main
main(sys.argv[1:])
"""
REPORTS = ("-top", "-tree", "-peek=.", "-list=.", "-traces", "-tags", "-raw", "-dot", "-callgrind", "-json", "-folded")


def attempts(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments], capture_output=True, check=False, env=environment(home)
    )
    return "\n".join(line for line in done.stderr.decode(errors="replace").splitlines() if line.startswith("ATTEMPTED"))


@pytest.mark.parametrize("report", some(REPORTS, ("-top", "-list=.")))
def test_reports_of_real_profiles(home: Path, report: str) -> None:
    for name in ("go127_heap.pb.gz", "py_pypprof_cpu_2s.pb.gz"):
        assert attempts(home, report, str(DATA / name)) == ""


@pytest.mark.parametrize("report", some(["-top", "-list=.", "-disasm=.", "-weblist=."], ["-list=."]))
def test_names_that_look_like_commands(home: Path, report: str) -> None:
    payloads = ["$(touch pwned)", "`touch pwned`", "|touch pwned", "http://127.0.0.1:1/x", "file:///etc/passwd"]
    for number, payload in enumerate([*payloads, *PAYLOADS.values()]):
        file = home / f"{number}.pb"
        file.write_bytes(profile(payload))
        assert attempts(home, report, str(file)) == ""
    assert not list(home.rglob("pwned"))


def test_perf_data_is_named_and_not_handed_on(home: Path) -> None:
    # pprof runs perf_to_profile, if there is one.
    file = home / "perf.data"
    file.write_bytes(b"PERFILE2" + bytes(200))
    assert attempts(home, "-top", str(file)) == ""


def test_the_hook_hears_of_what_it_is_for(home: Path) -> None:
    assert "socket" in attempts(home, "-top", "http://127.0.0.1:1/debug/pprof/heap")
