"""Asks where a source file is that was not found."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult

from tui.errors import ProfileError
from tui.symbols.choosing import chosen_file, completions
from tui.symbols.sourcefiles import SourceFile
from tui.text import clean
from tui.ui.screens.overlay import Overlay
from tui.ui.threads import awaited
from tui.ui.widgets.cells import cut_left
from tui.ui.widgets.line import Lines
from tui.ui.widgets.prompt import Prompt


class LocatingScreen(Overlay[SourceFile | None]):
    """Its result is the file, or None if the user leaves it."""

    DEFAULT_CSS = """
    LocatingScreen { align: left bottom; background: transparent; }
    """

    def __init__(self, recorded: bytes, last_line: int) -> None:
        """Ask for a file.

        Args:
            recorded: its path as the profile has it.
            last_line: the highest line that the profile names.
        """
        super().__init__()
        self._recorded, self._last_line = recorded, last_line

    def compose(self) -> ComposeResult:
        """Lay out question and prompt."""
        yield Lines(id="where")
        yield Prompt(">", id="place", complete=completions)

    def on_mount(self) -> None:
        """Ask; the keys go to the prompt at once."""
        self._show_question()
        self.query_one(Prompt).open("")

    def on_resize(self) -> None:
        """Cut the question to the new width."""
        self._show_question()

    def _show_question(self) -> None:
        where = self.query_one("#where", Lines)
        hint = "? Path or folder: Tab completes, Esc leaves"
        room = self.size.width - len(hint) - 12
        name = cut_left(clean(self._recorded), max(room, 16))
        where.show(
            [(" Where is ", where.palette.line_faint), (name, where.palette.key), (hint, where.palette.line_faint)]
        )

    @on(Prompt.Typed)
    def _typed(self, event: Prompt.Typed) -> None:
        event.stop()
        event.prompt.found("")

    @on(Prompt.Left)
    def _left(self, event: Prompt.Left) -> None:
        event.stop()
        self.dismiss(None)

    @on(Prompt.Done)
    def _done(self, event: Prompt.Done) -> None:
        event.stop()
        if event.text.strip():
            self._check(event.text)
        else:
            self.dismiss(None)

    @work(exclusive=True, group="place", name="place")
    async def _check(self, text: str) -> None:
        try:
            # A disk may take its time.
            source = await awaited(chosen_file, text, self._recorded, self._last_line)
        except ProfileError as trouble:
            self.query_one(Prompt).found(str(trouble), wrong=True)
        else:
            self.dismiss(source)
