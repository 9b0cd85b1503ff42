"""Feeds the decoder what a fuzzer thinks up: nothing but a profile or a ProfileError may come of it.

    pip install atheris
    python -m tests.robust.fuzz_decode -runs=10000000 -timeout=5 -rss_limit_mb=1024 FOLDER

FOLDER collects inputs that reach something new; it is filled with small profiles first. What fails is written to the
working directory and belongs into tests/data/crashers, where every test run tries it again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tui"]):
    from tui.analysis.loading import as_loaded
    from tui.errors import ProfileError
    from tui.pprof.decode import decode
    from tui.pprof.gunzip import gunzip

SEEDS = Path(__file__).parents[1] / "data"
_MAX_BYTES = 1 << 22


def one_input(content: bytes) -> None:
    """Decode and load."""
    try:
        as_loaded(decode(content, max_bytes=_MAX_BYTES))
    except ProfileError as error:
        if "\n" in str(error):
            raise AssertionError("an error of more than one line") from error


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    for folder in folders[:1]:
        folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(SEEDS.glob("*.pb.gz")):
            raw = gunzip(file.read_bytes())
            if len(raw) < 20_000:
                (folder / file.stem).write_bytes(raw)
                (folder / file.name).write_bytes(file.read_bytes())
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
