from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parity.oracle import Oracle
from tui.symbols import pathmaps, places


@pytest.fixture(scope="session")
def oracle(pprof_program: str, go_cache: Path, go_environment: Callable[[Path], dict[str, str]]) -> Oracle:
    folder = go_cache / "empty"
    folder.mkdir(exist_ok=True)
    return Oracle(pprof_program, go_cache / "oracle", go_environment(folder), folder)


@pytest.fixture(autouse=True)
def _same_place_and_zone(oracle: Oracle, in_utc: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder and the zone that the oracle answers in, and no source that pprof would not find."""
    monkeypatch.chdir(oracle.folder)
    monkeypatch.setattr(places, "by_custom", lambda path, directory: iter(()))
    monkeypatch.setattr(places, "MAPS", pathmaps.PathMaps(oracle.folder / "no-maps.json"))
