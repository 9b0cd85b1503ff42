from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.symbols.cross_builds import TARGETS, CrossBuild, cross_build


@pytest.fixture(scope="session", params=TARGETS)
def cross_built(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    go_tool: str,
    go_cache: Path,
    go_environment: Callable[[Path], dict[str, str]],
) -> CrossBuild:
    """A Go program built for each of the systems and processors that are read here."""
    folder = tmp_path_factory.mktemp("cross")
    return cross_build(folder, request.param, go_tool, go_environment(go_cache / "home"))
