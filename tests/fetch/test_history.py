"""What was fetched before is listed newest first, whoever fetched it, with all that its name tells."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.fetch import history as module
from tui.fetch.history import history, note_source
from tui.fetch.store import save


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "kept"))
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path / "state")
    return tmp_path / "kept"


@pytest.mark.parametrize(
    ("name", "program", "kind"),
    [
        ("pprof.api.samples.cpu.001.pb.gz", "api", "cpu"),
        ("pprof.samples.cpu.001.pb.gz", "", "cpu"),
        ("pprof.my.api.v2.alloc_objects.alloc_space.inuse_objects.inuse_space.1234.pb.gz", "my.api.v2", "heap"),
        ("pprof.api.contentions.delay.002.pb.gz", "api", "contention"),
        ("pprof.api.goroutine.010.pb.gz", "api", "goroutine"),
        ("pprof.api.example_connections.003.pb.gz", "api", "example_connections"),
        ("pprof.001.pb.gz", "", ""),
        ("pprof.strange.pb.gz", "", ""),
    ],
)
def test_a_name_tells_program_and_kind(name: str, program: str, kind: str, folder: Path) -> None:
    folder.mkdir()
    (folder / name).write_bytes(b"12345")
    (kept,) = history()
    assert (kept.name, kept.program, kept.kind, kept.size, kept.path) == (name, program, kind, 5, folder / name)
    assert kept.source == ""


def test_the_newest_comes_first() -> None:
    paths = [save(b"x", binary=f"b{number}", types=["cpu"]) for number in range(5)]
    for age, path in enumerate(paths):
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert [kept.program for kept in history()] == ["b0", "b1", "b2", "b3", "b4"]
    assert next(history()).modified == 1_000_000


def test_where_it_came_from_is_noted_beside() -> None:
    path = save(b"x", binary="api", types=["cpu"])
    note_source(path, "old:1/debug/pprof/profile")
    note_source(path, "h1:6060/debug/pprof/profile?seconds=5")
    assert next(history()).source == "h1:6060/debug/pprof/profile?seconds=5"


def test_what_pprof_saved_is_listed_too(
    folder: Path,
    go_server: str,
    pprof_program: str,
    go_environment: Callable[[Path], dict[str, str]],
    tmp_path: Path,
) -> None:
    environment = go_environment(tmp_path) | {"PPROF_TMPDIR": str(folder)}
    url = f"http://{go_server}/debug/pprof/heap"
    subprocess.run([pprof_program, "-top", url], env=environment, check=True, capture_output=True, timeout=280)
    kept = next(history())
    assert kept.kind == "heap"
    assert kept.program.startswith("goload-")
    assert kept.source == ""


@pytest.mark.rule("R24")
def test_notes_that_cannot_be_read_or_written_take_nothing_away(tmp_path: Path) -> None:
    save(b"x", binary="api", types=["cpu"])
    (tmp_path / "state").write_text("a file where a folder should be")
    note_source(Path("x"), "h:1")
    assert [kept.source for kept in history()] == [""]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=200))
@pytest.mark.rule("R24")
def test_damaged_notes_take_nothing_away(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "kept" / "pprof.api.cpu.001.pb.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    notes = tmp_path / "state" / "saved.jsonl"
    notes.parent.mkdir(exist_ok=True)
    notes.write_bytes(damage + b"\n")
    note_source(path, "h:1")
    assert next(history()).source == "h:1"


def test_notes_do_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_NOTES_BYTES", 5000)
    monkeypatch.setattr(module, "_KEPT_NOTES", 10)
    path = save(b"x", binary="api", types=["cpu"])
    for number in range(300):
        note_source(Path(f"/kept/{number}"), f"h{number}:1")
        assert (tmp_path / "state" / "saved.jsonl").stat().st_size < 5200
    note_source(path, "last:1")
    assert next(history()).source == "last:1"
    assert (tmp_path / "state" / "saved.jsonl").stat().st_mode & 0o777 == 0o600
    assert [left.name for left in (tmp_path / "state").iterdir()] == ["saved.jsonl"]


def test_notes_of_many_threads_are_all_kept() -> None:
    paths = [save(b"x", binary=f"b{number}", types=["cpu"]) for number in range(16)]
    threads = [threading.Thread(target=note_source, args=[path, f"h-{path.name}"]) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {kept.source for kept in history()} == {f"h-{path.name}" for path in paths}
