"""Files in legacy forms by name: written by hand (`data`), made of words, and captured where the corpus is at hand."""

from __future__ import annotations

from pathlib import Path

from tests.pprof.legacy.cpu_words import all_cpu_profiles
from tui.analysis.loading import as_loaded
from tui.options import Options
from tui.pprof.decode import decode
from tui.report.prepared import prepare
from tui.report.reports import REPORTS

DATA = Path(__file__).parent / "data"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
CAPTURED = sorted(
    [
        *CORPUS.glob("cpp_gperftools_*_legacy.*"),
        *CORPUS.glob("go127_*_debug1.txt"),
        *CORPUS.glob("*_mem_legacy_text.txt"),
    ]
)


def by_hand() -> dict[str, bytes]:
    texts = {file.name: file.read_bytes() for file in sorted(DATA.iterdir())}
    return texts | all_cpu_profiles()


def captured() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in CAPTURED}


def ours(report: str, content: bytes) -> bytes:
    """What we print for a report; raises ProfileError where we refuse."""
    made = REPORTS[report](prepare(as_loaded(decode(content)), Options(), report))
    assert not isinstance(made, bytes)
    return "".join(f"{line}\n" for line in made).encode("utf-8", "surrogateescape")
