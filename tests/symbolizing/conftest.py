"""Programs of C++ and Rust that profile themselves, built and run where their compilers are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.symbolizing.how import RUN, How

ENVIRONMENT = dict(os.environ)
"""As the user has it: compilers look for their parts in the home folder."""
PROGRAMS = Path(__file__).parents[1] / "symbols" / "programs"


@dataclass(frozen=True)
class Mill:
    """A program that burns time in the line marked HOT, and its profile without names."""

    source: Path
    program: Path
    profile: Path

    @property
    def hot_line(self) -> int:
        lines = self.source.read_text().splitlines()
        return next(number for number, line in enumerate(lines, 1) if line.endswith("// HOT"))


def built(folder: Path, source: str, command: Sequence[str]) -> Mill:
    """Build a program in a folder of its own, by a relative path, and have it profile itself; skip without compiler."""
    if sys.platform != "linux":
        pytest.skip("the program reads /proc/self/maps, which only Linux has")
    compiler = shutil.which(command[0])
    if compiler is None:
        pytest.skip(f"no {command[0]} here to build {source} with")
    shutil.copy(PROGRAMS / source, folder)
    done = subprocess.run(
        [compiler, *command[1:], "-o", "mill", source],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    if done.returncode and any(reason in done.stderr for reason in ("error: linker", "rustup could not choose")):
        pytest.skip(f"{command[0]} here is not whole: {done.stderr.splitlines()[0]}")
    assert not done.returncode, done.stderr
    subprocess.run([folder / "mill", folder / "mill.prof"], check=True, capture_output=True, timeout=120)
    return Mill(folder / source, folder / "mill", folder / "mill.prof")


@pytest.fixture(scope="session")
def cpp_mill(tmp_path_factory: pytest.TempPathFactory) -> Mill:
    return built(tmp_path_factory.mktemp("cpp"), "mill.cpp", ["g++", "-O2", "-g"])


@pytest.fixture(scope="session")
def rust_mill(tmp_path_factory: pytest.TempPathFactory) -> Mill:
    return built(tmp_path_factory.mktemp("rust"), "mill.rs", ["rustc", "--edition=2021", "-O", "-g"])


@pytest.fixture(autouse=True)
def _no_binaries_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the user's folders of binaries nor what another test chose may answer."""
    monkeypatch.delenv("PPROF_BINARY_PATH", raising=False)
    monkeypatch.setattr(RUN, "how", How())
