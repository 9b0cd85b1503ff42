"""From state to state: every step can be taken back, and what takes time to count is counted in a thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from textual.worker import Worker, WorkerState

from tui.analysis.chips import Chip, Chips, toggled, with_chip
from tui.errors import as_profile_error
from tui.layout.viewstate import History, ViewState
from tui.session import Session
from tui.ui.explaining import explained, short
from tui.ui.messages import Gone
from tui.ui.screens.noticing import About, NoticingScreen

_WORK = "step"
Then = Callable[[Session, ViewState], ViewState]
"""Makes one state of another."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Another profile to show, and what is to be said of it."""

    session: Session
    says: str = ""
    wrong: bool = False
    """It is an error, though there is something to show."""


@dataclass(frozen=True, slots=True)
class _Reached:
    """A state, and the session that it is of."""

    session: Session
    state: ViewState
    says: str
    recorded: bool
    anew: Callable[[Session, ViewState], _Reached] | None = None
    """Does the same from another state, if the user went on meanwhile; None where that makes no difference."""
    wrong: bool = False


class SteppingScreen(NoticingScreen):
    """Base of the browser: holds session, state and the states before; takes steps, and takes them back."""

    def __init__(self, session: Session, state: ViewState) -> None:
        """Begin with a session and what to show of it."""
        super().__init__()
        self.session = session
        self.state = state
        self._history = History()
        self._left: tuple[Session, ViewState] | None = None
        """Where the step under way began; None if there is none."""
        self._waiting: deque[Callable[[], None]] = deque()

    def on_unmount(self) -> None:
        """Have the memory of what was shown given back."""
        self.app.post_message(Gone(self.session.whole.nbytes))

    def forget_hidden(self) -> None:
        """Let go of the session before wherever it is not on the screen."""
        raise NotImplementedError

    def show_session(self) -> None:
        """Show the session and state that are there now."""
        raise NotImplementedError

    def show_change(self) -> None:
        """Show the state that is there now, which differs in little from the one before."""
        raise NotImplementedError

    def change(self, *, recorded: bool = True, **fields: object) -> None:
        """Show another state: the present one with some fields changed.

        Args:
            recorded: a step that can be taken back, unless only the cursor moved.
            fields: the fields of the state to change.
        """

        def then(_: Session, state: ViewState) -> ViewState:
            return replace(state, **fields)  # type: ignore[arg-type]  # names of fields, given above

        new = then(self.session, self.state)
        if not self.session.is_ranked_for(new):
            self.once_arrived(lambda: self.set_chips(self.state.chips, "", then=then, recorded=recorded))
            return
        if recorded and not new.only_moved(self.state):
            self._history.record(self.state)
        self.state = new
        self.show_change()

    def set_chips(
        self, chips: Chips, says: str | None = None, *, then: Then | None = None, recorded: bool = True
    ) -> None:
        """Show the profile under other chips, what is selected kept where it is still there.

        Called where no step is under way, as `once_arrived` calls: it would come back to the chips of before that.

        Args:
            chips: all chips.
            says: what to say then; what the chips added do if not given.
            then: changes the state that is come to; runs in a thread.
            recorded: a step that can be taken back.
        """
        new = [chip for chip in chips if chip not in self.state.chips]
        says = "; ".join(f"{short(chip)}: {explained(chip)}" for chip in new) if says is None else says
        if chips != self.state.chips or then is not None:
            self._reach(partial(_under, self.session, self.state, chips, then, says, recorded=recorded))

    def add_chip(self, chip: Chip, *, toggle: bool = False) -> None:
        """Set a filter or option; one that is there already is taken out if `toggle`."""

        def add() -> None:
            before = self.state.chips
            chips = (toggled if toggle else with_chip)(before, chip)
            if chips == before:
                self.notice(f"{short(chip)} is set already")
            else:
                self.set_chips(chips, f"{short(chip)} taken out" if chip in before else None)

        self.once_arrived(add)

    def toggle_found(self, find: Callable[[Session], Chip]) -> None:
        """Set a chip that is found in a thread, or take it out if it is there.

        Args:
            find: returns the chip; may raise `BadOption`.
        """
        self.once_arrived(lambda: self._reach(partial(_toggled, self.session, self.state, find)))

    def drop_chip(self, chip: Chip) -> None:
        """Take one filter or option out."""
        self.once_arrived(
            lambda: self.set_chips(tuple(kept for kept in self.state.chips if kept != chip), f"{short(chip)} taken out")
        )

    def action_undo(self) -> None:
        """Go back to the state before."""
        self.once_arrived(lambda: self._travel(self._history.back(self.state), "nothing to undo"))

    def action_redo(self) -> None:
        """Go forward to the state that was gone back from."""
        self.once_arrived(lambda: self._travel(self._history.forward(self.state), "nothing to redo"))

    def _travel(self, state: ViewState | None, otherwise: str) -> None:
        if state is None:
            self.notice(otherwise)
        else:
            self._reach(partial(_exactly, self.session, state), at_once=self.session.is_ready(state))

    def once_arrived(self, act: Callable[[], None]) -> None:
        """Take a further step as soon as the one under way is done: it begins where that one ends."""
        if self._left is None:
            act()
        else:
            self._waiting.append(act)

    def go_over(self, find: Callable[[Chips], Turned]) -> None:
        """Show another profile under the present selection and chips; the steps before are forgotten.

        Args:
            find: returns it under some chips; runs in a thread, and may raise `ProfileError`.
        """
        self.once_arrived(lambda: self._reach(partial(_gone_over, self.session, self.state, find)))

    def forget_steps(self) -> None:
        """Begin anew, since the profile is another one."""
        self._history.clear()

    def _reach(self, work: Callable[[], _Reached], *, at_once: bool = False) -> None:
        if at_once:
            self._arrive(work())
            return
        self._left = (self.session, self.state)
        self.run_worker(work, thread=True, group=_WORK, exit_on_error=False, name=_WORK)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Go on to the state that was counted, or say what is wrong with it."""
        if event.worker.name != _WORK or event.state not in (WorkerState.SUCCESS, WorkerState.ERROR):
            return
        left, self._left = self._left, None
        if event.state is WorkerState.ERROR:
            self.notice(str(as_profile_error(event.worker.error)), wrong=True)
        elif isinstance(event.worker.result, _Reached):
            reached = event.worker.result
            if left == (self.session, self.state):
                self._arrive(reached)
            elif reached.anew is not None:
                # The cursor moved meanwhile; what takes time is counted by now.
                self._arrive(reached.anew(self.session, self.state))
            elif reached.session.whole is self.session.whole:
                self._arrive(reached)
        while self._waiting and self._left is None:
            self._waiting.popleft()()

    def _arrive(self, reached: _Reached) -> None:
        if reached.recorded and not reached.state.only_moved(self.state):
            self._history.record(self.state)
        refiltered = reached.session is not self.session
        if refiltered:
            self.post_message(Gone(self.session.whole.nbytes))
            self.forget_hidden()
        if reached.session.whole is not self.session.whole:
            self.forget_steps()
        self.session, self.state = reached.session, reached.state
        self.show_session()
        remarks = self.session.remarks if refiltered and reached.recorded else ()
        says = "; ".join(filter(None, [*remarks, reached.says]))
        # What others said stays until the next key: a profile may come by itself at any time.
        if says:
            self.notice(says, wrong=reached.wrong, about=About.ARRIVAL)
        else:
            self.take_back(About.ARRIVAL)


def _under(session: Session, state: ViewState, chips: Chips, then: Then | None, says: str, recorded: bool) -> _Reached:
    new = session.with_chips(chips)
    state = state if new is session else new.carried_over(session, state)
    state = state if then is None else then(new, state)
    new.prepare(state).make_searchable()

    def anew(session: Session, state: ViewState) -> _Reached:
        return _under(session, state, chips, then, says, recorded=recorded)

    return _Reached(new, state, says, recorded, anew)


def _toggled(session: Session, state: ViewState, find: Callable[[Session], Chip]) -> _Reached:
    chip = find(session)
    says = f"{short(chip)} taken out" if chip in state.chips else f"{short(chip)}: {explained(chip)}"
    return _under(session, state, toggled(state.chips, chip), None, says, recorded=True)


def _gone_over(session: Session, state: ViewState, find: Callable[[Chips], Turned]) -> _Reached:
    turned = find(state.chips)

    def anew(session: Session, state: ViewState) -> _Reached:
        there = turned.session.with_chips(state.chips)
        arrived = there.carried_over(session, state)
        there.prepare(arrived).make_searchable()
        return _Reached(there, arrived, turned.says, False, anew, turned.wrong)

    return anew(session, state)


def _exactly(session: Session, state: ViewState) -> _Reached:
    new = session.with_chips(state.chips)
    new.prepare(state).make_searchable()
    return _Reached(new, state, "", recorded=False)
