"""What the browser's two prompts do: `/` searches as it is typed, `:` sets an option as pprof's shell does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual import on
from textual.worker import Worker, WorkerState

from tui.analysis.regex import escaped
from tui.errors import BadOption, ProfileError
from tui.options import Options, changed
from tui.session import Session, ViewState
from tui.ui.screens.noticing import NoticingScreen
from tui.ui.screens.wording import found_text
from tui.ui.widgets.prompt import Prompt

_STEPS = 20
"""Changes of options that Esc can take back."""


class PromptingScreen(NoticingScreen):
    """Base of the browser: holds session and state, searches them, and changes the options they are seen under."""

    def __init__(self, session: Session, state: ViewState) -> None:
        """Begin with a session and what to show of it."""
        super().__init__()
        self.session = session
        self.state = state
        self._before_search = ""
        self._earlier: list[tuple[Session, ViewState]] = []

    def change(self, **fields: object) -> None:
        """Show another state: the present one with some fields changed."""
        raise NotImplementedError

    def select(self, frame: int) -> None:
        """Select a frame in all panes."""
        raise NotImplementedError

    def refocus(self) -> None:
        """Give the keys back to the active pane."""
        raise NotImplementedError

    def show_session(self) -> None:
        """Show the session and state that are there now."""
        raise NotImplementedError

    # Searching.

    def action_search(self) -> None:
        """Begin to type a pattern."""
        self._before_search = self.state.pattern
        self._open("#search", self.state.pattern)

    def action_search_selected(self) -> None:
        """Search the selected name."""
        if self.state.frame >= 0:
            self.change(pattern=f"^{escaped(self.session.table.label(self.state.frame))}$")

    def action_match(self, by: int) -> None:
        """Select the next or previous match, in the order of the top table."""
        matches = self.session.matches(self.state)
        rows = [row for row in self.session.rows(self.state).tolist() if matches is not None and matches.frames[row]]
        if not rows:
            self.notice("nothing found" if self.state.pattern else "search first: /")
            return
        at = rows.index(self.state.frame) + by if self.state.frame in rows else (0 if by > 0 else -1)
        self.select(rows[at % len(rows)])
        self.notice(f"match {at % len(rows) + 1} of {len(rows)}")

    @on(Prompt.Typed, "#search")
    def _search_typed(self, event: Prompt.Typed) -> None:
        try:
            matches = self.session.matches(replace(self.state, pattern=event.text))
        except BadOption as error:
            event.prompt.found(error.what, wrong=True)
            return
        self.change(pattern=event.text)
        event.prompt.found(found_text(self.session, self.state, matches))

    @on(Prompt.Done, "#search")
    def _search_done(self, event: Prompt.Done) -> None:
        self.close_prompts()
        self.refocus()
        if event.text and self.state.pattern:
            matches = self.session.matches(self.state)
            if matches is not None and (self.state.frame < 0 or not matches.frames[self.state.frame]):
                self.action_match(1)
            self.notice(found_text(self.session, self.state, matches))

    @on(Prompt.Left, "#search")
    def _search_left(self) -> None:
        self.close_prompts()
        self.refocus()
        self.change(pattern=self._before_search)

    # Options.

    def action_options(self) -> None:
        """Begin to type an option."""
        self._open("#options", "")

    @on(Prompt.Typed, "#options")
    def _option_typed(self, event: Prompt.Typed) -> None:
        event.prompt.found("")

    @on(Prompt.Done, "#options")
    def _option_done(self, event: Prompt.Done) -> None:
        try:
            options = changed(self.session.options, event.text) if event.text.strip() else self.session.options
        except ProfileError as error:
            event.prompt.found(str(error), wrong=True)
            return
        self.close_prompts()
        self.refocus()
        self.see_under(options)

    @on(Prompt.Left, "#options")
    def _option_left(self) -> None:
        self.close_prompts()
        self.refocus()

    def see_under(self, options: Options) -> None:
        """Show the profile under other options, worked out in a thread."""
        if options == self.session.options:
            return
        self.notice("filtering", busy=False)
        work: Callable[[], Session] = partial(_prepared, self.session, options)
        self.run_worker(work, thread=True, exclusive=True, group="options", exit_on_error=False, name="options")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Take the profile as the options have it, or say what is wrong with them."""
        if event.worker.name != "options":
            return
        if event.state is WorkerState.ERROR:
            if not isinstance(event.worker.error, ProfileError):
                raise event.worker.error or RuntimeError("a thread failed without an error")
            self.notice(str(event.worker.error), wrong=True)
        elif event.state is WorkerState.SUCCESS and isinstance(event.worker.result, Session):
            self._earlier = [*self._earlier[1 - _STEPS :], (self.session, self.state)]
            self.state = event.worker.result.carried_over(self.session, self.state)
            self.session = event.worker.result
            self.show_session()
            self.notice("; ".join(self.session.remarks))

    def take_back_options(self) -> bool:
        """Go back to the options before; return False if there are none."""
        if not self._earlier:
            return False
        self.session, self.state = self._earlier.pop()
        self.show_session()
        return True

    def forget_steps(self) -> None:
        """Begin anew, since the profile is another one."""
        self._earlier.clear()

    def _open(self, prompt: str, text: str) -> None:
        self.close_prompts()
        self.query_one(prompt, Prompt).open(text)
        self.query_one("#keys").display = False

    def close_prompts(self) -> None:
        """Put the prompts away."""
        for prompt in self.query(Prompt):
            prompt.close()
        self.query_one("#keys").display = True


def _prepared(session: Session, options: Options) -> Session:
    return session.with_options(options).prepare()
