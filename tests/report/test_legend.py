"""Times as Go writes them."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.encode import encode
from tui.report.legend import exact_time

ZONES = ("Africa/Monrovia", "America/Caracas", "Asia/Kolkata", "Europe/Berlin", "UTC")


@pytest.mark.parametrize("zone", ZONES)
def test_zones_are_as_far_from_utc_as_go_says(
    zone: str, tmp_path: Path, pprof_program: str, in_utc: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Monrovia was 44 minutes and 30 seconds behind until 1972.
    nanos = 3 * 10**16 + 5 * 10**6
    builder = ProfileBuilder([("cpu", "nanoseconds")], time_nanos=nanos)
    builder.add([Frame("main")], [1])
    (path := tmp_path / "old.pb.gz").write_bytes(encode(builder.build()))
    printed = subprocess.run(
        [pprof_program, "-raw", "-symbolize=none", path],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    ).stdout
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert f"Time: {exact_time(nanos)}" in printed.splitlines()
