"""Recent servers are remembered without their secrets, and no damage to the file is in anybody's way."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.fetch.recent import recent, remember


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: tmp_path / "state")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "state" / "recent.json"


def shown() -> list[str]:
    return [one.display for one in recent()]


def test_the_last_used_comes_first_and_each_once() -> None:
    assert shown() == []
    for target in ("a:1", "b:1", "a:1"):
        remember(target)
    assert shown() == ["a:1/debug/pprof/", "b:1/debug/pprof/"]
    assert abs((datetime.now(UTC) - recent()[0].when).total_seconds()) < 60


def test_only_twenty_are_kept() -> None:
    for number in range(1, 31):
        remember(f"h:{number}")
    assert shown() == [f"h:{number}/debug/pprof/" for number in range(30, 10, -1)]


def test_no_secret_reaches_the_file(file: Path) -> None:
    remember("http://ops:c4nary@h:1/debug/pprof/heap?token=c4nary")
    assert shown() == ["h:1/debug/pprof/heap?token=xxxxx"]
    assert b"c4nary" not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("target", ["", "-", "cpu.pb.gz", "ftp://x", "h:1/" + "x" * 3000])
def test_what_is_no_server_is_not_remembered(target: str, file: Path) -> None:
    remember(target)
    assert not file.exists()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"{}x",
        b'{"a": 1}',
        b"7",
        b"null",
        b'[{"target": 1}]',
        b'[{"target": "a", "when": "x"}]',
        b'[{"target": 1, "when": "2026-01-01"}]',
        b"[" * 100_000,
        b"\xff\xfe",
        b'["x"]',
    ],
)
def test_a_damaged_file_is_set_aside(text: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(text)
    assert shown() == []
    assert file.with_name("recent.json.damaged").read_bytes() == text
    remember("h:1")
    assert shown() == ["h:1/debug/pprof/"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=200))
def test_no_content_of_the_file_stops_the_program(file: Path, text: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text)
    recent()


def test_where_nothing_can_be_written_nothing_is_remembered(file: Path) -> None:
    file.parent.write_text("in the way")
    remember("h:1")
    assert shown() == []
