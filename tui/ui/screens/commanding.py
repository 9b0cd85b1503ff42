"""What the browser's prompt `:` does, and the keys that filter by the selection."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from textual import on

from tui.analysis.chips import RECURSION, Chip, Chips, without
from tui.errors import BadOption, ProfileError
from tui.options import HELP
from tui.session import Session, ViewState
from tui.ui.completing import completions
from tui.ui.explaining import purpose
from tui.ui.screens.asking import AskScreen
from tui.ui.screens.filters import FiltersScreen, Wish
from tui.ui.screens.prompting import PromptingScreen
from tui.ui.shell import COMMANDS, Asked, understood
from tui.ui.widgets.prompt import Prompt

_HISTORY: list[str] = []
"""Lines typed since the program began; not saved, since a pattern may name what is nobody else's business."""
_FLOOR = "nodefraction"
_FLOORS = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
"""Shares of the total that a floor steps through."""


class CommandingScreen(PromptingScreen):
    """Takes pprof's words, and one key for each filter by the selection."""

    _editing: Chip | None = None
    """The chip that the line behind `:` is to replace."""
    _own: frozenset[Chip] = frozenset()
    """Filters by which only the program's own code was shown."""

    def action_go(self, pane: str) -> None:
        """Go to a pane."""
        raise NotImplementedError

    def watch_every(self, seconds: int) -> None:
        """Fetch the profile again and again."""
        raise NotImplementedError

    def write_report(self, name: str, argument: str, chips: Chips, path: str) -> None:
        """Write a report to a file."""
        raise NotImplementedError

    # By key.

    def action_filter(self, name: str) -> None:
        """Filter by the selected function: `focus`, `ignore`, `hide`, `show_from`."""
        frame = self.frame_at_hand()
        if frame < 0:
            self.notice(f"select a function to {name.replace('_', ' ')}: this is the root")
        else:
            self.add_chip(Chip(name, self.session.pattern_of(frame)))

    def action_project(self) -> None:
        """Show the program's own code alone, or everything again."""
        self.once_arrived(self._toggle_project)

    def _toggle_project(self) -> None:
        # In a newer profile the program's own code may be other packages.
        there = next((chip for chip in self.state.chips if chip in self._own), None)
        if there is not None:
            self.drop_chip(there)
        else:
            self.toggle_found(self._project)

    def _project(self, session: Session) -> Chip:
        chip = _project(session)
        self._own |= {chip}
        return chip

    def action_recursion(self) -> None:
        """Draw a function that calls itself as one box, or as many."""
        self.add_chip(Chip(RECURSION), toggle=True)

    def action_floor(self) -> None:
        """Ask for the share of the total below which nothing is shown alone."""
        question = AskScreen(
            "Hide what is below how many % of the total (0 for nothing)",
            answer=f"{100 * self._floor():g}",
            wrong=_wrong_percentage,
        )

        def answered(line: str | None) -> None:
            if line is not None:
                self.once_arrived(partial(self._set_floor, float(line) / 100))

        self.app.push_screen(question, answered)

    def action_step_floor(self, by: int) -> None:
        """Hide more, or less."""
        self.once_arrived(partial(self._step_floor, by))

    def _step_floor(self, by: int) -> None:
        now = self._floor()
        further = [floor for floor in _FLOORS if (floor > now if by > 0 else floor < now)]
        if further:
            self._set_floor(min(further) if by > 0 else max(further))
        else:
            self.notice(f"the floor is {100 * now:g}%" if now else "there is no floor: nothing is hidden")

    def _floor(self) -> float:
        """Return the share of the total below which nothing is shown alone; 0 for no floor."""
        return next((float(chip.value) for chip in self.state.chips if chip.name == _FLOOR), 0.0)

    def _set_floor(self, floor: float) -> None:
        if floor:
            self.add_chip(Chip(_FLOOR, floor))
        elif self._floor():
            self.set_chips(without(self.state.chips, _FLOOR), "no floor: nothing is hidden")

    def action_filters(self) -> None:
        """Show all filters and options, to change them or take them out."""
        self.app.push_screen(FiltersScreen(self.state.chips), self._wished)

    def _wished(self, wish: Wish | None) -> None:
        if wish is None:
            return
        if wish.chip is not None and wish.drop:
            self.drop_chip(wish.chip)
        elif wish.chip is not None:
            self.open_prompt("#options", wish.chip.text)
            self._editing = wish.chip
        else:
            self.open_prompt("#options", wish.text)

    # By line.

    def action_options(self) -> None:
        """Begin to type a command or an option."""
        self.open_prompt("#options", "")

    def open_prompt(self, prompt: str, text: str) -> None:
        """Begin to type behind a sign, with a text to start from."""
        self._editing = None
        super().open_prompt(prompt, text)

    def _others(self, chip: Chip) -> tuple[Chip, ...]:
        """Return the chips of the same name, which a change of this one leaves alone."""
        return tuple(other for other in self.state.chips if other.name == chip.name and other != chip)

    def complete(self, line: str) -> list[str]:
        """Return lines that complete what is typed behind `:`."""
        return completions(line, self.session, self.session.ranked(self.state))

    @on(Prompt.Typed, "#options")
    def _option_typed(self, event: Prompt.Typed) -> None:
        word = event.text.partition("=")[0].partition(" ")[0].rstrip("0123456789")
        about = COMMANDS.get(word) or (purpose(word) if word in HELP else "")
        event.prompt.found(about)

    @on(Prompt.Done, "#options")
    def _option_done(self, event: Prompt.Done) -> None:
        line = event.text.strip()
        if not line:
            self._option_left()
            return
        try:
            asked = understood(line, self.state.chips)
            _fields(asked, self.session)
        except ProfileError as error:
            event.prompt.found(str(error), wrong=True)
            return
        if _HISTORY[-1:] != [line]:
            _HISTORY.append(line)
        editing = self._editing
        self.close_prompts()
        self.refocus()
        if asked.file:
            self.write_report(asked.report, asked.find, asked.chips, asked.file)
            return
        if asked.other:
            self._other(asked)
            return
        if asked.pane:
            self.action_go(asked.pane)
        self.once_arrived(lambda: self._carry_out(line, editing))

    def _carry_out(self, line: str, editing: Chip | None) -> None:
        asked = understood(line, self.state.chips)
        beside = () if editing is None else self._others(editing)

        def then(session: Session, state: ViewState) -> ViewState:
            # Another profile may have come since, of which the same name is another column.
            state = replace(state, **_fields(asked, session))  # type: ignore[arg-type]  # names of fields
            return session.found_costliest(state, asked.find) if asked.find else state

        self.set_chips((*asked.chips, *(chip for chip in beside if chip not in asked.chips)), then=then)

    @on(Prompt.Left, "#options")
    def _option_left(self) -> None:
        self.close_prompts()
        self.refocus()

    def history(self) -> list[str]:
        """Return the lines typed so far, oldest first."""
        return _HISTORY

    def _other(self, asked: Asked) -> None:
        if asked.other == "quit":
            self.app.exit(return_code=0)
        elif asked.other == "options":
            self.action_filters()
        elif asked.other == "watch":
            self.watch_every(int(asked.topic))
        elif asked.topic in HELP:
            self.notice(f"{asked.topic}: {purpose(asked.topic)}")
        elif asked.topic in COMMANDS:
            self.notice(f"{asked.topic}: {COMMANDS[asked.topic]}")
        else:
            self.app.action_help()  # type: ignore[attr-defined]  # of our app


def _fields(asked: Asked, session: Session) -> dict[str, object]:
    """Return what a line changes of a state of a session, by field.

    Raises:
        BadOption: its profile has no such sample type.
    """
    fields: dict[str, object] = {}
    if asked.sample_type:
        fields["index"] = session.index_of(asked.sample_type)
    if asked.sort:
        fields.update(sort=asked.sort, reverse=False)
    return fields


def _wrong_percentage(line: str) -> str:
    """Return what is wrong with a percentage; nothing if it will do."""
    try:
        return "" if 0 <= float(line) <= 100 else "from 0 to 100"
    except ValueError:
        return "a number from 0 to 100"


def _project(session: Session) -> Chip:
    chip = session.project()
    if chip is None:
        raise BadOption("no function here is known to be the program's own", remedy="Say :show=PATTERN.")
    return chip
