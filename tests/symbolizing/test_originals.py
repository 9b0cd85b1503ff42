from __future__ import annotations

from pathlib import Path

from tests.symbols.source_maps import source_map as written
from tui.pprof.build import Frame, ProfileBuilder
from tui.pprof.decode import decode
from tui.pprof.encode import encode
from tui.pprof.profile import Profile
from tui.symbolizing.how import How
from tui.symbolizing.symbolize import symbolized


def profile_of(*frames: Frame) -> Profile:
    builder = ProfileBuilder([("samples", "count")])
    builder.add(frames, [1])
    return builder.build()


def test_frames_of_a_generated_file_become_those_of_its_source(tmp_path: Path) -> None:
    # GIVEN a compiled file beside its map, whose second line is the ninth of the source
    (tmp_path / "app.ts").write_text("\n" * 20)
    (tmp_path / "app.js").write_text("function burn() {\n  spin();\n}\n")
    (tmp_path / "app.js.map").write_bytes(written(["app.ts"], [[(0, 0, 7, 0)], [(2, 0, 8, 0)], [(0, 0, 9, 0)]]))
    profile = profile_of(
        Frame("burn", f"file://{tmp_path}/app.js", 2, 1), Frame("other", "/elsewhere/lib.js", 5), Frame("go", "m.go", 6)
    )
    # WHEN it is symbolized
    found, remarks = symbolized(profile, How())
    # THEN the frame is in the source, with its own beginning, and the others are where they were
    calls = [found.location(row).lines[0] for row in range(3)]
    assert [(call.function.filename, call.line, call.function.start_line) for call in calls] == [
        (str(tmp_path / "app.ts"), 9, 8),
        ("/elsewhere/lib.js", 5, 0),
        ("m.go", 6, 0),
    ]
    assert not remarks
    assert decode(encode(found)).location(0).lines == found.location(0).lines
    # AND nothing of the kind happens if nothing is to be looked up
    assert symbolized(profile, How(off=True))[0] is profile


def test_without_a_map_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("burn();\n")
    profile = profile_of(Frame("burn", f"{tmp_path}/app.js", 1))
    assert symbolized(profile, How())[0] is profile
