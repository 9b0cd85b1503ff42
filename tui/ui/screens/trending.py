"""How the selected function went over the last profiles of its source: counted in a thread, told beside its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual.worker import Worker, WorkerState

from tui.analysis.chips import Chips
from tui.errors import as_profile_error
from tui.session import Session, ViewState
from tui.snapshots import Snapshot
from tui.trend import Trend
from tui.ui.preferences import Preferences
from tui.ui.screens.flipping import FlippingScreen
from tui.ui.widgets.sparkline import sparkline

_TREND = 20
"""Snapshots that the course of a function is shown over."""
_COUNT = "trend"


class TrendingScreen(FlippingScreen):
    """Counts the costs of functions in the profiles that came."""

    def __init__(self, session: Session, state: ViewState, liked: Preferences) -> None:
        """Begin with a session, what to show of it, and how."""
        super().__init__(session, state, liked)
        self._trend = Trend()
        self._counting: tuple[object, ...] = ()
        """What the trend was counted of last: by numbers, for nothing is to be kept of profiles that are gone."""
        self._beyond: tuple[object, ...] = ()
        """What the system has too little to count the trend of."""

    def trend(self) -> str:
        """Return how the cum of the selected function went over the last profiles of this source; nothing if unknown.

        What is not counted yet is counted in a thread, and shown then. What cannot be had any more is a gap.
        """
        if self.view is None or self.state.frame < 0:
            return ""
        alike = self._snapshots.alike(self.view.snapshot, _TREND)
        if len(alike) < 2:
            return ""
        name, kind = self.session.table.sort_key(self.state.frame), self.session.sample_type(self.state).type
        course = self._trend.of(name, alike, self.state.chips, kind)
        if course is None:
            self._count(alike, self.state.chips, kind)
            return ""
        missing = course.count(None)
        return f"{sparkline(course)} {missing} missing" if missing else sparkline(course)

    def _count(self, alike: Sequence[Snapshot], chips: Chips, kind: str) -> None:
        if not any(worker.name == _COUNT and worker.node is self and not worker.is_finished for worker in self.workers):
            self._counting = (*(snapshot.number for snapshot in alike), chips, kind)
            if self._counting == self._beyond:
                return
            work = partial(self._trend.count, alike, chips, kind)
            self.run_worker(work, thread=True, group=_COUNT, exit_on_error=False, name=_COUNT)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what was counted."""
        if event.worker.name != _COUNT:
            return
        if event.state is WorkerState.SUCCESS:
            self.show_lines()
        elif event.state is WorkerState.ERROR:
            # Where there is no memory or thread for it, the screen does without, until there is another one to count.
            as_profile_error(event.worker.error)
            self._beyond = self._counting
