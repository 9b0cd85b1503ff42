"""Times what the screen has to count, in a process of its own; prints milliseconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tui.analysis.chips import Chip
from tui.layout.viewport import Viewport
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.session import Session

WIDTH, ROWS = 200, 60
NAMES = 20_000
TYPED = ("m", "me", "met", "method1", "type1.*9", "some.module1")


def main(file: Path) -> None:
    taken: dict[str, float] = {}

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        taken[stage] = max(taken.get(stage, 0.0), (time.perf_counter() - start) * 1000)

    with timed("decode"):
        profile = decode(file.read_bytes())
    with timed("count for the first screen"):
        session = Session(profile, title=file.name).prepare()
        state = session.first_state()
        layout = session.boxes(state, WIDTH, ROWS)
    (heaviest, *_) = layout.rows[1]
    with timed("zoom"):
        session.boxes(replace(state, zooms=(*state.zooms, Viewport(heaviest.node))), WIDTH, ROWS)
    # What nearly all samples go through is the dearest filter.
    with timed("new filter"):
        focused = session.with_chips((Chip("focus", "pkg4"),)).prepare()
        focused.boxes(focused.first_state(), WIDTH, ROWS)
    with timed("other sample type"):
        other = replace(state, index=(state.index + 1) % len(profile.sample_types))
        session.prepare(other).boxes(other, WIDTH, ROWS)
    frames = session.rows(state)[:20].tolist()
    for frame in frames:
        with timed("dearest new function in peek and source"):
            selected = session.selecting(state, frame)
            session.peek(selected)
            session.listing(selected)
    names = _many_names()
    for typed in TYPED:
        with timed(f"search as typed, {NAMES:,} names"):
            names.found(0, typed)
    print(json.dumps(taken))


def _many_names() -> Session:
    builder = ProfileBuilder([("cpu", "nanoseconds")])
    for number in range(NAMES):
        name = f"github.com/some/module{number % 97}/pkg{number % 31}.(*Type{number}).Method{number * 7 % 1000}"
        builder.add([Frame(name), Frame("main.main")], [number])
    return Session(builder.build(), title="names").prepare()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
