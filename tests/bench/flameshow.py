"""Times flameshow, where it is installed, from exec to its flame graph in a pseudo-terminal; prints JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pexpect

PATIENCE = 300
"""Seconds that it is waited for."""
_ROOT = rb"root {4}"
"""The top row of its graph; a path may hold the word, but goes on."""


def main(file: Path) -> None:
    start = time.perf_counter()
    child = pexpect.spawn("flameshow", [str(file)], env=os.environ | {"TERM": "xterm-256color"}, dimensions=(24, 80))
    try:
        child.expect(_ROOT, timeout=PATIENCE)
        taken = time.perf_counter() - start
    finally:
        child.close(force=True)
    print(json.dumps({"flameshow: exec to flame graph": taken * 1000}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
