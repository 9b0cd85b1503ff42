"""A home for every run, a server that never answers, and a table of what was tried at the end of a run."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.conftest import home

__all__ = ["home", "silent_server"]


@pytest.fixture(autouse=True)
def _row(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Note which row of README.md a test belongs to; tests/conftest.py prints them."""
    record_property("robust", (request.module.ROW, request.module.EXPECTED))


@pytest.fixture
def silent_server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
