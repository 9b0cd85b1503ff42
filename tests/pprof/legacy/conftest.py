"""The real pprof, asked about one file at a time."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def pprof_says(
    pprof_program: str,
    go_environment: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, bytes], tuple[bytes | None, str]]:
    """What pprof prints for a report on a file (None if it refuses), and what it says on stderr."""
    home = tmp_path_factory.mktemp("pprof")
    environment = go_environment(home) | {"PPROF_BINARY_PATH": str(home)}
    file = home / "profile"

    def ask(report: str, content: bytes) -> tuple[bytes | None, str]:
        file.write_bytes(content)
        # What the maps name may exist here: without symbolize=none pprof would look into it.
        done = subprocess.run(
            [pprof_program, "-symbolize=none", "-output=", f"-{report}", file],
            cwd=home,
            env=environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return (None if done.returncode else done.stdout), done.stderr.decode("utf-8", "replace")

    return ask
