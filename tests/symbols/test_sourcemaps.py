from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from tests.symbols.source_maps import source_map as written
from tui.symbols import sourcemaps
from tui.symbols.sourcemaps import source_map

GENERATED = 'function churn(x) {\n    return x + 1;\n}\nchurn(1); require("b");\n'
LINES = [[(0, 0, 2, 0)], [(4, 0, 3, 2)], [(0, 0, 4, 0)], [(0, 0, 6, 0), (10, 1, 9, 0)]]


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    for name in ("a.ts", "b.ts"):
        (tmp_path / "src" / name).write_text("// source\n")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/a.js").write_text(GENERATED)
    return tmp_path / "dist/a.js"


def place(dist: Path, line: int, column: int = 0) -> tuple[str, int] | None:
    found = source_map(dist)
    original = found.original(line, column) if found else None
    return None if original is None else (original[0].name, original[1])


def test_lines_are_those_of_the_source(dist: Path) -> None:
    dist.with_name("a.js.map").write_bytes(written(["../src/a.ts", "../src/b.ts"], LINES))
    assert [place(dist, line) for line in (1, 2, 3)] == [("a.ts", 3), ("a.ts", 4), ("a.ts", 5)]
    # Two sources meet in the fourth line: without a column nobody knows which is meant.
    assert place(dist, 4) is None
    assert place(dist, 4, 2) == ("a.ts", 7)
    assert place(dist, 4, 12) == ("b.ts", 10)
    assert [place(dist, line) for line in (0, 5, 99)] == [None, None, None]


@pytest.mark.parametrize("how", ["named", "inline", "root", "webpack", "file"])
def test_maps_and_sources_are_found_as_they_are_named(dist: Path, how: str) -> None:
    sources, root, name = ["../src/a.ts", "../src/b.ts"], "", "elsewhere.map"
    if how == "root":
        sources, root = ["src/a.ts", "src/b.ts"], ".."
    if how == "webpack":
        sources = ["webpack://app/./src/a.ts", "webpack://app/./src/b.ts"]
    if how == "file":
        sources = [f"file://{dist.parents[1]}/src/a.ts", "b"]
    content = written(sources, LINES, root)
    url = f"data:application/json;base64,{base64.b64encode(content).decode()}" if how == "inline" else name
    dist.write_text(f"{GENERATED}//# sourceMappingURL={url}\n")
    if how != "inline":
        dist.with_name(name).write_bytes(content)
    assert place(dist, 2) == ("a.ts", 4)


def test_a_source_that_is_not_here_is_no_answer(dist: Path) -> None:
    dist.with_name("a.js.map").write_bytes(written(["../gone/a.ts", "../src/b.ts"], LINES))
    assert place(dist, 2) is None


@pytest.mark.parametrize(
    "map_", [b"", b"{}", b"[1]", b'{"version":3,"sources":["a"],"mappings":"!!"}', bytes(range(256)) * 2]
)
def test_a_damaged_map_is_none(dist: Path, map_: bytes) -> None:
    dist.with_name("a.js.map").write_bytes(map_)
    assert place(dist, 2) is None


@pytest.mark.parametrize(
    "url", ["https://example.com/a.js.map", "/dev/zero", "pipe", "data:application/json;base64,%%%"]
)
def test_nothing_but_a_file_is_read(dist: Path, url: str) -> None:
    os.mkfifo(dist.with_name("pipe"))
    dist.write_text(f"{GENERATED}//# sourceMappingURL={url}\n")
    assert source_map(dist) is None


@pytest.mark.parametrize(
    ("source", "root"), [("http://[x/a.ts", ""), ("a\0.ts", ""), ("x" * 300, ""), ("a.ts", "http://[x")]
)
def test_a_source_that_no_file_can_be_is_no_answer(dist: Path, source: str, root: str) -> None:
    dist.with_name("a.js.map").write_bytes(written([source, source], LINES, root))
    assert place(dist, 2) is None


def test_without_what_reads_maps_there_is_none(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dist.with_name("a.js.map").write_bytes(written(["../src/a.ts", "../src/b.ts"], LINES))
    monkeypatch.setattr(sourcemaps, "can_read_lines", lambda: False)
    assert source_map(dist) is None
