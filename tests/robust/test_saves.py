"""Killed, forbidden or without room in the middle of a save: what was there stays, what is there is whole (R23)."""

from __future__ import annotations

import errno
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, command, environment
from tests.fetch.misbehaving import FaultServer
from tests.robust.measuring import program
from tests.ui.driving import DATA
from tui.errors import FileTrouble
from tui.fetch.store import save

pytestmark = pytest.mark.rule("R23")
FEW, MANY = 15, 500

# A profile is gzip of one byte repeated, so that half of one, or two mixed, cannot be taken for a whole.
_SAVING = """
import gzip, json, os, random, signal, sys, time
from itertools import cycle
from pathlib import Path
from tui.fetch.history import note_source
from tui.fetch.store import save
from tui.kept import write_whole
from tui.whole import write_new
folder, kills = Path(os.environ["PPROF_TMPDIR"]), int(sys.argv[1])
bodies = [b"\\x1f\\x8b" + os.urandom(1000) * 300 for _ in range(5)]
texts = [json.dumps({"greeted": True, "filled": str(number) * 100_000}) for number in range(5)]
def work():
    for body, text in cycle(zip(bodies, texts)):
        note_source(save(body, binary="", types=["cpu"]), "h:1")
        write_whole(folder / "view.json", text)
        write_new(folder / f"report.{os.getpid()}.{time.monotonic_ns()}", [text[:9].encode(), text[9:].encode()])
def whole():
    found = 0
    for path in folder.iterdir():
        if path.name.startswith("pprof."):
            assert path.read_bytes() in bodies, path
            found += 1
            path.unlink()
        elif path.name == "view.json":
            assert path.read_text() in texts
        elif path.name.startswith("report."):
            assert path.read_text() in texts
            path.unlink()
    return found
random, found = random.Random(23), 0
for _ in range(kills):
    child = os.fork()
    if not child:
        work()
    time.sleep(random.random() * 0.03)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    found += whole()
print(found)
"""


