"""A line to type into: a sign, what is typed, and at the right what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from tui.ui.widgets.line import Lines


class Prompt(Horizontal):
    """Hidden until it is opened; says what is typed, and when that is done or given up."""

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; }
    Prompt.open { display: block; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    Prompt Input:focus { border: none; }
    Prompt .sign { width: 2; }
    Prompt .found { width: 46; }
    """
    BINDINGS = [Binding("escape", "cancel", "Leave without a change", show=False)]

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

    def __init__(self, sign: str, *, id: str) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._sign = sign

    def compose(self) -> ComposeResult:
        """Lay out sign, field and result."""
        yield Lines(classes="sign")
        yield Input(compact=True, select_on_focus=True)
        yield Lines(classes="found")

    def on_mount(self) -> None:
        """Draw the sign."""
        sign = self.query_one(".sign", Lines)
        sign.show([(f" {self._sign}", sign.palette.key)])

    def open(self, text: str) -> None:
        """Begin to type, with a text to start from."""
        self.add_class("open")
        field = self.query_one(Input)
        with field.prevent(Input.Changed):
            field.value = text
        # Not `focus()`, which takes effect later: keys typed meanwhile would be taken for commands.
        self.screen.set_focus(field)

    def close(self) -> None:
        """Put the prompt away."""
        self.remove_class("open")

    def found(self, text: str, *, wrong: bool = False) -> None:
        """Show what comes of the text, or what is wrong with it."""
        line = self.query_one(".found", Lines)
        line.show([(text.rjust(45), line.palette.alarm if wrong else line.palette.line_strong)])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what is typed, while it is."""
        event.stop()
        self.post_message(self.Typed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say that it is done."""
        event.stop()
        self.post_message(self.Done(self, event.value))

    def action_cancel(self) -> None:
        """Leave without a change."""
        self.post_message(self.Left(self))
