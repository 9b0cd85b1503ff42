"""Fewer bytes show the same."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from tui.ui.thrift import thrifty

COLUMNS, ROWS = 20, 6
COLOURS = st.none() | st.sampled_from(["default", "red", "bright_blue", "color(200)", "#102030", "#102031"])
FLAGS = st.none() | st.booleans()
STYLES = st.builds(
    Style, color=COLOURS, bgcolor=COLOURS, bold=FLAGS, italic=FLAGS, underline=FLAGS, strike=FLAGS, reverse=FLAGS
)
STYLED = st.builds(
    lambda style, text, system: style.render(text, color_system=system),
    STYLES,
    st.text(" ab─é", min_size=1, max_size=5),
    st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR]),
)
PLACES = st.builds("\x1b[{};{}H".format, st.integers(1, ROWS), st.integers(1, COLUMNS))
OTHERS = st.sampled_from(
    ["\n", "plain", "\x1b[?2026h", "\x1b[?25l", "\x1b[2J", "\x1b[0;1mbold\x1b[m", "\x1b[1m\x1b[31mred"]
)
WRITTEN = st.lists(STYLED | PLACES | OTHERS, max_size=20).map(lambda pieces: "".join(pieces) + "\x1b[0m")


@settings(deadline=None, max_examples=300)
@given(st.lists(WRITTEN, max_size=3))
def test_a_terminal_shows_the_same(written: list[str]) -> None:
    assert shown([thrifty(text) for text in written]) == shown(written)


@settings(deadline=None, max_examples=100)
@given(st.lists(STYLED, max_size=20).map("".join))
def test_it_is_never_more(text: str) -> None:
    assert len(thrifty(text)) <= len(text)


def test_what_neighbours_share_is_said_once() -> None:
    one, other = (Style(color=colour, bgcolor="#101010").render("x") for colour in ("#ff0000", "#00ff00"))
    # GIVEN two words on one ground, with the cursor placed in between
    written = f"{one}{other}\n\x1b[2;3H{other}"
    assert written.count("48;2;16;16;16") == 3
    # THEN the ground is set once, and it ends without a style
    assert thrifty(written) == "\x1b[38;2;255;0;0;48;2;16;16;16mx\x1b[38;2;0;255;0mx\n\x1b[2;3Hx\x1b[0m"


def test_a_flag_is_taken_back_with_all_others() -> None:
    bold, plain = Style(bold=True, color="red").render("x"), Style(color="red").render("y")
    assert thrifty(bold + plain) == "\x1b[1;31mx\x1b[0;31my\x1b[0m"


def test_where_it_is_shorter_all_is_said_anew() -> None:
    coloured, plain = Style(color="red", bgcolor="blue").render("x"), Style(reverse=True).render("y")
    assert thrifty(coloured + plain) == "\x1b[31;44mx\x1b[0;7my\x1b[0m"


def test_without_styles_nothing_is_changed() -> None:
    assert thrifty("\x1b[?1049h\n\x1b[1;1H") == "\x1b[?1049h\n\x1b[1;1H"


def shown(written: list[str]) -> list[list[pyte.screens.Char]]:
    """Return what a terminal shows, cell by cell."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    for text in written:
        # As a terminal in its usual mode, a line end returns to the first column.
        stream.feed(text.replace("\n", "\r\n"))
    return [[screen.buffer[row][column] for column in range(COLUMNS)] for row in range(ROWS)]
