"""A fetched profile is kept whole, private, under pprof's name, and never instead of another."""

from __future__ import annotations

import errno
import gzip
import os
import resource
import signal
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.errors import FileTrouble
from tui.fetch import store
from tui.fetch.store import save, saved_profiles

pytestmark = pytest.mark.rule("R23")
PROFILE = gzip.compress(b"profile")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "kept"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    # Others may have saved something in the system's.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "kept"


def test_the_name_is_pprofs_and_the_bytes_are_those_received(folder: Path) -> None:
    path = save(PROFILE, binary="/usr/bin/api", types=["samples", "cpu"])
    assert path == folder / "pprof.api.samples.cpu.001.pb.gz"
    assert path.read_bytes() == PROFILE


def test_the_number_after_the_last_is_taken(folder: Path) -> None:
    first = save(PROFILE, binary="api", types=["cpu"])
    (folder / "pprof.api.cpu.002.pb.gz").symlink_to("/nowhere")
    (folder / "pprof.api.cpu.heap.007.pb.gz").touch()
    (folder / "pprof.api.cpu.9x.pb.gz").touch()
    assert save(PROFILE, binary="api", types=["cpu"]).name == "pprof.api.cpu.003.pb.gz"
    first.unlink()
    assert save(PROFILE, binary="api", types=["cpu"]).name == "pprof.api.cpu.004.pb.gz"
    assert not Path("/nowhere").exists()


def test_without_a_binary_its_part_is_left_out() -> None:
    assert save(PROFILE, binary="", types=["cpu"]).name == "pprof.cpu.001.pb.gz"


def test_what_is_not_gzip_is_made_so() -> None:
    assert gzip.decompress(save(b"raw", binary="", types=["cpu"]).read_bytes()) == b"raw"


def test_only_the_user_can_read_it(folder: Path) -> None:
    before = os.umask(0)
    try:
        path = save(PROFILE, binary="api", types=["cpu"])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=100), max_size=6))
def test_no_name_leads_out_of_the_folder(folder: Path, binary: str, types: list[str]) -> None:
    path = save(PROFILE, binary=binary, types=types)
    assert path.parent == folder
    assert path.name.startswith("pprof.")
    assert path.name.isprintable()
    assert len(path.name.encode()) <= 200


def test_saving_at_once_from_many_threads_loses_nothing(folder: Path) -> None:
    bodies = [gzip.compress(str(number).encode()) for number in range(24)]
    threads = [threading.Thread(target=save, args=[body], kwargs={"binary": "", "types": ["cpu"]}) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_bytes() for path in folder.iterdir()) == sorted(bodies)


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_file_system_without_links_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    def no_links(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    names = [save(PROFILE, binary="", types=["cpu"]).name for _ in range(2)]
    assert names == ["pprof.cpu.001.pb.gz", "pprof.cpu.002.pb.gz"]
    assert sorted(os.listdir(folder)) == names


def test_a_full_disk_is_one_line_and_leaves_nothing(folder: Path) -> None:
    # GIVEN a limit on file sizes, which fails a write as a full disk does
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(FileTrouble, match=r"profile not saved: file too large\. Set PPROF_TMPDIR") as full:
            save(b"\x1f\x8b" + bytes(5000), binary="", types=["cpu"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert str(full.value).startswith(str(folder))
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/1").exists(), reason="needs a folder where not even root can write")
def test_a_folder_that_cannot_be_written_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPROF_TMPDIR", "/proc/self")
    with pytest.raises(FileTrouble, match="/proc/self: profile not saved: "):
        save(PROFILE, binary="", types=["cpu"])


def test_a_folder_that_cannot_be_made_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "file" / "below"))
    assert save(PROFILE, binary="", types=["cpu"]).parent == tmp_path / "home" / "pprof"


def test_numbers_go_on_where_those_of_pprof_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    for number in range(1, 10_000):
        (folder / f"pprof.cpu.{number:03d}.pb.gz").touch()
    tried, give = list[Path](), store.give_name
    monkeypatch.setattr(store, "give_name", lambda unfinished, final: tried.append(final) or give(unfinished, final))
    names = [save(PROFILE, binary="", types=["cpu"]).name for _ in range(2)]
    assert names == ["pprof.cpu.10000.pb.gz", "pprof.cpu.10001.pb.gz"]
    assert len(saved_profiles()) == 10_001
    # AND not one of those that are taken was tried
    assert [path.name for path in tried] == names


def test_a_number_that_another_took_meanwhile_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(PROFILE, binary="", types=["cpu"])
    monkeypatch.setattr(store.os, "listdir", lambda _: [])
    assert save(PROFILE, binary="", types=["cpu"]).name == "pprof.cpu.002.pb.gz"


def test_what_a_killed_run_left_is_swept_up_later(folder: Path) -> None:
    folder.mkdir()
    old, fresh = folder / ".pprof-tui-old", folder / ".pprof-tui-fresh"
    old.touch()
    fresh.touch()
    os.utime(old, (0, 0))
    save(PROFILE, binary="", types=["cpu"])
    assert (old.exists(), fresh.exists()) == (False, True)


def test_saved_profiles_are_listed_newest_first(folder: Path) -> None:
    assert saved_profiles() == []
    paths = [save(PROFILE, binary="", types=[name]) for name in ("a", "b", "c")]
    for age, path in enumerate(paths):
        os.utime(path, (1000 - age, 1000 - age))
    # What is no file of ours does not count.
    (folder / "pprof.link.001.pb.gz").symlink_to(paths[0])
    (folder / "pprof.folder.001.pb.gz").mkdir()
    (folder / "notes.txt").touch()
    assert [(saved.path, saved.modified, saved.size) for saved in saved_profiles()] == [
        (path, 1000 - age, len(PROFILE)) for age, path in enumerate(paths)
    ]
