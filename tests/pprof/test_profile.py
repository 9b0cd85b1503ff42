"""What a profile says of itself."""

from __future__ import annotations

import tracemalloc

from tests.ui.driving import DATA
from tui.pprof.decode import decode


def test_it_knows_what_it_takes_in_memory() -> None:
    body = (DATA / "go127_compiler_net_http_cpu.pb.gz").read_bytes()
    decode(body)
    # WHEN one is made once all that it needs has been imported
    tracemalloc.start()
    try:
        profile = decode(body)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.9 < profile.nbytes / taken < 1.1
