"""Times the stages from a file to its first flame graph, in a process of its own; prints them as JSON."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path

from tui.layout.flame import flame_layout
from tui.layout.viewport import Viewport
from tui.pprof.decode import decode
from tui.session import Session

WIDTH, ROWS = 200, 60


def main(file: Path) -> None:
    marks = [time.perf_counter()]
    profile = decode(file.read_bytes())
    marks.append(time.perf_counter())
    session = Session(profile, title=file.name)
    state = session.first_state()
    weights = session.weights(state.index)
    marks.append(time.perf_counter())
    layout = flame_layout(session.tree, weights, state.viewport, WIDTH, ROWS)
    marks.append(time.perf_counter())
    (heaviest, *_) = layout.rows[1]
    flame_layout(session.tree, weights, Viewport(heaviest.node), WIDTH, ROWS)
    marks.append(time.perf_counter())
    names = ("decode", "call tree", "first flame graph", "zoom")
    seconds = [after - before for before, after in pairwise(marks)]
    print(json.dumps(dict(zip(names, seconds, strict=True))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
