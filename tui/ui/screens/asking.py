"""Questions at the bottom, over what is on the screen: a line to type, also one that nobody may read, or keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from tui.text import clean
from tui.ui.screens.noticing import wrapped
from tui.ui.screens.overlay import Overlay
from tui.ui.widgets.cells import width_of
from tui.ui.widgets.field import Field
from tui.ui.widgets.line import Lines


class AskScreen(Overlay[str | None]):
    """Asks for a line; its result is the line, or None if it was left."""

    BINDINGS = [Binding("escape", "dismiss", "Leave")]
    DEFAULT_CSS = """
    AskScreen { align: left bottom; background: transparent; }
    AskScreen #ask { height: 1; background: $panel; }
    AskScreen Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    AskScreen Input:focus { border: none; }
    """

    def __init__(
        self,
        question: str,
        *,
        answer: str = "",
        secret: bool = False,
        wrong: Callable[[str], str] = lambda _line: "",
    ) -> None:
        """Ask.

        Args:
            question: what to ask, without the mark at its end.
            answer: what to begin with; the first key replaces it.
            secret: show a dot for each character.
            wrong: returns what is wrong with a line; nothing if it will do.
        """
        super().__init__()
        self._question, self._answer = question, answer
        self._secret, self._wrong = secret, wrong

    def compose(self) -> ComposeResult:
        """Lay out question and field, and the line below."""
        with Horizontal(id="ask"):
            yield Lines(id="question")
            yield Field(self._answer, password=self._secret, compact=True, select_on_focus=True, id="answer")
        yield Lines(id="ask-foot")

    def on_mount(self) -> None:
        """Draw the question; the keys go to the field at once."""
        question = self.query_one("#question", Lines)
        text = f" {self._question}? "
        question.styles.width = width_of(text)
        question.show([(text, question.palette.key)])
        self._foot("")
        self.set_focus(self.query_one(Input))

    def _foot(self, wrong: str) -> None:
        foot = self.query_one("#ask-foot", Lines)
        key, faint = foot.palette.key, foot.palette.line_faint
        keys = [(" ⏎ ", key), ("go on ", faint), (" Esc ", key), ("leave", faint)]
        foot.show([(f" {wrong}", foot.palette.alarm)] if wrong else keys)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._foot("")

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        if wrong := self._wrong(event.value):
            self._foot(wrong)
        else:
            self.dismiss(event.value)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that one key does."""

    key: str
    """As Textual names it."""
    shown: str
    """As it is written for people."""
    does: str


class OfferScreen(Overlay[str | None]):
    """Says what went wrong and what could be done; its result is the key of what is to be done, or None for nothing."""

    DEFAULT_CSS = """
    OfferScreen { align: left bottom; background: transparent; }
    """

    def __init__(self, wrong: str, offers: Sequence[Offer]) -> None:
        """Offer.

        Args:
            wrong: what happened.
            offers: what to do about it, the likeliest first.
        """
        super().__init__()
        self._wrong, self._offers = clean(wrong), offers

    def compose(self) -> ComposeResult:
        """Lay out the error and the offers."""
        yield Lines(id="wrong")
        yield Lines(id="offers")

    def on_resize(self) -> None:
        """Draw both; what the server said may take several lines."""
        wrong, offers = self.query_one("#wrong", Lines), self.query_one("#offers", Lines)
        wrong.show(*([(f" {line}", wrong.palette.alarm)] for line in wrapped(self._wrong, self.size.width)))
        key, faint = offers.palette.key, offers.palette.line_faint
        pieces = [piece for offer in self._offers for piece in ((f" {offer.shown} ", key), (f"{offer.does} ", faint))]
        offers.show([*pieces, (" Esc ", key), ("leave it", faint)])

    def on_key(self, event: events.Key) -> None:
        """Take an offer, or leave it."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif any(offer.key == event.key for offer in self._offers):
            event.stop()
            self.dismiss(event.key)
