"""Colours of source code, by pygments; worked out for a stretch of lines when one of them is first shown.

A whole file may take seconds to lex, and this is the thread that draws. A stretch begins without knowing that it stands
inside a long comment or string; that rarely shows, and only in colours.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from rich.style import Style

from tui.symbols.sourcefiles import SourceFile
from tui.ui.theme import Palette

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Piece = tuple[str, Style]
Coloured = tuple[tuple[int, ...], tuple[Style, ...]]
"""Of the pieces of a line, where each ends and its style: many lines are kept, and the text there is already."""
_STRETCH = 128
"""Lines coloured at a time, unless they are long."""
_MOST = 8 << 10
"""Characters coloured at a time: some take a lexer 15 µs each."""
_COLOURED = 400
"""Characters of a line that are coloured: more than a screen is wide. A file made by a program may be one long line."""


def highlighted(source: SourceFile, line: int, palette: Palette) -> list[Piece]:
    """Return a line of source (counted from 1) in colours."""
    first, stretch = _stretch(source, line - 1)
    ends, styles = _coloured(source.path, stretch, palette)[line - 1 - first]
    text = source.lines[line - 1]
    starts = (0, *ends)
    coloured = [(text[start:end], style) for start, end, style in zip(starts, ends, styles, strict=False)]
    rest = text[starts[-1] :]
    return [*coloured, (rest, palette.plain)] if rest else coloured


def _stretch(source: SourceFile, line: int) -> tuple[int, tuple[str, ...]]:
    """Return where the stretch of a line (counted from 0) begins, and its lines, as far as they are coloured.

    A file is cut into the same stretches wherever one comes from, and lines of common length into no more of them.
    """
    first = line // _STRETCH * _STRETCH
    texts = [text[:_COLOURED] for text in source.lines[first : first + _STRETCH]]
    begin = size = 0
    for number, text in enumerate(texts):
        if size + len(text) > _MOST:
            if first + number > line:
                return first + begin, tuple(texts[begin:number])
            begin, size = number, 0
        size += len(text) + 1
    return first + begin, tuple(texts[begin:])


def prepare(path: str) -> None:
    """Load what is needed to colour a file, which takes too long for the thread that draws."""
    _lexer_for(path)
    import_module("pygments.styles.monokai")


@lru_cache(maxsize=64)
def _lexer_for(path: str) -> Lexer:
    from pygments.lexers import TextLexer, get_lexer_for_filename
    from pygments.util import ClassNotFound

    try:
        return get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        plain: Lexer = TextLexer(stripnl=False, ensurenl=False)
        return plain


@lru_cache(maxsize=64)
def _coloured(path: str, lines: tuple[str, ...], palette: Palette) -> list[Coloured]:
    """Return the colours of lines; that of plain text if the language is not known."""
    # Imported here, since no view but this one needs them and they take longer than the first screen.
    from pygments.styles import get_style_by_name
    from pygments.token import Name, Operator, Punctuation, Text

    # What most of a line is made of stays plain: that is calmer, and fewer bytes for whoever is far away.
    plain = {Name.Other, Operator, Punctuation, Text}
    lexer = _lexer_for(path)
    style = get_style_by_name("monokai" if palette.dark else "default")
    styles: dict[object, Style] = {}
    coloured: list[Coloured] = []
    ends: list[int] = []
    inks: list[Style] = []
    for token, text in lexer.get_tokens("\n".join(lines)):
        if token not in styles:
            is_plain = token is not Operator.Word and not plain.isdisjoint(token.split())
            look = style.style_for_token(Text if is_plain else token)
            ink = palette.ink(f"#{look['color']}") if look["color"] else palette.plain
            # Never italic: GNU screen and the console of Linux show it in reverse or in another colour.
            styles[token] = ink + Style(bold=look["bold"])
        for number, part in enumerate(text.split("\n")):
            if number:
                coloured.append((tuple(ends), tuple(inks)))
                ends, inks = [], []
            if part:
                ends.append((ends[-1] if ends else 0) + len(part))
                inks.append(styles[token])
    coloured.append((tuple(ends), tuple(inks)))
    # A lexer may swallow empty lines at the end.
    return coloured + [((), ())] * (len(lines) - len(coloured))
