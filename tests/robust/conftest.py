"""A home for every run, and a server that never answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import home

__all__ = ["home", "silent_server"]


@pytest.fixture(autouse=True)
def _not_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep away from the user's own files: a browser without a terminal remembers choices and saves, too."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PPROF_TMPDIR", str(tmp_path / "saved"))
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def silent_server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
