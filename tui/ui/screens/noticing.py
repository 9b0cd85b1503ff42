"""Screens with a bottom line that shows keys, and in their place, while there is something to say, a notice."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tui.text import clean
from tui.ui.compositor import SpansCompositor
from tui.ui.messages import CancelLoad
from tui.ui.theme import Palette
from tui.ui.widgets.cells import Piece
from tui.ui.widgets.line import Lines


class NoticingScreen(Screen[None]):
    """Base of all screens that the app tells of loads and failures; they have a `Lines(id="keys")`."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Who gets the keys; widgets show it themselves, so the screen need not be repainted when it changes."""
    _text = ""
    _wrong = False
    _busy = False

    def __init__(self) -> None:
        """Begin with nothing to say."""
        super().__init__()
        self._compositor = SpansCompositor()

    def hints(self, palette: Palette) -> Sequence[Piece]:
        """Return what the bottom line shows when there is nothing to say."""
        raise NotImplementedError

    def notice(self, text: str, *, wrong: bool = False, busy: bool = False) -> None:
        """Say something in the bottom line; an empty text takes it back.

        Args:
            text: what to say.
            wrong: it is an error.
            busy: it tells of something under way, which Esc calls off; anything else goes with the next key.
        """
        self._text, self._wrong, self._busy = clean(text), wrong, busy
        self.show_bottom()

    def show_bottom(self) -> None:
        """Draw the bottom line anew."""
        line = self.query_one_optional("#keys", Lines)
        if line is not None:
            self._draw(line)

    def _draw(self, line: Lines) -> None:
        if self._text:
            line.show([(f" {self._text}", line.palette.alarm if self._wrong else line.palette.line_strong)])
        else:
            line.show(self.hints(line.palette))

    def call_off(self) -> bool:
        """Call off what is under way; return False if there is nothing."""
        if self._busy:
            self.post_message(CancelLoad())
        return self._busy

    def on_key(self, _event: events.Key) -> None:
        """A key takes an old notice away."""
        if self._text and not self._busy:
            self.notice("")


def key_hints(palette: Palette, *hints: tuple[str, str]) -> list[Piece]:
    """Return keys and what they do as pieces of the bottom line."""
    return [piece for key, does in hints for piece in ((f" {key} ", palette.key), (f"{does} ", palette.line_faint))]
