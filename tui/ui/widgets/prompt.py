"""A line to type into: a sign, what is typed, and at the right what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input
from textual.widgets.input import Selection

from tui.ui.widgets.cells import width_of
from tui.ui.widgets.field import Field
from tui.ui.widgets.line import Lines
from tui.ui.widgets.telling import tell

_FOUND = 46
"""Cells at the right for what comes of it; more if it is longer and there is room."""


class Prompt(Horizontal):
    """Hidden until it is opened; says what is typed, and when that is done or given up.

    Tab goes through what would complete the line, up and down through the lines typed before.
    """

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; }
    Prompt.open { display: block; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    Prompt Input:focus { border: none; }
    Prompt .sign { width: 2; }
    Prompt .found { width: 46; }
    """
    BINDINGS = [
        Binding("escape", "cancel", "Leave without a change", show=False),
        Binding("tab", "complete(1)", "Complete", show=False),
        Binding("shift+tab", "complete(-1)", "Complete", show=False),
        Binding("up", "recall(-1)", "Line typed before", show=False),
        Binding("down", "recall(1)", "Line typed after", show=False),
    ]

    @dataclass
    class Typed(Message):
        """The text changed."""

        prompt: Prompt
        text: str

        @property
        def control(self) -> Prompt:
            """Where it was typed."""
            return self.prompt

    @dataclass
    class Done(Message):
        """The user is content with the text."""

        prompt: Prompt
        text: str

        @property
        def control(self) -> Prompt:
            """Where it was typed."""
            return self.prompt

    @dataclass
    class Left(Message):
        """The user gave up."""

        prompt: Prompt

        @property
        def control(self) -> Prompt:
            """What was left."""
            return self.prompt

    def __init__(
        self,
        sign: str,
        *,
        id: str,  # noqa: A002  # Textual's name
        complete: Callable[[str], Sequence[str]] = lambda _line: (),
        history: Callable[[], Sequence[str]] = lambda: (),
        anew: bool = False,
    ) -> None:
        """Make a prompt.

        Args:
            sign: what stands before the text.
            id: the widget's id.
            complete: returns lines that complete what is typed, the likeliest first.
            history: returns lines typed before, oldest first.
            anew: what is typed first replaces the text that was there.
        """
        super().__init__(id=id)
        self._sign = sign
        self._complete = complete
        self._history = history
        self._anew = anew
        self._begun = ""
        self._offered: Sequence[str] = ()
        self._at = 0
        self._back = 0
        """How many lines ago the line was typed that was brought back; 0 for none."""
        self._written = ""
        """The text that was put there by a key of ours, so not typed."""
        self.told: str | None = None
        """The text that was told of last; None for none since it was opened."""

    def compose(self) -> ComposeResult:
        """Lay out sign, field and result."""
        yield Lines(classes="sign")
        yield Field(compact=True, select_on_focus=False, suggester=_First(self._complete))
        yield Lines(classes="found")

    def on_mount(self) -> None:
        """Draw the sign."""
        sign = self.query_one(".sign", Lines)
        sign.show([(f" {self._sign}", sign.palette.key)])

    @property
    def is_open(self) -> bool:
        """Say whether it is on the screen."""
        return self.has_class("open")

    def open(self, text: str) -> None:
        """Begin to type, with a text to start from."""
        self.add_class("open")
        field = self.query_one(Input)
        with field.prevent(Input.Changed):
            field.value = text
        # Not when the focus comes, which is later: it would select what is typed meanwhile.
        field.selection = Selection(0 if self._anew else len(text), len(text))
        self._begin(text)
        self.told = None
        self.found("")
        # Not `focus()`, which takes effect later: keys typed meanwhile would be taken for commands.
        self.screen.set_focus(field)

    def close(self) -> None:
        """Put the prompt away."""
        self.remove_class("open")

    def found(self, text: str, *, wrong: bool = False) -> None:
        """Show what comes of the text, or what is wrong with it."""
        line = self.query_one(".found", Lines)
        width = min(max(_FOUND, width_of(text) + 2), max(self.size.width - 24, _FOUND))
        line.styles.width = width
        line.show([(text.rjust(width - 1), line.palette.alarm if wrong else line.palette.line_strong)])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is typed, while it is."""
        event.stop()
        if not self.is_open or event.value != event.input.value:
            # More was typed, or the line was done, before this came.
            return
        if event.value != self._written:
            self._begin(event.value)
        if event.value != self.told:
            # Else the line was done before this came, and what came of it is shown.
            self.told = event.value
            tell(self, self.Typed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say that it is done."""
        event.stop()
        self.told = event.value
        tell(self, self.Done(self, event.value))

    def action_cancel(self) -> None:
        """Leave without a change."""
        tell(self, self.Left(self))

    def action_complete(self, by: int) -> None:
        """Put in the next or previous line that completes what was typed."""
        if not self._offered:
            self._offered, self._at = self._complete(self._begun), -1 if by > 0 else 0
        if self._offered:
            self._at = (self._at + by) % len(self._offered)
            self._put(self._offered[self._at])

    def action_recall(self, by: int) -> None:
        """Put in the line typed before or after; only those that begin as what was typed."""
        lines = [line for line in self._history() if line.startswith(self._begun)]
        at = min(self._back - by, len(lines))
        if at >= 0:
            self._back = at
            self._put(lines[-at] if at else self._begun)

    def _begin(self, text: str) -> None:
        self._begun, self._offered, self._written, self._back = text, (), "", 0

    def _put(self, text: str) -> None:
        self._written = text
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)


class _First(Suggester):
    """Shows behind the cursor what would complete the line first."""

    def __init__(self, complete: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """Return the likeliest line; None if nothing completes it, or only if what is typed is written otherwise."""
        found = self._complete(value) if value else ()
        return found[0] if found and found[0].startswith(value) else None
