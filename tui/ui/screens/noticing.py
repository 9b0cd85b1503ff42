"""Screens with a bottom line that shows keys, and in their place, while there is something to say, a notice.

What is to be done about an error stands at its end, so a notice longer than the line is not cut: as long as it is there
it lies over the lines above, and nothing moves. Where the line is hidden, since it is typed in its place, a notice
waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from textwrap import wrap

from textual import events
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tui.kept import untold
from tui.text import clean
from tui.ui.compositor import SpansCompositor
from tui.ui.glyphs import GLYPHS, plain
from tui.ui.messages import CancelLoad
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece, width_of
from tui.ui.widgets.line import Lines
from tui.ui.widgets.telling import tell

_MOST_LINES = 4
"""Lines of a notice."""
_MOST_CHARACTERS = 4_000
"""Characters of a notice that are looked at: more than those lines of any screen have. A pattern may have millions."""


class About(Enum):
    """What a notice is about: it can be taken back without taking back what was said of something else."""

    KEY = auto()
    """What the user did last."""
    LOAD = auto()
    """Something under way, which Esc calls off; no other key takes it away."""
    WATCH = auto()
    """Why what is watched did not come."""
    HELD = auto()
    """What came and waits until the user is done."""
    COPY = auto()
    """What was copied, to which is added where it is kept."""
    ARRIVAL = auto()
    """What came onto the screen."""


class NoticingScreen(Screen[None]):
    """Base of all screens that the app tells of loads and failures; they have a `Lines(id="keys")`."""

    DEFAULT_CSS = """
    NoticingScreen { layers: default notice; }
    NoticingScreen > .notice { layer: notice; dock: bottom; }
    """
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Who gets the keys; widgets show it themselves, so the screen need not be repainted when it changes."""
    _text = ""
    _wrong = False
    _about = About.KEY
    _over: Lines | None = None
    """The notice that lies over other lines."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        super().__init__()
        self._compositor = SpansCompositor()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Return what the bottom line shows when there is nothing to say."""
        raise NotImplementedError

    def notice(self, text: str, *, wrong: bool = False, about: About = About.KEY) -> None:
        """Say something in the bottom line, as long as the user has pressed no other key; an empty text takes it back.

        Args:
            text: what to say.
            wrong: it is an error.
            about: what it is about.
        """
        self._text, self._wrong, self._about = clean(text[:_MOST_CHARACTERS]), wrong, about
        self.show_bottom()

    def says(self, *abouts: About) -> bool:
        """Say whether there is something to say, and it is about one of these."""
        return bool(self._text) and self._about in abouts

    def tell_load(self, text: Callable[[int], str]) -> None:
        """Say how far something is that is under way; what else there is to say stays until the next key.

        Args:
            text: returns the words for so many cells.
        """
        if not self._text or self.says(About.LOAD):
            self.notice(text(self.notice_width()), about=About.LOAD)

    def notice_width(self) -> int:
        """Return the cells that the bottom line has for a notice."""
        return max(self.size.width - 2, 0)

    def take_back(self, *abouts: About) -> None:
        """Take back what there is to say, if it is about one of these."""
        if self.says(*abouts):
            self.notice("")

    def tell_remarks(self) -> bool:
        """Say what is wrong with files of the user's; return whether anything is."""
        remarks = untold()
        if remarks:
            more = f" ({len(remarks) - 1} more like this)" if len(remarks) > 1 else ""
            self.notice(remarks[0] + more, wrong=True)
        return bool(remarks)

    def show_bottom(self) -> None:
        """Draw the bottom line anew."""
        line = self.query_one_optional("#keys", Lines)
        if line is None:
            return
        style = line.palette.alarm if self._wrong else line.palette.line_strong
        line.show([(f" {self._text}", style)] if self._text else self.hints(line.palette))
        # Where the line is hidden, it is typed in its place; what there is to say waits until it comes back.
        self._lay_over([[(f" {text}", style)] for text in self._wrapped()] if line.display else [])

    def recolour(self) -> None:
        """Draw the lines that stand still in the colours of the theme; a screen with more of them adds its own."""
        self.show_bottom()

    def _wrapped(self) -> list[str]:
        """Return the lines of a notice too long for one; none for a shorter one, or one that changes all the time."""
        lines = [] if self.says(About.LOAD) else wrapped(self._text, self.size.width)
        return lines if len(lines) > 1 else []

    def _lay_over(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show lines over the last ones of the screen; none to show those again."""
        if self._over is not None and not lines:
            self._over.remove()
            self._over = None
        elif self._over is None and lines:
            self._over = Lines(len(lines), classes="notice")
            self.mount(self._over)
        if self._over is not None:
            self._over.show(*lines)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit a notice to the new width."""
        self.show_bottom()

    def call_off(self) -> bool:
        """Call off what is under way; return False if there is nothing."""
        wish = CancelLoad()
        tell(self, wish)
        return wish.called_off

    def on_key(self, _event: events.Key) -> None:
        """A key takes an old notice away, if it was seen."""
        if not self.says(About.LOAD) and self._text and self.query_one("#keys").display:
            self.notice("")


def wrapped(text: str, width: int) -> list[str]:
    """Return a text that stands by itself as lines of a screen of so many cells, with room at both ends."""
    width -= 2
    if width < 1 or width_of(text) <= width:
        return [text]
    if not text.isascii():
        # Each character may take two cells.
        width = max(width // 2, 1)
    return wrap(text, width, max_lines=_MOST_LINES, placeholder=GLYPHS.ellipsis, break_on_hyphens=False) or [text]


def key_hints(palette: Palette, width: int, *hints: tuple[str, str]) -> list[Piece]:
    """Return keys and what they do as pieces of a line of so many cells, as far as there is room for all of each."""
    pieces: list[Piece] = []
    for key, does in hints:
        width -= width_of(plain(f" {key} {does}"))
        if width < 0:
            break
        # At the end of the line there is no room for the space either, which would be cut with an ellipsis.
        pieces += [(f" {key} ", palette.key), (f"{does} " if width else does, palette.line_faint)]
        width -= 1
    return pieces
