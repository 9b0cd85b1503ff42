"""What is installed, and what may be, is no older than the versions in which known holes were closed (R31).

The floors are those of the CVEs about decompression, redirects, credentials and nesting; `pip-audit` needs a network.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from google.protobuf.internal import api_implementation
from packaging.requirements import Requirement
from packaging.version import Version

pytestmark = pytest.mark.rule("R31")
FLOORS = {
    "urllib3": "2.6.3",  # CVE-2025-66418, CVE-2025-66471, CVE-2026-21441
    "requests": "2.33.0",  # CVE-2024-47081, CVE-2023-32681, CVE-2026-25645
    "protobuf": "6.33.5",  # CVE-2025-4565
}


def asked_for() -> dict[str, Requirement]:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    return {made.name: made for made in map(Requirement, project["dependencies"])}


@pytest.mark.parametrize("name", FLOORS)
def test_no_older_version_is_here_or_allowed(name: str) -> None:
    floor = Version(FLOORS[name])
    assert Version(version(name)) >= floor
    # Nothing below the floor fits: neither the version before it nor any of older series.
    lowest = [Version(part.version) for part in asked_for()[name].specifier if part.operator in (">=", "==", "~=")]
    assert lowest
    assert max(lowest) >= floor


def test_profiles_are_not_cut_by_the_decoder_in_python() -> None:
    # That one recurses into nested messages (CVE-2025-4565), and is fifty times as slow.
    assert api_implementation.Type() == "upb"
