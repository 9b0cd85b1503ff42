"""Colours of source code, by pygments; worked out for a stretch of lines when one of them is first shown.

A whole file may take seconds to lex, and this is the thread that draws. A stretch begins without knowing that it stands
inside a long comment or string; that rarely shows, and only in colours.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.style import Style

from tui.symbols.sourcefiles import SourceFile
from tui.ui.theme import Palette

Piece = tuple[str, Style]
_STRETCH = 128
"""Lines coloured at a time."""


def highlighted(source: SourceFile, line: int, palette: Palette) -> list[Piece]:
    """Return a line of source (counted from 1) in colours."""
    first = (line - 1) // _STRETCH * _STRETCH
    stretch = source.lines[first : first + _STRETCH]
    return _coloured(source.path, stretch, palette.dark, palette.background)[line - 1 - first]


@lru_cache(maxsize=64)
def _coloured(path: str, lines: tuple[str, ...], dark: bool, background: str) -> list[list[Piece]]:
    """Return lines in colours; in the colour of plain text if the language is not known."""
    # Imported here, since no view but this one needs them and they take longer than the first screen.
    from pygments.lexers import TextLexer, get_lexer_for_filename
    from pygments.styles import get_style_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False, ensurenl=False)
    style = get_style_by_name("monokai" if dark else "default")
    styles: dict[object, Style] = {}
    coloured: list[list[Piece]] = [[]]
    paper = Color.parse(background)
    for token, text in lexer.get_tokens("\n".join(lines)):
        if token not in styles:
            look = style.style_for_token(token)
            ink = Color.parse(f"#{look['color']}") if look["color"] else Color.parse("#e0e0e0" if dark else "#202020")
            styles[token] = Style(color=ink, bgcolor=paper, bold=look["bold"], italic=look["italic"])
        for number, part in enumerate(text.split("\n")):
            if number:
                coloured.append([])
            if part:
                coloured[-1].append((part, styles[token]))
    # A lexer may swallow empty lines at the end.
    return coloured + [[] for _ in range(len(lines) - len(coloured))]
