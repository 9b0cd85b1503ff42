"""Colours of source code never change its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.theme import BUILTIN_THEMES

from tui.symbols.sourcefiles import read_source
from tui.ui import highlight
from tui.ui.highlight import highlighted
from tui.ui.palettes import palette_of
from tui.ui.theme import Palette

NAMES = ("main.go", "main.py", "main.rs", "main.c", "main.js", "main.s", "Makefile", "main.unknown")
GO = 'package main\n\nfunc main() {\n\tprintln("1") // one\n}\n'


@pytest.fixture(scope="module")
def palette() -> Palette:
    return palette_of(BUILTIN_THEMES["textual-dark"], "truecolor")


def check(path: Path, palette: Palette) -> None:
    source = read_source(path)
    for number, line in enumerate(source.lines, 1):
        assert "".join(text for text, _ in highlighted(source, number, palette)) == line


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_line_is_whole(name: str, palette: Palette, tmp_path: Path) -> None:
    (path := tmp_path / name).write_text(GO * 60 + "\ufeff" + "x = '1' " * 100 + "\n\n\n\n")
    check(path, palette)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1), st.sampled_from(NAMES))
def test_of_any_text(tmp_path_factory: pytest.TempPathFactory, palette: Palette, text: str, name: str) -> None:
    (path := tmp_path_factory.mktemp("any") / name).write_text(text, "utf-8")
    check(path, palette)


def test_words_of_the_language_and_strings_and_comments_stand_out(palette: Palette, tmp_path: Path) -> None:
    (path := tmp_path / "main.go").write_text(GO * 60)
    source = read_source(path)
    # In the first stretch of lines and in a later one.
    for line in (4, 4 + 5 * 40):
        styles = {text.strip(): style for text, style in highlighted(source, line, palette)}
        assert len({styles['"1"'], styles["// one"], styles["("]}) == 3
    (path := tmp_path / "main.unknown").write_text(GO)
    assert len({style for _, style in highlighted(read_source(path), 4, palette)}) == 1


@pytest.mark.parametrize("line", ["a<" * 300, "x = '1' " * 10, "y\n\n"], ids=["long", "common", "short"])
def test_few_characters_are_coloured_at_a_time(
    line: str, palette: Palette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path := tmp_path / "main.cpp").write_text(f"{line}\n" * 256)
    sizes: list[int] = []

    class Counted:
        def get_tokens(self, text: str) -> Iterator[tuple[object, str]]:
            sizes.append(len(text))
            return lexer.get_tokens(text)

    lexer = highlight._lexer_for(str(path))
    monkeypatch.setattr(highlight, "_lexer_for", lambda _path: Counted())
    check(path, palette)
    assert max(sizes) <= 8 << 10
    # AND each once, in no more pieces than needed
    assert len(sizes) <= len(read_source(path).lines) // 128 + 2 * sum(sizes) // (8 << 10)


def test_a_comment_is_one_over_lines_of_common_length(palette: Palette, tmp_path: Path) -> None:
    (path := tmp_path / "main.c").write_text("/*\n" + "int words of a long remark, such as a licence;\n" * 125 + "*/\n")
    source = read_source(path)
    assert len({style for number in range(1, 128) for _, style in highlighted(source, number, palette)}) == 1