def killed(times: int, folder: Path) -> int:
    """Kill a process that saves, again and again; return how many profiles it saved meanwhile."""
    changes = {"PPROF_TMPDIR": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    done = subprocess.run(
        [sys.executable, "-c", _SAVING, str(times)],
        env=environment(folder, **changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=1000,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_some_kills_leave_no_half_file(tmp_path: Path) -> None:
    killed(FEW, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_many_kills_leave_no_half_file(tmp_path: Path) -> None:
    assert killed(MANY, tmp_path) > MANY / 2


@pytest.mark.parametrize("mask", [0, 0o002, 0o022, 0o077])
def test_only_the_user_can_read_a_profile_whatever_the_mask(
    mask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "kept"))
    before = os.umask(mask)
    try:
        path = save(b"x", binary="api", types=["cpu"])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_what_only_the_disk_knows_at_last_is_one_line(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # GIVEN a disk of another machine, which tells that it is full when all is to be written
    def refuse(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "kept"))
    with pytest.raises(FileTrouble, match=f"profile not saved: {os.strerror(code).lower()}") as trouble:
        save(b"\x1f\x8b" + bytes(5000), binary="", types=["cpu"])
    assert "\n" not in str(trouble.value)
    assert list((tmp_path / "kept").iterdir()) == []


def _own_disks() -> bool:
    """Say whether this user may make disks of their own, seen by nobody else."""
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    return bool(shutil.which("unshare")) and not subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.skipif(not _own_disks(), reason="unshare is missing or may not mount a disk of a test's own")
@pytest.mark.parametrize(("how", "says"), [("size=64k", "no space left on device"), ("ro", "read-only file system")])
def test_a_disk_that_is_full_or_read_only_is_one_line(how: str, says: str, tmp_path: Path) -> None:
    body = tmp_path / "body"
    body.write_bytes(b"\x1f\x8b" + os.urandom(1 << 20))
    (kept := tmp_path / "kept").mkdir()
    saving = (
        "import sys; from pathlib import Path; from tui.errors import ProfileError; from tui.fetch.store import save\n"
        "try: save(Path(sys.argv[1]).read_bytes(), binary='', types=['cpu'])\n"
        "except ProfileError as error: print(error)"
    )
    shell = f'mount -t tmpfs -o {how} none "$1" && "$2" -c "$3" "$4" && ls -A "$1"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", shell, "sh", kept, sys.executable, saving, body],
        env=environment(tmp_path, PPROF_TMPDIR=str(kept)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # THEN that is all it says, and nothing lies there
    assert done.stdout == f"{kept}: profile not saved: {says}. Set PPROF_TMPDIR to a folder with room.\n", done.stderr


_READ_ONLY = """mount -o remount,bind,ro / && cd / || exit
for folder in /tmp /var/tmp; do mount -o remount,bind,ro $folder 2>/dev/null; done
exec "$@" """
"""Nothing can be written to, and no folder for temporary files found, as in a container that is made so."""


def _read_only() -> bool:
    """Say whether this user may make everything read-only for a program."""
    looking = [sys.executable, "-c", "import tempfile; tempfile.gettempdir()"]
    done = subprocess.run(["unshare", "-rm", "sh", "-c", _READ_ONLY, "sh", *looking], capture_output=True, check=False)
    return b"No usable temporary directory" in done.stderr


@pytest.mark.skipif(not (_own_disks() and _read_only()), reason="unshare is missing or may not make all read-only")
@pytest.mark.parametrize("has_home", [True, False])
def test_where_nothing_can_be_written_all_is_shown(home: Path, has_home: bool) -> None:
    body = (DATA / "go127_heap.pb.gz").read_bytes()
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    server = FaultServer(lambda client, _head: client.sendall(reply))
    variables = environment(Path("/none")) if has_home else {"PATH": os.environ["PATH"], "TERM": "xterm-256color"}
    variables.pop("PPROF_TMPDIR", None)
    run = ["unshare", "-rm", "sh", "-c", _READ_ONLY, "sh", "env", "-i", *(f"{k}={v}" for k, v in variables.items())]
    source = f"http://{server.address}/debug/pprof/heap"
    try:
        # WHEN a report is printed THEN one line says why the profile is not kept
        done = subprocess.run(
            [*run, command(), "-top", source], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert "flat%" in done.stdout
        (line,) = done.stderr.splitlines()
        assert "profile not saved: " in line
        # AND the screen is as ever
        with Terminal(home, shell=f"exec {shlex.join([*run, command(), source])}") as terminal:
            terminal.until_shown("levels")
            terminal.press("y2C")
            terminal.press("\x1b")
            terminal.until_shown("2 Top")
            terminal.press("q")
            assert terminal.ended() == 0
        with Terminal(home, shell=f"exec {shlex.join([*run, command()])}") as terminal:
            terminal.until_shown("Try it")
            terminal.press("\x11")
            assert terminal.ended() == 0
    finally:
        server.close()


def test_a_link_in_the_place_of_a_profile_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "kept"))
    first = save(b"x", binary="api", types=["cpu"])
    (precious := tmp_path / "precious").write_text("keep me")
    first.unlink()
    first.symlink_to(precious)
    assert save(b"y", binary="api", types=["cpu"]) != first
    assert precious.read_text() == "keep me"


def test_a_fetched_profile_is_saved_once_and_a_file_is_not(home: Path) -> None:
    body = (DATA / "go127_heap.pb.gz").read_bytes()
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    server = FaultServer(lambda client, _head: client.sendall(reply))
    try:
        done = program("-top", f"http://{server.address}/debug/pprof/heap", environment=environment(home))
    finally:
        server.close()
    assert done.status == 0, done.stderr
    (kept,) = (home / "saved").iterdir()
    assert kept.read_bytes() == body
    done = program("-top", kept, environment=environment(home))
    assert done.status == 0, done.stderr
    assert list((home / "saved").iterdir()) == [kept]


def test_nothing_is_saved_where_that_is_not_wanted(home: Path) -> None:
    body = (DATA / "go127_heap.pb.gz").read_bytes()
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    server = FaultServer(lambda client, _head: client.sendall(reply))
    url = f"http://{server.address}/debug/pprof/heap"
    try:
        done = program("-top", "-save=false", url, environment=environment(home))
        assert done.status == 0, done.stderr
        assert "Saved" not in done.stderr
        # On the screen neither.
        with Terminal(home, "-save=false", url) as terminal:
            terminal.until_shown("levels")
            terminal.press("q")
            assert terminal.ended() == 0
    finally:
        server.close()
    assert not list(home.rglob("*.pb.gz"))
    assert not list(home.rglob("saved.jsonl"))
