"""What the browser's prompt `/` does: it searches as it is typed; and what matches can be walked through."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import on
from textual.worker import Worker, WorkerState

from tui.analysis.chips import Chip
from tui.analysis.regex import escaped
from tui.analysis.search import as_pattern
from tui.errors import BadOption, as_profile_error
from tui.layout.viewport import Viewport
from tui.session import Session, ViewState
from tui.ui import keys
from tui.ui.screens.stepping import SteppingScreen
from tui.ui.screens.wording import found_text
from tui.ui.widgets.prompt import Prompt

_NAMES = "names"


class PromptingScreen(SteppingScreen):
    """Searches the session."""

    def __init__(self, session: Session, state: ViewState) -> None:
        """Begin with a session and what to show of it."""
        super().__init__(session, state)
        self._before_search = state

    def on_mount(self) -> None:
        """Make very many names ready to be searched once there is a picture; of fewer they are by now."""
        if not self.session.is_searchable:
            work = partial(
                self.run_worker,
                self.session.make_searchable,
                thread=True,
                group=_NAMES,
                exit_on_error=False,
                name=_NAMES,
            )
            self.call_after_refresh(work)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Do without names made ready where the system has no more memory or threads: a search makes them ready."""
        if event.worker.name == _NAMES and event.state is WorkerState.ERROR:
            as_profile_error(event.worker.error)

    def select(self, frame: int) -> None:
        """Select a frame in all panes."""
        raise NotImplementedError

    def refocus(self) -> None:
        """Give the keys back to the active pane."""
        raise NotImplementedError

    def flame_width(self) -> int:
        """Return the cells that the flame graph has from left to right; 0 if it is not on the screen."""
        raise NotImplementedError

    def action_search(self) -> None:
        """Begin to type a pattern."""
        self.open_prompt("#search", self.state.pattern)
        self._before_search = self.state

    def action_search_selected(self) -> None:
        """Search the selected name."""
        name = self.name_at_hand()
        if name:
            self.change(pattern=f"^{escaped(name)}$")
            self.notice(found_text(self.session, self.state, self.session.matches(self.state)))
        else:
            self.notice("select a function to search for its name: this is the root")

    def frame_at_hand(self) -> int:
        """Return the function that the cursor is on; -1 for none."""
        raise NotImplementedError

    def name_at_hand(self) -> str:
        """Return the name that the cursor is on; nothing if it is on none."""
        raise NotImplementedError

    def action_match(self, by: int) -> None:
        """Select the next or previous match, in the order of the top table; zoom to it if it is too thin to see."""
        if not self.walk_labels(by):
            self.select_match(by)

    def walk_labels(self, by: int) -> bool:
        """Go to the next or previous label that matches; return False where no labels are walked, or none matches."""
        raise NotImplementedError

    def select_match(self, by: int, *, zoom: bool = True) -> None:
        """Select the next or previous function that the search finds; zoom to it, if wanted, if it is too thin."""
        matches = self.session.matches(self.state)
        ranked = self.session.ranked(self.state)
        rows = ranked[matches.frames[ranked]].tolist() if matches is not None else []
        if not rows:
            self.notice("nothing found" if self.state.pattern else f"search first: {keys.shown('search')}")
            return
        at = rows.index(self.state.frame) + by if self.state.frame in rows else (0 if by > 0 else -1)
        self.select(rows[at % len(rows)])
        zoomed = zoom and self._zoom_to_selection()
        self.notice(f"match {at % len(rows) + 1} of {len(rows)}" + (", zoomed to: it was too thin" if zoomed else ""))

    def _zoom_to_selection(self) -> bool:
        """Zoom in until the selected node has a box of its own; return False if it has one."""
        state, width = self.state, self.flame_width()
        tree = self.session.tree_of(state)
        if not width or not state.node.depth or self._stands_alone(state, width):
            return False
        for node in (tree.parent(state.node), state.node):
            if node.depth:
                zoomed = replace(state, zooms=(*state.zooms, Viewport(node)))
                if node == state.node or self._stands_alone(zoomed, width):
                    self.change(zooms=zoomed.zooms)
                    return True
        return False

    def _stands_alone(self, state: ViewState, width: int) -> bool:
        depth = state.node.depth - state.viewport.node.depth
        return self.session.boxes(state, width, max(depth, 0) + 2).box_of(state.node) is not None

    def action_search_filters(self) -> None:
        """Keep only samples that go through a match, or all again."""
        if not self.state.pattern:
            self.notice(f"search first: {keys.shown('search')}")
            return
        self.add_chip(Chip("focus", as_pattern(self.state.pattern)), toggle=True)

    @on(Prompt.Typed, "#search")
    def _search_typed(self, event: Prompt.Typed) -> None:
        self._search(event.prompt, event.text)

    def _search(self, prompt: Prompt, text: str) -> bool:
        """Search, or show why that cannot be done; return whether it was."""
        try:
            matches = self.session.matches(replace(self.state, pattern=text))
        except (BadOption, MemoryError) as error:
            prompt.found(as_profile_error(error).what, wrong=True)
            return False
        self.change(recorded=False, pattern=text)
        prompt.found(found_text(self.session, self.state, matches))
        return True

    @on(Prompt.Done, "#search")
    def _search_done(self, event: Prompt.Done) -> None:
        # What was typed last may not have been searched yet.
        if not self._search(event.prompt, event.text):
            return
        self.close_prompts()
        self.refocus()
        self._keep_search()
        if event.text and self.state.pattern:
            matches = self.session.matches(self.state)
            if matches is not None and (self.state.frame < 0 or not matches.frames[self.state.frame]):
                # Without a zoom: what a search shows first is where all its matches are.
                self.select_match(1, zoom=False)
            self.notice(found_text(self.session, self.state, matches))

    def search_again(self) -> None:
        """Say beside what is typed what it finds in the profile that is there by now."""
        prompt = self.query_one("#search", Prompt)
        if prompt.is_open and self.state.pattern and prompt.told == self.state.pattern:
            prompt.found(found_text(self.session, self.state, self.session.matches(self.state)))

    def _keep_search(self) -> None:
        """Make one step of all that was searched while it was typed."""
        found, self.state = self.state.pattern, replace(self.state, pattern=self._before_search.pattern)
        self.change(pattern=found)

    @on(Prompt.Left, "#search")
    def _search_left(self) -> None:
        self.close_prompts()
        self.refocus()
        self.change(recorded=False, pattern=self._before_search.pattern)

    def open_prompt(self, prompt: str, text: str) -> None:
        """Begin to type behind a sign, with a text to start from."""
        self.leave_prompts()
        self.query_one(prompt, Prompt).open(text)
        self.query_one("#keys").display = False
        self.show_bottom()

    def leave_prompts(self) -> None:
        """Put the prompts away since the user has gone on elsewhere, as by a click.

        What a search has marked stays, for that may be what was clicked on; any other line is given up.
        """
        searching = self.query_one("#search", Prompt).is_open
        self.close_prompts()
        if searching:
            self._keep_search()
            if self.state.pattern:
                self.notice(found_text(self.session, self.state, self.session.matches(self.state)))

    def close_prompts(self) -> None:
        """Put the prompts away."""
        for prompt in self.query(Prompt):
            prompt.close()
        bottom = self.query_one("#keys")
        if not bottom.display:
            bottom.display = True
            self.show_bottom()
